package latchkey.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

    private static final String SALT = "c2FsdHNhbHRzYWx0c2FsdA";
    private static final String HASH = "lOUT4kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2MAAAAA";

    private static final String HEX = "136bd7a932fda5c9f772c941b50d987ecc87218c2c005fd7326da89ebc9dd7f1";
    private static final String KEY = "NyvBS0/grlCDMYFjBhVjKuDCs9uLIBKgKzVbdjf6rZI=";

    private static final String FIREBASE = "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=" + KEY + "$Y0ea1poJCyWCdw==$" + KEY;

    private static final String SUPERTOKENS = "$f_scrypt$" + KEY + "$Y0ea1poJCyWCdw==$m=14$r=8$s=Bw==";

    private static final Set<String> MISTYPED = new HashSet<>();

    /** As the tools stored them, each with the command that made it. */
    static Stream<JsonNode> hashes() throws IOException {
        try (InputStream file = PasswordHashTest.class.getResourceAsStream("/hashes/hashes.json")) {
            return StreamSupport.stream(new ObjectMapper().readTree(file).spliterator(), false)
                    .filter(made -> !made.path("password").isNull());
        }
    }

    @ParameterizedTest
    @MethodSource("hashes")
    void aHashOfAnotherToolMatchesOnlyItsPassword(JsonNode made) {
        PasswordHash hash = PasswordHash.parse(made.path("hash").asText());
        String typed = made.path("password").asText();
        // better-auth and Lucia hash the NFKC form, which is tried beside the password as it was typed.
        String password = made.path("scheme").asText().matches("better_auth|lucia.*")
                ? Normalizer.normalize(typed, Normalizer.Form.NFKC)
                : typed;

        assertThat(hash.matches(password)).isTrue();
        // One of each tool and cost, since some take seconds.
        if (MISTYPED.add(made.path("scheme").asText() + hash.cost())) {
            assertThat(hash.matches(password.substring(1))).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("hashes")
    void aCorruptedHashMatchesNoPassword(JsonNode made) {
        String stored = made.path("hash").asText();
        for (String changed : List.of(stored + "x", stored.substring(1), "x" + stored, stored + "\n", stored + "$")) {
            assertThat(PasswordHash.find(changed)
                            .filter(hash -> hash.work() < 1 << 12)
                            .filter(hash -> hash.matches(made.path("password").asText())))
                    .as(changed)
                    .isEmpty();
        }
    }

    @Test
    void thereAreFixturesOfEveryFamily() throws IOException {
        assertThat(hashes().map(made ->
                        PasswordHash.parse(made.path("hash").asText()).family()))
                .contains(
                        "bcrypt",
                        "bcrypt-sha256",
                        "pbkdf2-sha256",
                        "pbkdf2-sha1",
                        "pbkdf2-sha512",
                        "scrypt",
                        "firebase-scrypt",
                        "argon2id",
                        "argon2i",
                        "sha256-crypt",
                        "sha512-crypt",
                        "sun-md5",
                        "md5-crypt",
                        "apr1",
                        "smd5",
                        "ssha",
                        "ssha256",
                        "ssha384",
                        "ssha512");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "pbkdf2_sha256$600000$salt$YpP6yVWyT0kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2M= pbkdf2-sha256(600000)",
                "$2y$10$e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy bcrypt(10)",
                "bcrypt$$2b$10$e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy bcrypt(10)",
                "$argon2id$v=19$m=65536,t=3,p=4$" + SALT + "$" + HASH + " argon2id(65536,3,4)",
                "argon2$argon2id$v=19$m=65536,t=3,p=4$" + SALT + "$" + HASH + " argon2id(65536,3,4)",
                "$scrypt$ln=14,r=8,p=1$" + SALT + "$" + HASH + " scrypt(16384,8,1)",
                "$pbkdf2-sha256$i=29000,l=32$" + SALT + "$" + HASH + " pbkdf2-sha256(29000)",
                "$pbkdf2-sha512$25000$" + SALT + "$" + HASH + HASH + " pbkdf2-sha512(25000)",
                "$pbkdf2$1000$" + SALT + "$" + HASH + " pbkdf2-sha1(2000)",
                "pbkdf2:sha256:600000$salt$" + HEX + HEX + " pbkdf2-sha256(1200000)",
                "scrypt:32768:8:1$salt$" + HEX + " scrypt(32768,8,1)",
                "$scrypt$n=16384,r=8,p=1$" + SALT + "$" + HASH + " scrypt(16384,8,1)",
                "s2:salt:" + HEX + HEX + " scrypt(16384,16,1)",
                "a8Kd03mzQpX7rT1v:" + HEX + HEX + " scrypt(16384,8,1)",
                "$argon2id$v=19$t=3,m=65536,p=4$" + SALT + "$" + HASH + " argon2id(65536,3,4)",
                "$argon2i$v=19$p=1,t=256,m=4096$" + SALT + "$" + HASH + " argon2i(4096,256,1)",
                "$bcrypt$v=98$r=10$RdI3jEr1JxnINGkWkJo/2Q$H09elIsw9c+0Kyh1Y5q4gcVvBr7FW/E bcrypt(10)",
                "$bcrypt-sha256$v=2,t=2b,r=5$YJn8WS8B1WMYelyk1FmsIe$aJz06n16S0PmvHinoZH0yFwUbr1rRo2 bcrypt-sha256(5)",
                FIREBASE + " firebase-scrypt(16384,8,1)"
            })
    void theSchemeNamesTheCostOfAHash(String stored, String scheme) {
        assertThat(PasswordHash.parse(stored).scheme()).isEqualTo(scheme);
    }

    /** Each a denial of service, or a hash that some other password matches. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2b$16$e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy",
                "$2b$31$e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy",
                "$2b$03$e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy",
                "pbkdf2_sha256$3000001$salt$YpP6yVWyT0kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2M=",
                "pbkdf2_sha256$999999999$salt$YpP6yVWyT0kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2M=",
                "pbkdf2_sha256$0$salt$YpP6yVWyT0kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2M=",
                "pbkdf2_sha256$1000$salt$YpM=",
                "scrypt$1048576$salt$8$1$YpP6yVWyT0kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2M=",
                "scrypt$16384$salt$8$999$YpP6yVWyT0kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2M=",
                "scrypt$16383$salt$8$1$YpP6yVWyT0kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2M=",
                "$scrypt$ln=31,r=8,p=1$" + SALT + "$" + HASH,
                "$scrypt$ln=17,r=32,p=16$" + SALT + "$" + HASH,
                "$argon2id$v=19$m=4194304,t=3,p=4$" + SALT + "$" + HASH,
                "$argon2id$v=19$m=65536,t=999999999,p=4$" + SALT + "$" + HASH,
                "$argon2id$v=19$m=262144,t=32,p=4$" + SALT + "$" + HASH,
                "$argon2id$v=19$m=65536,t=3,p=255$" + SALT + "$" + HASH,
                "$argon2id$v=19$m=8,t=1,p=4$" + SALT + "$" + HASH,
                "$argon2id$v=19$m=64,t=1,p=1$" + SALT + "$AAAA",
                "$argon2i$v=19$m=8,t=1025,p=1$" + SALT + "$" + HASH,
                "$argon2i$v=19$m=4104,t=256,p=1$" + SALT + "$" + HASH,
                "$argon2i$v=19$t=256,m=4104,p=1$" + SALT + "$" + HASH,
                "$scrypt$n=2097152,r=1,p=1$" + SALT + "$" + HASH,
                "$scrypt$n=16383,r=8,p=1$" + SALT + "$" + HASH,
                "$scrypt$ln=16,r=1,p=1$" + SALT + "$" + HASH,
                "$scrypt$n=65536,r=1,p=1$" + SALT + "$" + HASH,
                "scrypt:1048576:8:1$salt$" + HEX,
                "scrypt:32768:8:17$salt$" + HEX,
                "scrypt:32768:0:1$salt$" + HEX,
                "scrypt:32768:8:1$salt$" + HEX + "0",
                "pbkdf2:sha256:3000001$salt$" + HEX,
                "pbkdf2:sha256:2000000$salt$" + HEX + HEX,
                "pbkdf2:sha512:0$salt$" + HEX,
                "pbkdf2:sha256:1000$salt$" + HEX + "0",
                "$pbkdf2-sha512$3000001$" + SALT + "$" + HASH,
                "$pbkdf2-sha512$i=1000,l=64$" + SALT + "$" + HASH,
                "$pbkdf2-sha1$1000000$" + SALT + "$" + HASH + HASH,
                "$bcrypt$v=98$r=16$RdI3jEr1JxnINGkWkJo/2Q$H09elIsw9c+0Kyh1Y5q4gcVvBr7FW/E",
                "$bcrypt-sha256$v=2,t=2b,r=31$YJn8WS8B1WMYelyk1FmsIe$aJz06n16S0PmvHinoZH0yFwUbr1rRo2",
                "$fbscrypt$v=1,n=31,r=8,p=1,ss=Bw==,sk=" + KEY + "$Y0ea1poJCyWCdw==$" + KEY,
                "$fbscrypt$v=1,n=20,r=8,p=1,ss=Bw==,sk=" + KEY + "$Y0ea1poJCyWCdw==$" + KEY,
                "$fbscrypt$v=1,n=14,r=999,p=1,ss=Bw==,sk=" + KEY + "$Y0ea1poJCyWCdw==$" + KEY,
                "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=AAAA$Y0ea1poJCyWCdw==$" + KEY,
                "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==,sk=AAAA$Y0ea1poJCyWCdw==$AAAA",
                "$fbscrypt$v=1,n=14,r=8,p=1,ss=B,sk=" + KEY + "$Y0ea1poJCyWCdw==$" + KEY,
                SUPERTOKENS
            })
    void anExcessiveCostIsRejectedWithoutRevealingTheHash(String stored) {
        assertThatThrownBy(() -> PasswordHash.parse(stored))
                .isInstanceOf(PasswordHash.Unreadable.class)
                .hasMessageStartingWith("its password hash ")
                .message()
                .doesNotContain("salt$", SALT, "e0MYz", "YpP6", HEX, KEY, "Y0ea", "RdI3", "YJn8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "!",
                "lovelace",
                "$2b$04$short",
                "$2x$04$e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy",
                "bcrypt_sha256$",
                "md5$salt$5f4dcc3b5aa765d61d8327deb882cf99",
                "sha1$salt$5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8",
                "5f4dcc3b5aa765d61d8327deb882cf99",
                "argon2$pbkdf2_sha256$1000$salt$YpP6yVWyT0kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2M=",
                "pbkdf2_sha256$-1$salt$YpP6yVWyT0kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2M=",
                "pbkdf2_sha256$١٠٠٠$salt$YpP6yVWyT0kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2M=",
                "$argon2d$v=19$m=64,t=1,p=1$" + SALT + "$" + HASH,
                "$argon2id$v=20$m=64,t=1,p=1$" + SALT + "$" + HASH,
                "$argon2id$v=19$m=64,t=1,p=1,data=AAAA$" + SALT + "$" + HASH,
                "$argon2id$v=19$m=64,m=64,p=1$" + SALT + "$" + HASH,
                "$argon2id$v=19$m=64,t=1$" + SALT + "$" + HASH,
                "$scrypt$ln=14,n=16384,r=8,p=1$" + SALT + "$" + HASH,
                "$scrypt$r=8,p=1$" + SALT + "$" + HASH,
                "pbkdf2:md5:1000$salt$" + HEX,
                "pbkdf2:sha256$salt$" + HEX,
                "sha256$salt$" + HEX,
                "s3:salt:" + HEX + HEX,
                "s2::" + HEX + HEX,
                "a8Kd03mzQpX7rT1:" + HEX + HEX,
                "$pbkdf2-sha384$1000$" + SALT + "$" + HASH,
                "$bcrypt$v=99$r=10$RdI3jEr1JxnINGkWkJo/2Q$H09elIsw9c+0Kyh1Y5q4gcVvBr7FW/E",
                "$bcrypt-sha256$v=3,t=2b,r=5$YJn8WS8B1WMYelyk1FmsIe$aJz06n16S0PmvHinoZH0yFwUbr1rRo2",
                "$fbscrypt$v=2,n=14,r=8,p=1,ss=Bw==,sk=" + KEY + "$Y0ea1poJCyWCdw==$" + KEY,
                "$fbscrypt$v=1,n=14,r=8,p=1,ss=Bw==$Y0ea1poJCyWCdw==$" + KEY
            })
    void anUnknownFormatIsNoHash(String stored) {
        assertThat(PasswordHash.find(stored)).isEmpty();
    }

    /** SuperTokens has the signer key in a setting; what is stored here has it beside the hash, as Supabase does. */
    @Test
    void aFirebaseHashIsStoredWithItsSignerKey() {
        String signerKey = "NyvBS0/grlCDMYFjBhVjKuDCs9uLIBKgKzVbdjf6rZLFwh3ezQ6pZfURFR37Wihn+gPiKVdPh+9qT8RvDuaFkw==";
        String stored =
                "$f_scrypt$ohh8ao9Fx9mDX13VGxUtE2axW7BxXU4f/7OgfZF+06cioWhHPQ3mZ3km++T5OD0NZmNnkkrYANwdIhxRAiqOhg=="
                        + "$Y0ea1poJCyWCdw==$m=14$r=8$s=Bw==";

        assertThat(PasswordHash.parse(PasswordHash.complete(stored, signerKey)).matches("lovelace-1843"))
                .isTrue();
        assertThat(PasswordHash.parse(PasswordHash.complete(stored, signerKey.replace('N', 'O')))
                        .matches("lovelace-1843"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no Base64", "A", "AAAA", "$", "NyvB,p=1"})
    void anInvalidSignerKeyIsRejected(String key) {
        assertThat(PasswordHash.find(PasswordHash.complete(SUPERTOKENS, key))).isEmpty();
        assertThat(PasswordHash.complete(FIREBASE, key)).isEqualTo(FIREBASE);
    }
}
