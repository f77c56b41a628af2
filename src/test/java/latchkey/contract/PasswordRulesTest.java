package latchkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import latchkey.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which passwords each contract takes, and that all of each counts (NIST SP 800-63B-4, 3.1.1.2; OWASP ASVS 6.2). */
@QuarkusTest
@QuarkusTestResource(Database.class)
class PasswordRulesTest {

    @BeforeEach
    void nobodyIsThere() {
        Database.empty();
    }

    @ParameterizedTest
    @EnumSource
    void theLengthGoesFromTheContractsLeastTo255(Door door) {
        for (int length : new int[] {door.shortest, 14, 15, 64, 255}) {
            String password = "x".repeat(length);
            assertThat(door.register("user" + length, password).statusCode())
                    .as("%d characters", length)
                    .isEqualTo(door.created);
            assertThat(door.letsIn("user" + length, password)).isTrue();
        }
        for (int length : new int[] {0, door.shortest - 1, 256, 1000, 60_000}) {
            assertThat(door.register("ada", "x".repeat(length)).statusCode())
                    .as("%d characters", length)
                    .isEqualTo(door.invalid);
        }
        assertThat(door.register("ada", "x".repeat(door.shortest - 1))
                        .jsonPath()
                        .getString(door.flaw))
                .contains("at least " + door.shortest + " characters");
        assertThat(door.register("ada", "x".repeat(256)).jsonPath().getString(door.flaw))
                .contains("255 characters");
    }

    @ParameterizedTest
    @EnumSource
    void anEmojiIsOneCharacter(Door door) {
        assertThat(door.register("ada", "😀".repeat(door.shortest - 1)).statusCode())
                .isEqualTo(door.invalid);
        assertThat(door.register("ada", "😀".repeat(door.shortest)).statusCode())
                .isEqualTo(door.created);
        assertThat(door.register("grace", "😀".repeat(255)).statusCode()).isEqualTo(door.created);
        assertThat(door.register("mary", "😀".repeat(256)).statusCode()).isEqualTo(door.invalid);

        assertThat(door.letsIn("grace", "😀".repeat(255))).isTrue();
        assertThat(door.letsIn("grace", "😀".repeat(254))).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void noRuleAsksForKindsOfCharacters(Door door) {
        int user = 0;
        for (String password :
                new String[] {"lovelace", "LOVELACE", "18151210", "        ", "\t\"\\'%$;--", "пароль для ады"}) {
            assertThat(door.register("user" + user, password).statusCode())
                    .as(password)
                    .isEqualTo(door.created);
            assertThat(door.letsIn("user" + user, password)).as(password).isTrue();
            user++;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCharacterCountsAsItWasTyped(Door door) {
        door.register("ada", "x".repeat(73));
        door.register("grace", " Lovelace ");

        assertThat(door.letsIn("ada", "x".repeat(72))).isFalse();
        assertThat(door.letsIn("ada", "x".repeat(72) + "y")).isFalse();
        assertThat(door.letsIn("ada", "x".repeat(73))).isTrue();
        assertThat(door.letsIn("grace", "Lovelace")).isFalse();
        assertThat(door.letsIn("grace", " lovelace ")).isFalse();
        assertThat(door.letsIn("grace", " Lovelace ")).isTrue();
    }

    /** Composed, decomposed and compatible characters: é in one or two, ﬁ and fi, wide and narrow. */
    @ParameterizedTest
    @EnumSource
    void keyboardsThatWriteOneCharacterInTwoWaysWriteOnePassword(Door door) {
        String composed = "caf\u00e9 \ufb01ne \uff11";
        String decomposed = "cafe\u0301 fine 1";
        door.register("ada", composed);
        door.register("grace", decomposed);

        for (String user : new String[] {"ada", "grace"}) {
            assertThat(door.letsIn(user, composed)).isTrue();
            assertThat(door.letsIn(user, decomposed)).isTrue();
            assertThat(door.letsIn(user, "cafe fine 1")).isFalse();
        }
    }

    /** As a backend that normalises nothing stored it: made by Python's bcrypt 5.0. */
    @ParameterizedTest
    @EnumSource
    void anImportedHashIsOfThePasswordAsItWasReceived(Door door) {
        String decomposed = "cafe\u0301 au lait";
        door.register("ada", "something else");
        Database.execute("update credential set password_hash = '%s'"
                .formatted("$2b$04$pjZnp1Or7rokgYuzHf41ce1QTR5HIylKwt2i.ZR8mYafarOLi9pne"));

        assertThat(door.letsIn("ada", decomposed)).isTrue();
        assertThat(door.letsIn("ada", "something else")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aNamesLengthIsCountedInCharacters(Door door) {
        String longest = "😀".repeat(150);

        assertThat(door.register(longest, "ada@shop.example", "lovelace").statusCode())
                .isEqualTo(door.created);
        assertThat(door.letsIn(longest, "lovelace")).isTrue();
        assertThat(door.register("😀".repeat(256), "grace@shop.example", "lovelace")
                        .statusCode())
                .isEqualTo(door.invalid);
    }
}
