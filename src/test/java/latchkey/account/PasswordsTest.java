package latchkey.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import latchkey.password.PasswordConfig;
import latchkey.queue.HashingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {

    private final Passwords passwords = ofCost("4");

    @ParameterizedTest
    @ValueSource(strings = {"lovelace", "        ", "päßwörd", "😀😀😀😀😀😀😀😀", "with\ttab and \"quotes\""})
    void aPasswordMatchesItsHashAndNoOtherDoes(String password) {
        String hash = passwords.hash(password);

        assertThat(matches(password, hash)).isTrue();
        assertThat(matches(password + " ", hash)).isFalse();
        assertThat(matches(password.substring(1), hash)).isFalse();
    }

    @Test
    void everyCharacterCounts() {
        String longest = "x".repeat(254);
        String hash = passwords.hash(longest + "y");

        assertThat(matches(longest + "y", hash)).isTrue();
        assertThat(matches(longest + "z", hash)).isFalse();
        assertThat(matches("x".repeat(72), passwords.hash("x".repeat(73)))).isFalse();
    }

    /** Otherwise the time would reveal which hash was imported, and which account does not exist. */
    @ParameterizedTest
    @CsvSource({"'wrong', 1", "'wrong ', 2", "' wrong', 2", "' wrong\ufb01eld ', 3", "'wrong\ufb01eld', 2", "'   ', 1"})
    void everyHashIsTriedWithTheSameNumberOfPasswordForms(String password, int forms) {
        String imported = "$2b$04$E9GsZIMhfzk3/xotE1kUY.n5z2XM5/.UuaGcj1LXR.aAc0IJG/OLq";

        assertThat(passwords.check(password, imported).forms()).isEqualTo(forms);
        assertThat(passwords.check(password, passwords.hash("lovelace")).forms())
                .isEqualTo(forms);
        assertThat(passwords
                        .check(password, passwords.hash(password.strip() + "!"))
                        .forms())
                .isEqualTo(forms);
        assertThat(passwords.check(password, (String) null).forms()).isEqualTo(forms);
    }

    @Test
    void theSamePasswordIsHashedWithANewSaltEachTime() {
        assertThat(passwords.hash("lovelace")).isNotEqualTo(passwords.hash("lovelace"));
    }

    @Test
    void aHashNamesItsSchemeAndCost() {
        assertThat(passwords.hash("lovelace")).matches("bcrypt_sha256\\$\\$2a\\$04\\$[./A-Za-z0-9]{53}");
    }

    // The first from bcryptjs 3, hashSync("lovelace", 4), and once more under the two other names of the algorithm; the
    // last from Django 3.2, BCryptSHA256PasswordHasher with four rounds.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2b$04$E9GsZIMhfzk3/xotE1kUY.n5z2XM5/.UuaGcj1LXR.aAc0IJG/OLq",
                "$2a$04$E9GsZIMhfzk3/xotE1kUY.n5z2XM5/.UuaGcj1LXR.aAc0IJG/OLq",
                "$2y$04$E9GsZIMhfzk3/xotE1kUY.n5z2XM5/.UuaGcj1LXR.aAc0IJG/OLq",
                "bcrypt_sha256$$2b$04$tfm7/U9/nfJ.Dv4VigW6ueIyxOmuvU6vLP5lTQ4ZRfeb/ab0cFasW"
            })
    void hashesOfOtherToolsAreVerified(String hash) {
        assertThat(matches("lovelace", hash)).isTrue();
        assertThat(matches("Lovelace", hash)).isFalse();
    }

    // Both of one salt, by Comeonin and by PHP, as its maintainers quote them: the spare bits of a salt's last
    // character.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$2b$10$1234567899123456789012.OtL1A1eGK5wmvBKUDYKvuVKI7h2XBu",
                "$2y$10$123456789912345678901u.OtL1A1eGK5wmvBKUDYKvuVKI7h2XBu"
            })
    void theSpellingOfASaltMakesNoDifference(String hash) {
        assertThat(matches("test", hash)).isTrue();
        assertThat(matches("tesu", hash)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "!", "lovelace", "$2b$04$short", "bcrypt_sha256$", "md5$salt$hash", "$2b$99$x"})
    void anInvalidHashMatchesNoPassword(String hash) {
        assertThat(matches("lovelace", hash)).isFalse();
    }

    @Test
    void composedAndDecomposedCharactersAreTheSamePassword() {
        String composed = "caf\u00e9 au lait";
        String decomposed = "cafe\u0301 au lait";

        assertThat(matches(decomposed, passwords.hash(composed))).isTrue();
        assertThat(matches(composed, passwords.hash(decomposed))).isTrue();
    }

    // Made by Python's bcrypt 5.0, which hashes what it is given.
    @ParameterizedTest
    @CsvSource({
        "cafe\u0301 au lait, $2b$04$pjZnp1Or7rokgYuzHf41ce1QTR5HIylKwt2i.ZR8mYafarOLi9pne",
        "\ufb01ne \uff21da \u00b5\u00bc, $2b$04$6SPyFvWaddbU/mTBy0izzuRfGzIBJD.bbyT7qNGBBFrVbfw7f/.j2",
        "\ud83d\ude00 caf\u00e9, $2b$04$3pU6PlvNxx1M5agFRuKqc.wrnYY09uO4eBiivQBcRDxWQNksi1eEa"
    })
    void anImportedHashMatchesThePasswordAsItWasTyped(String password, String hash) {
        assertThat(matches(password, hash)).isTrue();
        assertThat(matches(password + "x", hash)).isFalse();
    }

    @Test
    void theDummyHashForUnknownNamesCostsTheSameAsARealOne() {
        assertThat(passwords.dummyHash().scheme()).isEqualTo("bcrypt-sha256(4)");
        assertThat(ofCost("12").dummyHash().scheme()).isEqualTo("bcrypt-sha256(12)");
        assertThat(passwords.dummyHash().matches("lovelace")).isFalse();
    }

    private boolean matches(String password, String hash) {
        return passwords.check(password, hash).right();
    }

    private static Passwords ofCost(String cost) {
        return new Passwords(
                new SmallRyeConfigBuilder()
                        .withMapping(PasswordConfig.class)
                        .withSources(
                                new PropertiesConfigSource(Map.of("latchkey.password.bcrypt-cost", cost), "test", 100))
                        .build()
                        .getConfigMapping(PasswordConfig.class),
                new HashingQueue(new SimpleMeterRegistry()));
    }
}
