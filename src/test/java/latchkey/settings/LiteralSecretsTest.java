package latchkey.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import latchkey.legacy.LegacyConfig;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Secrets are read literally from the environment and from files. */
class LiteralSecretsTest {

    /** Of Django's get_random_secret_key. */
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*(-_=+)";

    private static final int DJANGO_KEYS = 2_000;

    private static final int DJANGO_LENGTH = 50;

    @TempDir
    private Path folder;

    static Stream<String> secrets() {
        return Stream.of(
                "a$$b",
                "$$",
                "$$$$$",
                "$",
                "a$",
                "${x}",
                "${latchkey.secret}",
                "${x:y}",
                "${a::b}",
                "${",
                "}${}",
                "$${x}",
                "\\${x}",
                "\\$",
                "\\\\$$\\",
                "C:\\new\\table",
                "\"quoted\" and 'quoted'",
                " blanks at the ends ",
                "\ttab\t",
                "a,b\\,c",
                "# no comment",
                "a=b:c",
                "%dev.x",
                "p\u00e4\u00df\ud83d\ude00",
                "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
                ALPHABET);
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void aSecretInTheEnvironmentIsReadLiterally(String secret) {
        SmallRyeConfig config = config(environment(Map.of(
                "LATCHKEY_SECRET", secret,
                "LATCHKEY_TOKENS_SHARED_SECRET", secret,
                "LATCHKEY_LEGACY__OLD__SECRET", secret,
                "QUARKUS_DATASOURCE_PASSWORD", secret,
                "LATCHKEY_PLAYGROUND_ACCOUNTS__DEMO_", secret,
                "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_PASSWORD", secret)));

        assertThat(Stream.of(
                        "latchkey.secret",
                        "latchkey.tokens.shared-secret",
                        "latchkey.legacy.\"old\".secret",
                        "quarkus.datasource.password",
                        "latchkey.playground.accounts.\"demo\"",
                        "quarkus.http.ssl.certificate.key-store-password"))
                .allSatisfy(name -> assertThat(config.getRawValue(name)).isEqualTo(secret))
                .allSatisfy(
                        name -> assertThat(config.getValue(name, String.class)).isEqualTo(secret));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void aSecretInAFileIsReadLiterallyWithoutItsLineEnd(String secret) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), secret + "\n");
        Path windows = Files.writeString(folder.resolve("windows"), secret + "\r\n");
        Path bare = Files.writeString(folder.resolve("bare"), secret);
        Path mounted = mounted(Map.of(
                "LATCHKEY_TOKENS_SHARED_SECRET", secret + "\n\n",
                "latchkey.playground.accounts.demo", secret + "\n",
                "quarkus.datasource.jdbc.url", secret));

        SmallRyeConfig config = config(SecretFiles.sources(
                Map.of(
                        "LATCHKEY_SECRET_FILE", file.toString(),
                        "LATCHKEY_LEGACY__OLD__SECRET_FILE", windows.toString(),
                        "QUARKUS_DATASOURCE_PASSWORD_FILE", bare.toString()),
                mounted.toString()));

        assertThat(config.getValue("latchkey.secret", String.class)).isEqualTo(secret);
        assertThat(config.getValue("latchkey.legacy.\"old\".secret", String.class))
                .isEqualTo(secret);
        assertThat(config.getValue("quarkus.datasource.password", String.class)).isEqualTo(secret);
        assertThat(config.getValue("latchkey.tokens.shared-secret", String.class))
                .isEqualTo(secret + "\n");
        assertThat(config.getValue("latchkey.playground.accounts.demo", String.class))
                .isEqualTo(secret);
        assertThat(config.getValue("quarkus.datasource.jdbc.url", String.class)).isEqualTo(secret);
    }

    /** As Kubernetes does it: each file is a link to one of a folder that is replaced as a whole. */
    private Path mounted(Map<String, String> files) throws IOException {
        Path mounted = Files.createDirectory(folder.resolve("mounted"));
        Path version = Files.createDirectory(mounted.resolve("..2026_11_28_10_00_00.123"));
        Files.createSymbolicLink(mounted.resolve("..data"), version.getFileName());
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(version.resolve(file.getKey()), file.getValue());
            Files.createSymbolicLink(mounted.resolve(file.getKey()), Path.of("..data", file.getKey()));
        }
        Files.createDirectory(mounted.resolve("latchkey.folder"));
        Files.writeString(mounted.resolve("README"), "of another program");
        return mounted;
    }

    @Test
    void everyDjangoSecretKeyIsReadLiterally() {
        Random random = new Random(361);
        List<String> keys = IntStream.range(0, DJANGO_KEYS)
                .mapToObj(i -> random.ints(DJANGO_LENGTH, 0, ALPHABET.length())
                        .mapToObj(ALPHABET::charAt)
                        .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                        .toString())
                .toList();

        assertThat(keys).anyMatch(key -> key.contains("$$"));
        assertThat(keys).allSatisfy(key -> assertThat(
                        config(environment(Map.of("LATCHKEY_SECRET", key))).getValue("latchkey.secret", String.class))
                .isEqualTo(key));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            a$$b,             a$b
            a$$$$b,           a$$b
            a\\$\\$b,         a$$b
            \\${KEY},         ${KEY}
            $${KEY},          ${KEY}
            ${KEY},           k$$e${y}
            ${KEY}-${KEY},    k$$e${y}-k$$e${y}
            ${latchkey.base}, base k$$e${y}
            ${none:other},    other
            """)
    void anExpressionInAPropertiesFileIsExpandedOnce(String written, String read) {
        SmallRyeConfig config = config(List.of(
                new PropertiesConfigSource(
                        Map.of("latchkey.secret", written, "latchkey.base", "base ${KEY}"),
                        "application.properties",
                        250),
                new EnvConfigSource(Map.of("KEY", "k$$e${y}"), 300)));

        assertThat(config.getValue("latchkey.secret", String.class)).isEqualTo(read);
    }

    @Test
    void anExpressionWithoutAValueIsRejected() {
        SmallRyeConfig config = config(List.of(
                new PropertiesConfigSource(Map.of("latchkey.secret", "${none}"), "application.properties", 250)));

        assertThatThrownBy(() -> config.getValue("latchkey.secret", String.class))
                .hasMessageContaining("none");
    }

    @Test
    void settingsThatAreNotSecretAreExpanded() {
        SmallRyeConfig config = config(
                environment(Map.of("QUARKUS_HTTP_PORT", "${PORT}", "PORT", "8081", "LATCHKEY_ISSUER", "http://a$$b")));

        assertThat(config.getValue("quarkus.http.port", String.class)).isEqualTo("8081");
        assertThat(config.getValue("latchkey.issuer", String.class)).isEqualTo("http://a$b");
    }

    @Test
    void theEnvironmentOverridesTheSecretsDirectory() throws IOException {
        Path mounted = mounted(Map.of("latchkey.secret", "mounted", "LATCHKEY_ISSUER", "mounted"));
        List<ConfigSource> sources = SecretFiles.sources(Map.of(), mounted.toString());

        SmallRyeConfig config =
                config(Stream.concat(sources.stream(), environment(Map.of("LATCHKEY_SECRET", "set")).stream())
                        .toList());

        assertThat(config.getValue("latchkey.secret", String.class)).isEqualTo("set");
        assertThat(config.getValue("latchkey.issuer", String.class)).isEqualTo("mounted");
    }

    /** As a Secret of Kubernetes can be called, whose keys have no quotation marks, and as the environment is. */
    @ParameterizedTest
    @CsvSource({
        "LATCHKEY_LEGACY__OLD__SECRET, LATCHKEY_LEGACY__OLD__",
        "latchkey.legacy.old.secret, latchkey.legacy.old.",
        "LATCHKEY_LEGACY__OLD__SECRET, latchkey.legacy.\"old\"."
    })
    void anIssuersSecretMayBeInTheSecretsDirectory(String file, String prefix) throws IOException {
        Path mounted = mounted(Map.of(file, "a$$b"));
        boolean capitals = prefix.startsWith("LATCHKEY");
        Map<String, String> rest = Map.of(
                prefix + (capitals ? "ALGORITHM" : "algorithm"), "HS256",
                prefix + (capitals ? "UNTIL" : "until"), "2098-01-01T00:00:00Z");
        List<ConfigSource> sources = SecretFiles.sources(Map.of(), mounted.toString());
        ConfigSource other = capitals
                ? new EnvConfigSource(rest, EnvConfigSource.ORDINAL)
                : new PropertiesConfigSource(rest, "application.properties", 250);

        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withSources(Stream.concat(sources.stream(), Stream.of(other)).toList())
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .withMapping(LegacyConfig.class)
                .build();

        assertThat(config.getConfigMapping(LegacyConfig.class).byName())
                .hasEntrySatisfying("old", old -> assertThat(old.secret()).hasValue("a$$b"))
                .hasSize(1);
    }

    @Test
    void anUnreadableSecretFileIsReportedInOneSentence() throws IOException {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff});
        Path file = Files.writeString(folder.resolve("file"), "x");

        refused(
                Map.of("LATCHKEY_SECRET_FILE", "/nowhere/x"),
                null,
                "LATCHKEY_SECRET_FILE is /nowhere/x, which is not a readable file");
        refused(Map.of("LATCHKEY_SECRET_FILE", folder.toString()), null, "which is not a readable file.");
        refused(Map.of("LATCHKEY_SECRET_FILE", binary.toString()), null, "which is not UTF-8 text.");
        refused(Map.of("LATCHKEY_SECRET_FILE", "/dev/zero"), null, "which has more than 1048576 bytes.");
        refused(
                Map.of("LATCHKEY_SECRET_FILE", file.toString(), "LATCHKEY_SECRET", "x"),
                null,
                "LATCHKEY_SECRET and LATCHKEY_SECRET_FILE are both set: keep one.");
        refused(Map.of(), "/nowhere", "latchkey.secrets-directory is /nowhere, which is not a readable folder.");
        Files.createSymbolicLink(folder.resolve("latchkey.secret"), Path.of("..data/gone"));
        refused(Map.of(), folder.toString(), "latchkey.secret, which is not a readable file.");
    }

    @ParameterizedTest
    @CsvSource({
        "latchkey.secret, LATCHKEY_SECRET",
        "latchkey.former-secret, latchkey.former_secret",
        "latchkey.legacy.old.secret, LATCHKEY_LEGACY_OLD_SECRET"
    })
    void twoFilesOfOneSettingAreRejected(String one, String other) throws IOException {
        Path mounted = mounted(Map.of(one, "a", other, "b"));

        refused(Map.of(), mounted.toString(), " have the same setting: keep one.");
    }

    private static void refused(Map<String, String> environment, String directory, String sentence) {
        assertThatThrownBy(() -> SecretFiles.sources(environment, directory))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void quarkusOwnFileSettingsAreLeftUnchanged() {
        assertThat(config(SecretFiles.sources(
                                Map.of(
                                        "QUARKUS_HTTP_SSL_CERTIFICATE_KEY_STORE_FILE",
                                        "/nowhere",
                                        "LATCHKEY_SECRET_FILE",
                                        ""),
                                null))
                        .getPropertyNames())
                .isEmpty();
    }

    private static List<ConfigSource> environment(Map<String, String> variables) {
        return List.of(new EnvConfigSource(variables, EnvConfigSource.ORDINAL));
    }

    private static SmallRyeConfig config(List<ConfigSource> sources) {
        return new SmallRyeConfigBuilder()
                .withSources(sources)
                .addDefaultInterceptors()
                .addDiscoveredInterceptors()
                .build();
    }
}
