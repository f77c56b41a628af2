package latchkey.settings;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingNamesTest {

    private final SettingNames names = SettingNames.read();

    @Test
    void variablesOfEveryKindAreKnown() {
        assertThat(unknown(
                        "LATCHKEY_ISSUER",
                        "LATCHKEY_SECRET_FILE",
                        "LATCHKEY_SECRETS_DIRECTORY",
                        "LATCHKEY_SESSION_MAX_PER_ACCOUNT",
                        "LATCHKEY_CORS_ORIGINS_0_",
                        "LATCHKEY_PROXIES_12_",
                        "LATCHKEY_CONTRACT_DRF_TOKEN_ROTATE",
                        "LATCHKEY_CONTRACT_HOSTS__SHOP_EXAMPLE_",
                        "LATCHKEY_CONTRACT_HOSTS_LOCALHOST",
                        "LATCHKEY_CLIENTS__MY_GATEWAY__SECRET_HASH",
                        "LATCHKEY_CLIENTS_GATEWAY_SECRET_HASH",
                        "LATCHKEY_LEGACY__DJANGO__SECRET",
                        "LATCHKEY_LEGACY__DJANGO__SECRET_FILE",
                        "LATCHKEY_LEGACY_DJANGO_TYPE_CLAIMS_0_",
                        "LATCHKEY_PLAYGROUND_ACCOUNTS_ADA",
                        "latchkey.session.idle",
                        "latchkey.legacy.\"django\".type-claims[0]",
                        // Kubernetes' own
                        "LATCHKEY_SERVICE_HOST",
                        "LATCHKEY_SERVICE_PORT_HTTP",
                        "LATCHKEY_PORT_80_TCP_ADDR",
                        "PATH",
                        "XLATCHKEY_FOO"))
                .isEmpty();
        assertThat(names.unknown(Map.of("LATCHKEY_PORT", "tcp://10.0.0.1:80"), Set.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            LATCHKEY_SESION_IDLE | LATCHKEY_SESION_IDLE is not a setting. Did you mean LATCHKEY_SESSION_IDLE?
            latchkey.sesion.idle | latchkey.sesion.idle is not a setting. Did you mean latchkey.session.idle?
            LATCHKEY_ISSUER_URL | LATCHKEY_ISSUER_URL is not a setting. Did you mean LATCHKEY_ISSUER?
            LATCHKEY_LEGACY__DJANGO__SECRT | LATCHKEY_LEGACY__DJANGO__SECRT is not a setting. Did you mean LATCHKEY_LEGACY__DJANGO__SECRET?
            LATCHKEY_SECRET_FIL | LATCHKEY_SECRET_FIL is not a setting. Did you mean LATCHKEY_SECRET?
            LATCHKEY_SOMETHING_ELSE_ALTOGETHER | LATCHKEY_SOMETHING_ELSE_ALTOGETHER is not a setting; docs/settings.md lists all settings.
            """)
    void anUnknownVariableIsReportedWithTheNearestSetting(String variable, String sentence) {
        assertThat(unknown(variable)).containsExactly(sentence);
    }

    @Test
    void anUnknownFileOfSecretsIsReportedWithTheNearestSetting() {
        assertThat(names.unknown(
                        Map.of(),
                        Set.of(
                                "latchkey.secret",
                                "LATCHKEY_LEGACY__OLD__SECRET",
                                "quarkus.datasource.password",
                                "latchkey.secrt",
                                "LATCHKEY_FORMER_SECRT")))
                .containsExactly(
                        "LATCHKEY_FORMER_SECRT is not a setting. Did you mean LATCHKEY_FORMER_SECRET?",
                        "latchkey.secrt is not a setting. Did you mean latchkey.secret?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            latchkey.sesion.idle | latchkey.sesion.idle is not a setting. Did you mean latchkey.session.idle?
            latchkey.session.idel | latchkey.session.idel is not a setting. Did you mean latchkey.session.idle?
            latchkey.legacy."django".secrt | latchkey.legacy."django".secrt is not a setting. Did you mean latchkey.legacy."django".secret?
            latchkey.nonsense | latchkey.nonsense is not a setting; docs/settings.md lists all settings.
            """)
    void anUnknownPropertyIsReportedWithTheNearestSetting(String name, String sentence) {
        assertThat(names.unknownSetting(name)).isEqualTo(sentence);
    }

    private Stream<String> unknown(String... variables) {
        return names.unknown(Stream.of(variables).collect(toMap(Function.identity(), name -> "x")), Set.of());
    }
}
