package latchkey.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import latchkey.Database;
import latchkey.contract.ContractCalls;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The password rules of each contract; every character counts (NIST SP 800-63B-4, 3.1.1.2; OWASP ASVS 6.2). */
@QuarkusTest
@QuarkusTestResource(Database.class)
class PasswordRulesTest {

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @ParameterizedTest
    @EnumSource
    void thePasswordLengthGoesFromTheContractsMinimumTo255(ContractCalls contract) {
        for (int length : new int[] {contract.shortest, 14, 15, 64, 255}) {
            String password = "x".repeat(length);
            assertThat(contract.register("user" + length, password).statusCode())
                    .as("%d characters", length)
                    .isEqualTo(contract.created);
            assertThat(contract.letsIn("user" + length, password)).isTrue();
        }
        for (int length : new int[] {0, contract.shortest - 1, 256, 1000, 60_000}) {
            assertThat(contract.register("ada", "x".repeat(length)).statusCode())
                    .as("%d characters", length)
                    .isEqualTo(contract.invalid);
        }
        assertThat(contract.register("ada", "x".repeat(contract.shortest - 1))
                        .jsonPath()
                        .getString(contract.flaw))
                .contains("at least " + contract.shortest + " characters");
        assertThat(contract.register("ada", "x".repeat(256)).jsonPath().getString(contract.flaw))
                .contains("255 characters");
    }

    @ParameterizedTest
    @EnumSource
    void anEmojiIsOneCharacter(ContractCalls contract) {
        assertThat(contract.register("ada", "😀".repeat(contract.shortest - 1)).statusCode())
                .isEqualTo(contract.invalid);
        assertThat(contract.register("ada", "😀".repeat(contract.shortest)).statusCode())
                .isEqualTo(contract.created);
        assertThat(contract.register("grace", "😀".repeat(255)).statusCode()).isEqualTo(contract.created);
        assertThat(contract.register("mary", "😀".repeat(256)).statusCode()).isEqualTo(contract.invalid);

        assertThat(contract.letsIn("grace", "😀".repeat(255))).isTrue();
        assertThat(contract.letsIn("grace", "😀".repeat(254))).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void thereAreNoCharacterClassRules(ContractCalls contract) {
        int user = 0;
        for (String password :
                new String[] {"lovelace", "LOVELACE", "18151210", "        ", "\t\"\\'%$;--", "пароль для ады"}) {
            assertThat(contract.register("user" + user, password).statusCode())
                    .as(password)
                    .isEqualTo(contract.created);
            assertThat(contract.letsIn("user" + user, password)).as(password).isTrue();
            user++;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyCharacterCountsAsItWasTyped(ContractCalls contract) {
        contract.register("ada", "x".repeat(73));
        contract.register("grace", " Lovelace ");

        assertThat(contract.letsIn("ada", "x".repeat(72))).isFalse();
        assertThat(contract.letsIn("ada", "x".repeat(72) + "y")).isFalse();
        assertThat(contract.letsIn("ada", "x".repeat(73))).isTrue();
        assertThat(contract.letsIn("grace", "Lovelace")).isFalse();
        assertThat(contract.letsIn("grace", " lovelace ")).isFalse();
        assertThat(contract.letsIn("grace", " Lovelace ")).isTrue();
    }

    /** Composed, decomposed and compatible characters: é in one or two, ﬁ and fi, wide and narrow. */
    @ParameterizedTest
    @EnumSource
    void unicodeFormsOfOnePasswordAreEqual(ContractCalls contract) {
        String composed = "caf\u00e9 \ufb01ne \uff11";
        String decomposed = "cafe\u0301 fine 1";
        contract.register("ada", composed);
        contract.register("grace", decomposed);

        for (String user : new String[] {"ada", "grace"}) {
            assertThat(contract.letsIn(user, composed)).isTrue();
            assertThat(contract.letsIn(user, decomposed)).isTrue();
            assertThat(contract.letsIn(user, "cafe fine 1")).isFalse();
        }
    }

    /** As a backend that normalises nothing stored it: made by Python's bcrypt 5.0. */
    @ParameterizedTest
    @EnumSource
    void anImportedHashMatchesThePasswordAsItWasTyped(ContractCalls contract) {
        String decomposed = "cafe\u0301 au lait";
        contract.register("ada", "something else");
        Database.execute("update credential set password_hash = '%s'"
                .formatted("$2b$04$pjZnp1Or7rokgYuzHf41ce1QTR5HIylKwt2i.ZR8mYafarOLi9pne"));

        assertThat(contract.letsIn("ada", decomposed)).isTrue();
        assertThat(contract.letsIn("ada", "something else")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aNamesLengthIsCountedInCharacters(ContractCalls contract) {
        String longest = "😀".repeat(150);

        assertThat(contract.register(longest, "ada@shop.example", "lovelace").statusCode())
                .isEqualTo(contract.created);
        assertThat(contract.letsIn(longest, "lovelace")).isTrue();
        assertThat(contract.register("😀".repeat(256), "grace@shop.example", "lovelace")
                        .statusCode())
                .isEqualTo(contract.invalid);
    }
}
