package latchkey.transfer;

import static latchkey.transfer.ImportResult.NDJSON;
import static latchkey.transfer.ImportResult.signIn;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.stream.IntStream;
import latchkey.Database;
import latchkey.transfer.Import.Options;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hashes of LDAP, htpasswd and crypt(3), from the import to the login: fast hashes are not stored as they are. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class FastHashesTest {

    private static final String PASSWORD = "x² ﬁsh, naïve½";

    private static final String WRAPPED = "wrapped_[a-z0-9-]+\\$[^$]*\\$bcrypt_sha256\\$\\$2a\\$04\\$.{53}";

    @Inject
    Import people;

    @Inject
    Export export;

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @Test
    void importedFastHashesSignInAndAreUpgradedAtTheFirstLogin() throws IOException {
        assertThat(taken(NDJSON).summary()).isEqualTo("9 read: 9 imported, 0 updated, 0 skipped, 0 rejected");
        assertThat(Database.query("select string_agg(scheme, ' ' order by username) from credential"
                        + " join account on id = account_id"))
                .isEqualTo("bcrypt-ssha(4) bcrypt-ssha(4) bcrypt-ssha512(4) bcrypt-md5-crypt(4) bcrypt-apr1(4)"
                        + " sha512-crypt(1000) sha256-crypt(5000) sun-md5(5000) bcrypt(5)");

        assertThat(IntStream.range(0, 9).map(i -> signIn("d" + i, "x2 fish, naïve1/2")))
                .containsOnly(401);
        assertThat(IntStream.range(0, 9).map(i -> signIn("d" + i, PASSWORD))).containsOnly(200);
        assertThat(Database.query("select string_agg(distinct scheme, ' ') from credential"))
                .isEqualTo("bcrypt-sha256(4)");
        assertThat(IntStream.range(0, 9).map(i -> signIn("d" + i, PASSWORD))).containsOnly(200);
    }

    @Test
    void onlyFastHashesAreWrappedInBcrypt() throws IOException {
        taken(NDJSON);

        for (int i = 0; i < 5; i++) {
            assertThat(hash("d" + i)).matches(WRAPPED);
        }
        assertThat(hash("d5")).startsWith("{CRYPT}$6$rounds=1000$");
        assertThat(hash("d7")).isEqualTo("$md5,rounds=904$pQ3.r/7s$$pDKQ2EeC833tNTMfVcmQy.");
    }

    @Test
    void anExistingAccountIsChangedOnlyByAnUpdate() throws IOException {
        taken(NDJSON);
        String once = hash("d1");

        assertThat(taken(ImportResult.dry(ImportResult.updating(NDJSON))).summary())
                .contains("9 updated");
        assertThat(taken(NDJSON).summary()).contains("9 skipped");
        assertThat(hash("d1")).isEqualTo(once);
        assertThat(taken(ImportResult.updating(NDJSON)).summary()).contains("9 updated");
        assertThat(hash("d1")).isNotEqualTo(once).matches(WRAPPED);
        assertThat(signIn("d1", PASSWORD)).isEqualTo(200);
    }

    /** Only Latchkey can read such a hash, since the original hash is no longer known. */
    @Test
    void anExportOfWrappedHashesCanBeImported() throws IOException {
        taken(NDJSON);
        StringWriter file = new StringWriter();
        export.run(file, false);
        String once = hash("d1");
        Database.empty();

        assertThat(ImportResult.over(people, NDJSON, file.toString()).summary()).contains("9 imported");
        assertThat(hash("d1")).isEqualTo(once);
        assertThat(signIn("d1", PASSWORD)).isEqualTo(200);
    }

    private static String hash(String username) {
        return Database.query("select password_hash from credential join account on id = account_id where username = '"
                + username + "'");
    }

    private ImportResult taken(Options options) throws IOException {
        try (InputStream file = FastHashesTest.class.getResourceAsStream("/import/directory.ndjson")) {
            return ImportResult.over(people, options, file);
        }
    }
}
