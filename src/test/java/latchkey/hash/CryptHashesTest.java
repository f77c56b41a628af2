package latchkey.hash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The forms of crypt(3), htpasswd and LDAP directories. */
class CryptHashesTest {

    private static final String MD5 = "O71srisdPSAyVMsa6teEJ1";
    private static final String SHA1 = "KggDdf0ixdw4nEblZ1pDSlbMULU";
    private static final String SHA256 = "WE3gCy8toJI9REZ1cmCEKpVAJ/WPO5wBhJ20dOJ0tk/";
    private static final String SHA512 = SHA256 + SHA256;

    private static final String BCRYPT = "$10$e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy";

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "$5$saltsalt$" + SHA256 + " sha256-crypt(5000)",
                "$5$rounds=535000$saltsalt$" + SHA256 + " sha256-crypt(535000)",
                "$5$rounds=5000$saltsalt$" + SHA256 + " sha256-crypt(5000)",
                "$6$rounds=1000$$" + SHA512 + " sha512-crypt(1000)",
                "$6$rounds=5000000$sixteenCharsSalt$" + SHA512 + " sha512-crypt(5000000)",
                "$md5$saltsalt$$" + MD5 + " sun-md5(4096)",
                "$md5,rounds=904$saltsalt$" + MD5 + " sun-md5(5000)",
                "$1$saltsalt$" + MD5 + " md5-crypt(1000)",
                "$apr1$saltsalt$" + MD5 + " apr1(1000)",
                "{SHA}" + SHA1 + "= ssha(1)",
                "{ssha}" + SHA1 + "sALTA ssha(1)",
                "{SSHA256}" + SHA256 + "AAAAsalt ssha256(1)",
                "{crypt}$6$saltsalt$" + SHA512 + " sha512-crypt(5000)",
                "{CRYPT}$2b" + BCRYPT + " bcrypt(10)",
                "{CRYPT}$apr1$saltsalt$" + MD5 + " apr1(1000)",
                "wrapped_ssha$c2FsdA==$bcrypt_sha256$$2a" + BCRYPT + " bcrypt-ssha(10)",
                "wrapped_md5-crypt$$bcrypt_sha256$$2a$04$e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy bcrypt-md5-crypt(4)"
            })
    void theSchemeNamesTheCostOfAHash(String stored, String scheme) {
        assertThat(PasswordHash.parse(stored).scheme()).isEqualTo(scheme);
    }

    /** Each a denial of service, or of another length than its digest. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$5$rounds=999$saltsalt$" + SHA256,
                "$5$rounds=5000001$saltsalt$" + SHA256,
                "$6$rounds=999999999$saltsalt$" + SHA512,
                "{CRYPT}$6$rounds=999999999$saltsalt$" + SHA512,
                "$md5,rounds=1000001$saltsalt$$" + MD5,
                "$md5,rounds=999999999$saltsalt$" + MD5,
                "{CRYPT}$2b$31$e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy",
                "{SHA}" + SHA1 + "sALTA",
                "{SSHA}" + SHA1 + "sALTAx",
                "{SSHA512}" + SHA1 + "sALTA",
                "wrapped_ssha$c2FsdA==$bcrypt_sha256$$2a$31$e0MYzXyjpJS7Pd0RVvHwHe.HlCS4bZJ18JuywdEMLT83E1KDmUhCy",
                "wrapped_ssha$c2Fsd$bcrypt_sha256$$2a" + BCRYPT
            })
    void anExcessiveCostIsRejectedWithoutRevealingTheHash(String stored) {
        assertThatThrownBy(() -> PasswordHash.parse(stored))
                .isInstanceOf(PasswordHash.Unreadable.class)
                .hasMessageStartingWith("its password hash ")
                .message()
                .doesNotContain("saltsalt", SHA1, SHA256, MD5, "sALT", "c2Fs", "e0MYz", "{", "$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$5$saltsalt$" + SHA512,
                "$6$saltsalt$" + SHA256,
                "$5$rounds=05000$saltsalt$" + SHA256,
                "$5$rounds=5000,saltsalt$" + SHA256,
                "$6$rounds=999999999$" + SHA512,
                "$6$rounds=1000$rounds=999999999$" + SHA512,
                "$6$rounds=9999999999$saltsalt$" + SHA512,
                "$6$rounds=-1$saltsalt$" + SHA512,
                "$6$rounds=١٠٠٠$saltsalt$" + SHA512,
                "$6$seventeen.of.salt$" + SHA512,
                "$6$salt:salt$" + SHA512,
                "$6$sält$" + SHA512,
                "$6$" + SHA512,
                "$md5$saltsalt$$$" + MD5,
                "$md5,rounds=0$saltsalt$$" + MD5,
                "$md5,rounds=0904$saltsalt$$" + MD5,
                "$md5,rounds=$saltsalt$$" + MD5,
                "$md5$" + MD5,
                "$1$ninechars$" + MD5,
                "$1$saltsalt$" + MD5 + "a",
                "$1$" + MD5,
                "$apr1$" + MD5,
                "$apr2$saltsalt$" + MD5,
                "$y$j9T$saltsalt$" + SHA256,
                "$3$$8846f7eaee8fb117ad06bdd830b7586c",
                "_J9..rasmBYk8r9AiWNc",
                "rasmusrl.Zklo",
                "{CRYPT}rasmusrl.Zklo",
                "{CRYPT}$3$$8846f7eaee8fb117ad06bdd830b7586c",
                "{CRYPT}{CRYPT}$1$saltsalt$" + MD5,
                "{CRYPT}{SHA}" + SHA1 + "=",
                "{CRYPT}pbkdf2_sha256$1000$salt$YpP6yVWyT0kzLk9m1lUWc0sZC1aJ5rwGmNlq0Qh1k2M=",
                "{CRYPT} $1$saltsalt$" + MD5,
                "{MD5}X03MO1qnZdYdgyfeuILPmQ==",
                "{SHA256}" + SHA256 + "=",
                "{SSHA1}" + SHA1 + "sALTA",
                "{SSHA}" + SHA1 + "sALTA\n",
                "{SSHA} " + SHA1 + "sALTA",
                "{SSHA}",
                "{CLEARTEXT}lovelace",
                "wrapped_sha1$c2FsdA==$bcrypt_sha256$$2a" + BCRYPT,
                "wrapped_ssha$c2FsdA==$$2a" + BCRYPT,
                "wrapped_ssha$c2FsdA==$wrapped_ssha$c2FsdA==$bcrypt_sha256$$2a" + BCRYPT
            })
    void anUnknownFormatIsNoHash(String stored) {
        assertThat(PasswordHash.find(stored)).isEmpty();
    }

    /** Of each family that is made in no time. */
    static Stream<JsonNode> fastHashes() throws IOException {
        return PasswordHashTest.hashes()
                .filter(made -> PasswordHash.isFast(made.path("hash").asText()));
    }

    @ParameterizedTest
    @MethodSource("fastHashes")
    void fastHashesAreWrappedInBcrypt(JsonNode made) {
        String password = made.path("password").asText();
        String hash = made.path("hash").asText();
        String stored = PasswordHash.strengthened(hash, 4);

        assertThat(stored).matches("wrapped_[a-z0-9-]+\\$[^$]*\\$bcrypt_sha256\\$\\$2a\\$04\\$.{53}");
        assertThat(hash).doesNotContain(stored.substring(stored.length() - 53));
        assertThat(PasswordHash.parse(stored).matches(password)).isTrue();
        assertThat(PasswordHash.parse(stored).matches(password.substring(1))).isFalse();
        assertThat(PasswordHash.parse(stored).scheme())
                .isEqualTo("bcrypt-" + PasswordHash.parse(hash).family() + "(4)");
        assertThat(PasswordHash.strengthened(stored, 5)).isEqualTo(stored);
    }

    @Test
    void slowHashesAndInvalidTextAreStoredUnchanged() throws IOException {
        List<String> others = Stream.concat(
                        PasswordHashTest.hashes().map(made -> made.path("hash").asText()),
                        Stream.of("", "!", "lovelace"))
                .filter(hash -> !PasswordHash.isFast(hash))
                .toList();

        assertThat(others).hasSizeGreaterThan(100).allSatisfy(hash -> assertThat(PasswordHash.strengthened(hash, 4))
                .isEqualTo(hash));
    }

    /** crypt(3) takes no more; each round would digest it. Nor is a longer one that only begins like the password right. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$6$s$nCd5ZumfvnzYsAPSDDbuaZB/KxfUlgGFeRqIHdYj1/zeuH99s4fjYQSRT3rDJRBVXnL76aRFov3Cac046Epw9/",
                "$5$rounds=1000$s$cG5eKXxGPbBH15eQDFq6y5XgOJexZDYGRqu5OCPD0BC",
                "$1$s$2aiG.aDctWjOZWMjzrr9K0",
                "$apr1$s$LPMXKud4yClsTk2spU1tq."
            })
    void cryptHashesRejectPasswordsAbove511Bytes(String stored) {
        PasswordHash hash = PasswordHash.parse(stored);
        assertThat(hash.matches("a".repeat(511))).isTrue();
        assertThat(hash.matches("a".repeat(512))).isFalse();
        assertThat(hash.matches("\ufdfa".repeat(255 * 18))).isFalse();
        if (PasswordHash.isFast(stored)) {
            PasswordHash wrapped = PasswordHash.parse(PasswordHash.strengthened(stored, 4));
            assertThat(wrapped.matches("a".repeat(511))).isTrue();
            assertThat(wrapped.matches("a".repeat(512))).isFalse();
        }
    }

    /** The rounds digest the password: two lengths are alike only where each takes as many blocks. */
    @ParameterizedTest
    @CsvSource({"8, 15, true", "8, 16, false", "15, 47, false", "100, 500, false", "511, 512, true", "511, 9000, true"})
    void theCostOfShaCryptDependsOnThePasswordLength(int bytes, int others, boolean alike) {
        PasswordHash sha = PasswordHash.parse("$6$rounds=656000$sixteenCharsSalt$" + SHA512);
        PasswordHash bcrypt = PasswordHash.parse("$2y" + BCRYPT);

        assertThat(sha.pace(bytes) == sha.pace(others)).isEqualTo(alike);
        assertThat(sha.pace(others)).isGreaterThanOrEqualTo(sha.pace(bytes));
        assertThat(bcrypt.pace(bytes)).isEqualTo(bcrypt.pace(others));
    }

    /** With as many rounds as are taken, a long password would take minutes. */
    @Test
    void moreRoundsOfShaCryptAllowFewerPasswordBytes() {
        PasswordHash most = PasswordHash.parse("$5$rounds=5000000$sixteenCharsSalt$" + SHA256);

        assertThat(most.pace(511)).isEqualTo(most.pace(35)).isLessThanOrEqualTo(2 * 21);
    }
}
