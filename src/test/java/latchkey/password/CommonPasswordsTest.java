package latchkey.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import latchkey.LatchkeyConfig;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommonPasswordsTest {

    private static final Map<String, String> BLOCK_COMMON = Map.of("latchkey.password.block-common", "true");

    @TempDir
    Path folder;

    private final CommonPasswords everybodys = of(BLOCK_COMMON);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password",
                "PassWord",
                "ｐａｓｓｗｏｒｄ",
                " iloveyou ",
                "trustno1",
                "1q2w3e4r",
                "jennifer",
                "anderson",
                "difference",
                "00000000",
                "12341234",
                "0987654321",
                "abcdefghijkl",
                "        "
            })
    void commonPasswordsAreRejected(String password) {
        assertThat(refuses(everybodys, password)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ada@shop", "ADA@shop", "Ada@Shop.example", "Latchkey", "auth.shop.example"})
    void theNameOfTheUserAndOfTheServiceAreRejected(String password) {
        CommonPasswords common = of(Map.of(
                "latchkey.password.block-common", "true", "latchkey.issuer", "https://auth.shop.example:8443/x"));

        assertThat(refuses(common, password)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"correct horse battery", "hopper1906", "😀😀😀😀😁😁😁😁", "13572468 by hand", "päßwörd!"})
    void otherPasswordsAreAccepted(String password) {
        assertThat(refuses(everybodys, password)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "00000000", "ada@shop.example"})
    void noPasswordIsRejectedUnlessConfigured(String password) {
        assertThat(refuses(of(Map.of()), password)).isFalse();
    }

    @Test
    void aFileOfPasswordsIsBlocked() throws IOException {
        CommonPasswords common = of(fileOf("\uFEFFtr0ub4dor&3\r\n\r\n  Sesame öffne dich\nlast"));
        common.check();

        assertThat(refuses(common, "TR0UB4DOR&3")).isTrue();
        assertThat(refuses(common, "sesame O\u0308FFNE dich")).isTrue();
        assertThat(refuses(common, "last")).isTrue();
        assertThat(refuses(common, "tr0ub4dor")).isFalse();
        assertThat(refuses(common, "")).isFalse();
        assertThat(refuses(common, "password")).isFalse();
    }

    @Test
    void aFileOfHashesBlocksExactlyItsPasswords() throws IOException {
        // printf 'lovelace' | sha1sum
        CommonPasswords common = of(fileOf("30982F6207F6B5172D801AAF8B2CCDD07A417726:3\n"));
        common.check();

        assertThat(refuses(common, "lovelace")).isTrue();
        assertThat(refuses(common, "Lovelace")).isFalse();
    }

    @Test
    void anUnusableBlockListStopsTheStart() throws IOException {
        assertThatThrownBy(of(Map.of("latchkey.password.block-list", "/nowhere/list"))::check)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("latchkey.password.block-list is /nowhere/list, which is no file that can be read.");
        stops(of(Map.of("latchkey.password.block-list", folder.toString())), "is no file that can be read");
        stops(of(fileOf("")), "is no list");
        stops(of(fileOf("7z\u0000\u0001")), "is no list");
        Path latin = Files.write(folder.resolve("latin"), "päßwörd\n".getBytes(StandardCharsets.ISO_8859_1));
        stops(of(Map.of("latchkey.password.block-list", latin.toString())), "is no list");
        stops(of(fileOf("F".repeat(40) + "\n" + "0".repeat(40) + "\n")), "not in order");
        stops(of(fileOf("0".repeat(40) + ":1\nlovelace\n")), "something else about byte");
        stops(of(fileOf("0".repeat(32) + ":1\n" + " ".repeat(65 << 20))), "more than 64 MiB");
    }

    @Test
    void aFileOfPasswordsIsReadAcrossBufferBoundaries() throws IOException {
        of(fileOf("x" + "ä".repeat(5000))).check();
    }

    private Map<String, String> fileOf(String text) throws IOException {
        return Map.of(
                "latchkey.password.block-list",
                Files.writeString(folder.resolve("list"), text).toString());
    }

    private static void stops(CommonPasswords common, String sentence) {
        assertThatThrownBy(common::check)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(sentence);
    }

    private static boolean refuses(CommonPasswords common, String password) {
        try {
            common.refuse("secret", password, "ada@shop", "ada@shop.example");
            return false;
        } catch (AuthFailure refused) {
            assertThat(refused.flaws()).isEqualTo(Map.of("secret", FieldError.of(FieldError.Kind.COMMON)));
            return true;
        }
    }

    private static CommonPasswords of(Map<String, String> settings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(LatchkeyConfig.class)
                .withMapping(PasswordConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
        return new CommonPasswords(
                config.getConfigMapping(LatchkeyConfig.class), config.getConfigMapping(PasswordConfig.class));
    }
}
