package latchkey.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.text.Normalizer;
import java.util.List;
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

    /** As the tools stored them, each with the command that made it. */
    static Stream<JsonNode> hashes() throws IOException {
        try (InputStream file = PasswordHashTest.class.getResourceAsStream("/hashes/hashes.json")) {
            return StreamSupport.stream(new ObjectMapper().readTree(file).spliterator(), false)
                    .filter(made -> !made.path("password").isNull());
        }
    }

    @ParameterizedTest
    @MethodSource("hashes")
    void aHashOfAnotherToolMatchesItsPasswordAndNoOther(JsonNode made) {
        PasswordHash hash = PasswordHash.parse(made.path("hash").asText());
        // better-auth hashes the NFKC form, which is tried beside the password as it was typed.
        String password = Normalizer.normalize(made.path("password").asText(), Normalizer.Form.NFKC);

        assertThat(hash.matches(password)).isTrue();
        assertThat(hash.matches(password.substring(1))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("hashes")
    void aHashThatIsChangedAnywhereMatchesNothingOrIsNone(JsonNode made) {
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
                .contains("bcrypt", "bcrypt-sha256", "pbkdf2-sha256", "pbkdf2-sha1", "scrypt", "argon2id", "argon2i");
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
                "$pbkdf2-sha256$i=29000,l=32$" + SALT + "$" + HASH + " pbkdf2-sha256(29000)"
            })
    void theSchemeNamesWhatAHashCosts(String stored, String scheme) {
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
                "$argon2id$v=19$m=64,t=1,p=1$" + SALT + "$AAAA"
            })
    void aCostBeyondBoundsIsRefusedWithAReasonThatTellsNothingOfTheHash(String stored) {
        assertThatThrownBy(() -> PasswordHash.parse(stored))
                .isInstanceOf(UnreadableHash.class)
                .hasMessageStartingWith("its password hash ")
                .message()
                .doesNotContain("salt$", SALT, "e0MYz", "YpP6");
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
                "$argon2id$v=19$m=64,t=1,p=1,data=AAAA$" + SALT + "$" + HASH
            })
    void whatHasNoFormThatIsKnownIsNoHash(String stored) {
        assertThat(PasswordHash.find(stored)).isEmpty();
    }
}
