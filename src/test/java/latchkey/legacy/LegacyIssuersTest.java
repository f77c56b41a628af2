package latchkey.legacy;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import latchkey.LatchkeyConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Invalid settings of a legacy issuer stop the start with one sentence. */
class LegacyIssuersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HS256 | public-key | MIIB",
                "HS512 | user-claim | id",
                "RS256 | secret | a secret",
                "RS256 | public-key | nonsense",
                "ES256 | public-key | -----BEGIN PUBLIC KEY-----\\nMIIB\\n-----END PUBLIC KEY-----",
                "EdDSA | public-key | -----BEGIN CERTIFICATE-----"
            })
    void aKeyThatDoesNotFitItsAlgorithmIsRejected(String algorithm, String setting, String value) {
        assertThat(issuers(algorithm, setting, value).flaw())
                .get()
                .asString()
                .startsWith("latchkey.legacy.\"old\".algorithm is " + algorithm + ", which needs");
    }

    @Test
    void aShortSecretIsAccepted() {
        assertThat(issuers("HS256", "secret", "old").flaw()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            value = {"a b", "a=b", "a;b", "jwt,", "é"},
            delimiter = '|')
    void aCookieNameMustBeValid(String name) {
        assertThat(issuers("HS256", Map.of("secret", "old", "cookie", name)).flaw())
                .get()
                .asString()
                .startsWith("latchkey.legacy.\"old\".cookie has to be");
    }

    @Test
    void aCookieIsOnlyForIssuersOfRefreshTokens() {
        assertThat(issuers("HS256", Map.of("secret", "old", "cookie", "jwt")).flaw())
                .isEmpty();
        assertThat(issuers("HS256", Map.of("secret", "old", "cookie", "jwt", "tokens", "access"))
                        .flaw())
                .isPresent();
    }

    private static LegacyIssuers issuers(String algorithm, String setting, String value) {
        return issuers(algorithm, Map.of(setting, value));
    }

    private static LegacyIssuers issuers(String algorithm, Map<String, String> further) {
        Map<String, String> settings = new HashMap<>();
        settings.put("latchkey.legacy.\"old\".algorithm", algorithm);
        settings.put("latchkey.legacy.\"old\".until", "2098-01-01T00:00:00Z");
        further.forEach((setting, value) -> settings.put("latchkey.legacy.\"old\"." + setting, value));
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(LatchkeyConfig.class)
                .withMapping(LegacyConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
        return new LegacyIssuers(
                config.getConfigMapping(LatchkeyConfig.class),
                config.getConfigMapping(LegacyConfig.class),
                new LegacyRefusals(Clock.systemUTC()),
                Clock.systemUTC());
    }
}
