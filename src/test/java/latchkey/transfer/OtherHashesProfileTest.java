package latchkey.transfer;

import static latchkey.transfer.ImportResult.NDJSON;
import static latchkey.transfer.ImportResult.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.IntStream;
import latchkey.ClientsAndPasswords;
import latchkey.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes of other frameworks, from the file to the login; Firebase's signer key is set. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(ClientsAndPasswords.class)
class OtherHashesProfileTest {

    private static final String PASSWORD = "lovelace-1843";

    @Inject
    Import people;

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @Test
    void importedHashesOfOtherFrameworksSignIn() throws IOException {
        assertThat(taken().summary()).isEqualTo("8 read: 8 imported, 0 updated, 0 skipped, 0 rejected");
        assertThat(Database.query("select string_agg(scheme, ' ' order by username) from credential"
                        + " join account on id = account_id"))
                .isEqualTo("argon2i(4096,256,1) firebase-scrypt(16384,8,1) firebase-scrypt(16384,8,1) scrypt(16384,8,1)"
                        + " scrypt(16384,16,1) scrypt(32768,8,1) pbkdf2-sha256(600000) pbkdf2-sha512(25000)");

        assertThat(signIn("h1", PASSWORD.substring(1))).isEqualTo(401);
        assertThat(IntStream.range(0, 8).map(i -> signIn("h" + i, PASSWORD))).containsOnly(200);
        assertThat(Database.query("select string_agg(distinct scheme, ' ') from credential"))
                .isEqualTo("bcrypt-sha256(4)");
    }

    /** As Supabase keeps it: the row is all that is needed to check it, here and after an export. */
    @Test
    void aFirebaseHashIsStoredWithItsSignerKey() throws IOException {
        taken();

        assertThat(Database.query("select count(distinct password_hash) from credential where scheme like 'firebase%'"))
                .isEqualTo("1");
        assertThat(Database.query("select password_hash from credential join account on id = account_id"
                        + " where username = 'h2'"))
                .startsWith("$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=" + ClientsAndPasswords.SIGNER_KEY + "$");
    }

    /** A hash that an operator wrote into the table is checked like one from a file. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2i$v=19$m=4096,t=999999999,p=1$Y0ea1poJCyWCd+yPum+ZQQ$Uvxt3db6V/L/YdUabbA/QV5qM32QUuHkCT4q2J6cnmo",
                "$scrypt$n=65536,r=1,p=1$Y0ea1poJCyWCd+yPum+ZQQ$Uvxt3db6V/L/YdUabbA/QV5qM32QUuHkCT4q2J6cnmo",
                "$fbscrypt$v=1,n=31,r=8,p=1,sk=AAAAAAAAAAAAAAAAAAAAAA==$Y0ea1poJCyWCdw==$AAAAAAAAAAAAAAAAAAAAAA==",
                "$f_scrypt$AAAAAAAAAAAAAAAAAAAAAA==$Y0ea1poJCyWCdw==$m=14$r=8$s=Bw==",
                "pbkdf2:sha512:999999999$salt$136bd7a932fda5c9f772c941b50d987ecc87218c2c005fd7326da89ebc9dd7f1"
            })
    void aStoredHashWithAnExcessiveCostIsAWrongPassword(String hash) throws IOException {
        taken();
        Database.execute("update credential set password_hash = '%s'".formatted(hash));

        assertThat(signIn("h0", PASSWORD)).isEqualTo(401);
    }

    private ImportResult taken() throws IOException {
        try (InputStream file = OtherHashesProfileTest.class.getResourceAsStream("/import/hashes.ndjson")) {
            return ImportResult.over(people, NDJSON, file);
        }
    }
}
