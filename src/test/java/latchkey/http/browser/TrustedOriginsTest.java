package latchkey.http.browser;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.net.HostAndPort;
import java.util.Map;
import latchkey.LatchkeyConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The service is https://auth.example, and trusts https://shop.example and an app. */
class TrustedOriginsTest {

    @ParameterizedTest(name = "{0}, from {1}, at {2}: {3}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # What a browser says of its own page is believed, whatever a proxy made of the host
            same-origin | https://auth.example      | latchkey:8080     | ours
            same-origin | -                         | auth.example      | ours
            none        | -                         | auth.example      | ours
            none        | null                      | auth.example      | ours
            # No browser
            -           | -                         | auth.example      | ours
            -           | -                         | -                 | ours
            # A page that nobody knows
            cross-site  | https://elsewhere.example | auth.example      | foreign
            same-site   | https://blog.example      | auth.example      | foreign
            -           | https://elsewhere.example | auth.example      | foreign
            cross-site  | null                      | auth.example      | foreign
            -           | null                      | auth.example      | foreign
            cross-site  | -                         | auth.example      | foreign
            same-site   | -                         | auth.example      | foreign
            ''          | -                         | auth.example      | foreign
            Same-Origin | https://elsewhere.example | auth.example      | foreign
            -           | ''                        | auth.example      | foreign
            # Listed
            cross-site  | https://shop.example      | auth.example      | ours
            same-site   | https://shop.example      | auth.example      | ours
            -           | https://shop.example      | -                 | ours
            cross-site  | app://localhost           | auth.example      | ours
            -           | http://shop.example       | auth.example      | foreign
            -           | https://shop.example:8443 | auth.example      | foreign
            -           | https://shop.example.evil | auth.example      | foreign
            -           | https://a.shop.example    | auth.example      | foreign
            -           | https://shop.example/     | auth.example      | foreign
            # The issuer's, behind a proxy that does not pass the host on
            -           | https://auth.example      | latchkey:8080     | ours
            cross-site  | https://auth.example      | other.example     | ours
            # The request's own, on another host of the service
            -           | https://other.example     | other.example     | ours
            -           | https://other.example     | OTHER.Example     | ours
            -           | https://other.example     | other.example:443 | ours
            -           | https://other.example:8443| other.example:8443| ours
            -           | https://[2001:db8::1]:8443| [2001:db8::1]:8443| ours
            -           | https://[2001:db8::1]     | [2001:db8::1]     | ours
            -           | https://other.example:8443| other.example     | foreign
            -           | https://other.example     | other.example:8443| foreign
            -           | https://other.example     | other.example:80  | foreign
            -           | http://other.example      | other.example     | foreign
            -           | http://other.example      | other.example:80  | foreign
            -           | https://other.example     | -                 | foreign
            -           | https://other.example.evil| other.example     | foreign
            -           | other.example             | other.example     | foreign
            """)
    void anUntrustedOriginIsDetected(String site, String origin, String host, String expected) {
        TrustedOrigins origins = origins("https://auth.example/oidc", false);

        assertThat(origins.foreign(site, origin, host == null ? null : HostAndPort.parseAuthority(host, -1)))
                .isEqualTo(expected.equals("foreign"));
    }

    @ParameterizedTest(name = "issuer {0}, page {1}: {2}")
    @CsvSource({
        "http://localhost:8080,   http://localhost:8080, ours",
        "http://localhost:8080,   http://192.0.2.7:8080, ours",
        "http://localhost:8080,   https://192.0.2.7:8080, ours",
        "http://localhost:8080,   http://192.0.2.7, foreign",
        "HTTPS://Auth.Example,    http://192.0.2.7:8080, foreign",
        "HTTPS://Auth.Example:99, https://auth.example:99, ours",
        "not a URL,               http://192.0.2.7:8080, ours",
        "not a URL,               '', foreign"
    })
    void plainHttpOriginsAreTrustedOnlyIfTheIssuerIsHttp(String issuer, String page, String expected) {
        assertThat(origins(issuer, false).foreign(null, page, HostAndPort.create("192.0.2.7", 8080)))
                .isEqualTo(expected.equals("foreign"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost",
                "http://localhost:5173",
                "http://express.localhost:8080",
                "https://127.0.0.1:4200"
            })
    void localhostOriginsAreTrustedOnlyInDevelopment(String origin) {
        assertThat(origins("http://localhost:8080", true).isListed(origin)).isTrue();
        assertThat(origins("http://localhost:8080", false).isListed(origin)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost.elsewhere.example",
                "http://elsewherelocalhost",
                "http://elsewhere.example/http://localhost",
                "http://127x0x0x1",
                "http://localhost:5173/",
                "null"
            })
    void otherOriginsAreNotTrustedInDevelopment(String origin) {
        assertThat(origins("http://localhost:8080", true).isListed(origin)).isFalse();
    }

    private static TrustedOrigins origins(String issuer, boolean development) {
        Map<String, String> settings =
                Map.of("latchkey.issuer", issuer, "latchkey.cors.origins", "https://shop.example,app://localhost");
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withMapping(LatchkeyConfig.class)
                .withMapping(CorsConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build();
        return new TrustedOrigins(
                config.getConfigMapping(LatchkeyConfig.class), config.getConfigMapping(CorsConfig.class), development);
    }
}
