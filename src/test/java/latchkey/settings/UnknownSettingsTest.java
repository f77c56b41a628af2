package latchkey.settings;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.DotEnvConfigSourceProvider;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownSettingsTest {

    @TempDir
    private Path folder;

    @Test
    void variablesOfEveryKindAreKnown() {
        UnknownSettings unknown = inEnvironment(
                "LATCHKEY_ISSUER",
                "LATCHKEY_SECRET_FILE",
                "LATCHKEY_SECRETS_DIRECTORY",
                "LATCHKEY_SESSION_MAX_PER_ACCOUNT",
                "LATCHKEY_CORS_ORIGINS_0_",
                "LATCHKEY_PROXIES_12_",
                "LATCHKEY_CONTRACT_DRF_TOKEN_ROTATE",
                "LATCHKEY_CONTRACT_HOSTS__SHOP_EXAMPLE_",
                "LATCHKEY_CONTRACT_HOSTS_LOCALHOST",
                "LATCHKEY_CONTRACT_HOSTS_SHOP_1",
                "LATCHKEY_CLIENTS__MY_GATEWAY__SECRET_HASH",
                "LATCHKEY_CLIENTS_GATEWAY_SECRET_HASH",
                "LATCHKEY_CLIENTS__GATEWAY__SCOPES_0_",
                "LATCHKEY_LEGACY__DJANGO__SECRET",
                "LATCHKEY_LEGACY__DJANGO__SECRET_FILE",
                "LATCHKEY_LEGACY_DJANGO_TYPE_CLAIMS_0_",
                "LATCHKEY_PLAYGROUND_ACCOUNTS_ADA",
                "latchkey.session.idle",
                "latchkey.legacy.\"django\".type-claims[0]",
                "_DEV_LATCHKEY_SESSION_IDLE",
                "PATH",
                "XLATCHKEY_FOO");

        assertThat(unknown.flaw()).isEmpty();
        assertThat(unknown.warnings()).isEmpty();
    }

    /** Of services that are called latchkey, latchkey-db and latchkey-session. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            LATCHKEY_SERVICE_HOST,                10.0.0.1
            LATCHKEY_SERVICE_PORT,                8080
            LATCHKEY_SERVICE_PORT_HTTP,           8080
            LATCHKEY_PORT,                        tcp://10.0.0.1:8080
            LATCHKEY_PORT_8080_TCP,               tcp://10.0.0.1:8080
            LATCHKEY_PORT_8080_TCP_PROTO,         tcp
            LATCHKEY_PORT_8080_TCP_PORT,          8080
            LATCHKEY_PORT_8080_TCP_ADDR,          10.0.0.1
            LATCHKEY_DB_SERVICE_HOST,             10.0.0.2
            LATCHKEY_DB_PORT,                     udp://10.0.0.2:53
            LATCHKEY_SESSION_SERVICE_PORT_IDLE,   6379
            LATCHKEY_SESSION_PORT,                tcp://10.0.0.3:6379
            LATCHKEY_SESSION_PORT_6379_TCP_ADDR,  10.0.0.3
            LATCHKEY_NAME,                        /app/latchkey
            LATCHKEY_ENV_JAVA_HOME,               /opt/java
            """)
    void variablesOfKubernetesAndDockerAreIgnored(String name, String value) {
        UnknownSettings unknown = in(new EnvConfigSource(Map.of(name, value), 300));

        assertThat(unknown.flaw()).isEmpty();
        assertThat(unknown.warnings()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LATCHKEY_SECRETT                | . Did you mean LATCHKEY_SECRET?
            LATCHKEY_SESION_IDLE            | . Did you mean LATCHKEY_SESSION_IDLE?
            LATCHKEY_COOKIE_SAMESITE        | . Did you mean LATCHKEY_COOKIES_SAME_SITE?
            latchkey.sesion.idle            | . Did you mean latchkey.session.idle?
            LATCHKEY_SECRET_FIL             | . Did you mean LATCHKEY_SECRET?
            LATCHKEY_ISSUER_URL             | . Did you mean LATCHKEY_ISSUER?
            LATCHKEY_LEGACY__DJANGO__SECRT  | . Did you mean LATCHKEY_LEGACY__DJANGO__SECRET?
            LATCHKEY_FACTORS_REQUIRED_FOM   | . Did you mean LATCHKEY_FACTORS_REQUIRED_FOR or LATCHKEY_FACTORS_REQUIRED_FROM?
            LATCHKEY_SESSION_LONGEST_OF_ALL | ; docs/settings.md lists all settings.
            """)
    void aVariableThatIsMeantForLatchkeyStopsTheStart(String name, String rest) {
        UnknownSettings unknown = inEnvironment("LATCHKEY_SECRET", name);

        assertThat(unknown.flaw()).contains(name + ", set in the environment, is not a setting" + rest);
        assertThat(unknown.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LATCHKEY_VERSION",
                "LATCHKEY_IMAGE",
                "LATCHKEY_TAG",
                "LATCHKEY_URL",
                "LATCHKEY_USER",
                "LATCHKEY_SERVER",
                "LATCHKEY_CLIENT_ID",
                "LATCHKEY_CLIENT_SECRET",
                "LATCHKEY_DB_PASSWORD",
                "LATCHKEY_PORT"
            })
    void aVariableThatAnotherProgramMayUseIsAWarning(String name) {
        UnknownSettings unknown = inEnvironment(name);

        assertThat(unknown.flaw()).isEmpty();
        assertThat(unknown.warnings())
                .singleElement()
                .asString()
                .startsWith(name + ", set in the environment, is not a setting");
    }

    @Test
    void filesOfSecretsAndOfVariablesFollowTheSameRule() throws Exception {
        for (String name : List.of(
                "latchkey.secret", "LATCHKEY_LEGACY__OLD__SECRET", "quarkus.datasource.password", "latchkey.secrt")) {
            Files.writeString(folder.resolve(name), "x");
        }
        Files.writeString(folder.resolve("latchkey_db_password"), "x");
        Path variables =
                Files.writeString(folder.resolve(".env"), "LATCHKEY_ISSUER=x\nLATCHKEY_ISUER=x\nLATCHKEY_TAG=1\n");
        Path former = Files.writeString(folder.resolve("former"), "x");
        List<ConfigSource> sources = Stream.of(
                        SecretFiles.sources(
                                Map.of("LATCHKEY_FORMER_SECRET_FILE", former.toString()), folder.toString()),
                        DotEnvConfigSourceProvider.dotEnvSources(
                                variables.toUri().toString(), null))
                .flatMap(List::stream)
                .toList();

        UnknownSettings unknown = in(sources.toArray(ConfigSource[]::new));

        assertThat(unknown.flaw().orElseThrow().lines())
                .containsExactlyInAnyOrder(
                        "latchkey.secrt, set in latchkey.secrets-directory, is not a setting. Did you mean latchkey.secret?",
                        "LATCHKEY_ISUER, set in " + variables + ", is not a setting. Did you mean LATCHKEY_ISSUER?");
        assertThat(unknown.warnings())
                .extracting(warning -> warning.substring(0, warning.indexOf(',')))
                .containsExactlyInAnyOrder("latchkey_db_password", "LATCHKEY_TAG");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SysPropConfigSource                                                              | with -D
            PropertiesConfigSource[source=file:/latchkey/config/application.properties]:12   | in /latchkey/config/application.properties, line 12
            PropertiesConfigSource[source=file:/latchkey/config/application.properties]      | in /latchkey/config/application.properties
            PropertiesConfigSource[source=jar:file:/latchkey.jar!/application.properties]:12 | in jar:file:/latchkey.jar!/application.properties, line 12
            a source of its own                                                              | in a source of its own
            """)
    void theSentenceSaysWhereTheOperatorFindsTheSetting(String source, String place) {
        assertThat(UnknownSettings.place(source)).isEqualTo(place);
    }

    private static UnknownSettings inEnvironment(String... names) {
        return in(new EnvConfigSource(Stream.of(names).collect(toMap(Function.identity(), name -> "x")), 300));
    }

    private static UnknownSettings in(ConfigSource... sources) {
        return UnknownSettings.in(
                new SmallRyeConfigBuilder().withSources(sources).build());
    }
}
