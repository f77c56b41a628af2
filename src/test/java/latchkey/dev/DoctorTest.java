package latchkey.dev;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.contract.Contract;
import latchkey.contract.drfcookie.DrfCookieContract;
import latchkey.contract.drftoken.DrfTokenContract;
import latchkey.contract.express.ExpressContract;
import latchkey.contract.fastapi.FastApiContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdicts of the doctor; {@code src/test/js/doctor.test.mjs} compares them with Chromium. */
class DoctorTest {

    private static final List<Contract> CONTRACTS =
            List.of(new DrfCookieContract(), new DrfTokenContract(), new ExpressContract(), new FastApiContract());

    /** Settings without what all have in common; each page is listed unless {@code origins} says otherwise. */
    @ParameterizedTest(name = "{0} calls {1}, {2}: {3}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # One site
            https://shop.example     | https://shop.example      | -                           | -
            https://app.shop.example | https://auth.shop.example | -                           | -
            https://app.shop.example | https://auth.shop.example | same-site=strict            | -
            https://app.shop.example | https://auth.shop.example | prefix=host                 | -
            http://localhost:5173    | http://localhost:8080     | secure=false                | -
            http://localhost:5173    | http://localhost:8080     | -                           | -
            http://192.168.1.7:5173    | http://192.168.1.7:8080     | secure=false                | -
            http://192.168.1.7:5173    | http://192.168.1.7:8080     | -                           | SECURE_NEEDS_HTTPS
            http://192.168.1.7:5173    | http://192.168.1.7:8080     | prefix=host                 | SECURE_NEEDS_HTTPS
            # Two sites
            https://shop.example     | https://auth.example      | -                           | OTHER_SITE
            https://shop.example     | https://auth.example      | same-site=strict            | OTHER_SITE
            https://shop.example     | https://auth.example      | same-site=none              | -
            https://shop.example     | https://auth.example      | same-site=none,partitioned=true | -
            https://shop.example     | https://auth.example      | same-site=none,thirdParties=false | THIRD_PARTY
            https://shop.example     | https://auth.example      | same-site=none,partitioned=true,thirdParties=false | -
            https://a.github.io      | https://b.github.io       | -                           | OTHER_SITE
            http://localhost:5173    | http://127.0.0.1:8080     | secure=false                | OTHER_SITE
            http://app.shop.example  | https://auth.shop.example | -                           | OTHER_SITE
            capacitor://localhost    | https://auth.shop.example | -                           | OTHER_SITE
            # In a frame
            https://app.shop.example | https://auth.shop.example | embedder=https://portal.example | OTHER_SITE
            https://app.shop.example | https://auth.shop.example | embedder=https://www.shop.example | -
            # What does not go together
            https://shop.example     | https://auth.example      | same-site=none,secure=false | SETTINGS SAME_SITE_NEEDS_SECURE
            https://app.shop.example | https://auth.shop.example | prefix=secure,secure=false  | SETTINGS PREFIX_NEEDS_SECURE
            https://app.shop.example | https://auth.shop.example | partitioned=true            | SETTINGS
            https://app.shop.example | https://auth.shop.example | origins=*                   | SETTINGS CORS FOREIGN
            # Not asked at all
            https://app.shop.example | http://auth.shop.example  | secure=false                | MIXED_CONTENT OTHER_SITE
            https://app.shop.example | https://auth.shop.example | origins=https://shop.example | CORS FOREIGN
            https://app.shop.example | https://auth.shop.example | credentials=omit            | CREDENTIALS
            https://app.shop.example | https://auth.shop.example | credentials=same-origin     | CREDENTIALS
            https://shop.example     | https://shop.example      | credentials=same-origin     | -
            # Proxies
            https://shop.example     | https://shop.example      | headers=Host: latchkey:8080,origins=https://other.example | -
            http://shop.example      | http://shop.example       | headers=Host: latchkey:8080,origins=https://other.example,secure=false | FOREIGN
            http://shop.example      | http://shop.example       | origins=https://other.example,secure=false | -
            http://shop.example      | http://shop.example       | origins=https://other.example,secure=false,issuer=https://shop.example | FOREIGN
            https://shop.example     | https://shop.example      | path=/api/auth/refresh,arrives=/express/api/auth/refresh | PATH
            https://shop.example     | https://shop.example      | path=/api/auth/refresh,arrives=/express/api/auth/refresh,prefix=host | -
            https://shop.example     | https://shop.example      | path=/api/auth/refresh       | CONTRACT
            https://shop.example     | https://shop.example      | path=/api/auth/refresh,default=express | -
            https://shop.example     | https://shop.example      | path=/login                  | CONTRACT PATH
            """)
    void namesTheObstacles(String page, String api, String more, String expected) {
        Situation situation = situation(page, api, more);

        assertThat(Doctor.obstacles(situation).stream().map(Enum::name).collect(joining(" ")))
                .isEqualTo(expected == null ? "" : expected);
        assertThat(Doctor.examine(situation).works()).isEqualTo(expected == null);
    }

    @ParameterizedTest(name = "{0} calls {1}, {2}: {3} {4}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            https://shop.example | https://auth.example | - | - | latchkey.cookies.same-site=none
            https://shop.example | https://auth.example | thirdParties=false | - | latchkey.cookies.partitioned=true latchkey.cookies.same-site=none
            https://shop.example | https://auth.example | same-site=none,secure=false | - | latchkey.cookies.secure=true
            https://app.shop.example | https://auth.shop.example | same-site=none,secure=false | - | latchkey.cookies.same-site=lax
            https://app.shop.example | https://auth.shop.example | partitioned=true | - | latchkey.cookies.partitioned=false
            https://app.shop.example | https://auth.shop.example | origins=https://b.example | - | latchkey.cors.origins=https://b.example,https://app.shop.example
            https://app.shop.example | https://auth.shop.example | origins=* | - | latchkey.cors.origins=https://app.shop.example
            http://192.168.1.7:5173 | http://192.168.1.7:8080 | - | - | latchkey.cookies.secure=false
            http://192.168.1.7:5173 | http://192.168.1.7:8080 | prefix=host,origins= | - | latchkey.cookies.prefix=none latchkey.cookies.secure=false latchkey.cors.origins=http://192.168.1.7:5173
            http://app.shop.example | http://auth.shop.example | - | Serve the page and the service over https. | latchkey.cors.origins=http://app.shop.example,https://app.shop.example
            http://localhost:5173 | http://127.0.0.1:8080 | secure=false | Call the service http://localhost:8080. | -
            http://shop.example | http://auth.example | - | Serve the page and the service over https. | latchkey.cookies.same-site=none latchkey.cors.origins=http://shop.example,https://shop.example
            http://app.shop.example | https://auth.shop.example | - | Serve the page and the service over https. | latchkey.cors.origins=http://app.shop.example,https://app.shop.example
            https://shop.example | https://shop.example | credentials=omit | - | -
            https://shop.example | https://shop.example | path=/api/auth/refresh | - | latchkey.contract.hosts."shop.example"=express
            http://localhost:5173 | http://localhost:5173 | path=/api/auth/refresh | - | latchkey.contract.default=express
            https://shop.example | https://shop.example | path=/api/auth/refresh,arrives=/express/api/auth/refresh | - | latchkey.cookies.prefix=host
            """)
    void proposesTheFewestSettingsThatFixIt(String page, String api, String more, String first, String expected) {
        Remedy remedy = Doctor.examine(situation(page, api, more)).remedy();

        assertThat(remedy.first()).isEqualTo(first);
        assertThat(properties(remedy).sorted().collect(joining(" "))).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void writesASettingAsPropertyAndAsVariable() {
        Situation situation = situation("http://192.168.1.7:5173", "http://192.168.1.7:8080", "development=true");

        assertThat(Doctor.examine(situation).remedy().lines())
                .containsExactly(
                        new Verdict.Line("application.properties", "%dev.latchkey.cookies.secure=false"),
                        new Verdict.Line("environment", "LATCHKEY_COOKIES_SECURE=false"));
    }

    @ParameterizedTest(name = "{0} calls {1}")
    @CsvSource({
        "https://shop.example,     https://auth.example",
        "http://localhost:5173,    https://auth.shop.example",
        "http://shop.example,      http://auth.example"
    })
    void settingsForAPublicServiceHaveNoDevPrefix(String page, String api) {
        Verdict verdict = Doctor.examine(situation(page, api, "development=true"));

        assertThat(Stream.concat(
                                verdict.remedy().lines().stream(),
                                verdict.findings().stream().flatMap(finding -> finding.mends().stream()))
                        .map(Verdict.Line::text))
                .isNotEmpty()
                .noneMatch(line -> line.startsWith("%dev."));
    }

    @ParameterizedTest
    @CsvSource({"express, /express/api/auth/refresh", "fastapi, /fastapi/auth/refresh-token"})
    void theDefaultPathIsTheContractsRefreshEndpoint(String contract, String path) {
        Situation situation = Situation.of(
                Map.of("page", "https://shop.example", "api", "https://shop.example", "contract", contract),
                Map.of(),
                false,
                CONTRACTS);

        assertThat(situation.path()).isEqualTo(path);
    }

    @Test
    void proposesNothingIfNoSettingFixesIt() {
        assertThat(Doctor.examine(situation("https://shop.example", "https://shop.example", "path=/login"))
                        .remedy())
                .isNull();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "drf-cookie, access_token refresh_token",
        "drf-token, ''",
        "express, refresh_token",
        "fastapi, access_token refresh_token"
    })
    void knowsTheCookiesOfEachContract(String contract, String expected) {
        Verdict verdict =
                Doctor.examine(situation("https://a.shop.example", "https://b.shop.example", "contract=" + contract));

        assertThat(verdict.works()).isTrue();
        assertThat(verdict.cookies().stream().map(Verdict.Cookie::name).collect(joining(" ")))
                .isEqualTo(expected);
        assertThat(verdict.credentials()).isEqualTo(!expected.isEmpty());
    }

    @Test
    void aPartitionedCookieOfAnotherSiteIsNotSentByALink() {
        Verdict.Cookie cookie = Doctor.examine(
                        situation("https://shop.example", "https://auth.example", "same-site=none,partitioned=true"))
                .cookies()
                .get(0);

        assertThat(cookie.header()).endsWith("; Path=/express/api/auth; Secure; HTTPOnly; SameSite=None; Partitioned");
        assertThat(cookie.fetch().holds()).isTrue();
        assertThat(cookie.navigation().by()).containsExactly("Partitioned");
    }

    @ParameterizedTest(name = "{2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            https://shop.example | https://auth.example | same-site=none | WARN third party
            https://a.shop.example | https://b.shop.example | secure=false | WARN Secure
            http://localhost:5173 | http://localhost:8080 | origins=http://localhost:5173 | WARN Secure
            https://shop.example | http://localhost:8080 | same-site=none | WARN local network
            https://shop.example | https://shop.example | proxy=10.0.0.7 | WARN X-Forwarded-For
            https://shop.example | https://shop.example | headers=X-Forwarded-Host: shop.example | NOTE X-Forwarded-Host
            https://shop.example | https://shop.example | headers=X-Forwarded-Proto: https | NOTE X-Forwarded-Proto
            https://shop.example | https://shop.example | contract=drf-token | NOTE cookies
            """)
    void warnsOfProblemsInOtherBrowsers(String page, String api, String more, String expected) {
        Verdict verdict = Doctor.examine(situation(page, api, more));

        assertThat(verdict.works()).isTrue();
        assertThat(verdict.findings()).anyMatch(found -> (found.level() + " " + found.by()).equals(expected));
    }

    @Test
    void aTrustedProxyCausesNoWarning() {
        Verdict verdict = Doctor.examine(
                situation("https://shop.example", "https://shop.example", "proxy=10.0.0.7,proxies=10.0.0.0/8"));

        assertThat(verdict.findings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:5173",
                "null",
                "file:///home/ada/index.html",
                "https://",
                "https://a b",
                "http://a..b",
                "http://localhost:0",
                "http://localhost:99999"
            })
    void rejectsAnInvalidOrigin(String page) {
        assertThatThrownBy(() -> situation(page, "https://auth.example", null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "{0} is {1} of {2}")
    @CsvSource({
        "HTTPS://App.Shop.Example:443/login?next=1, https://app.shop.example, shop.example",
        "http://shop.example:80, http://shop.example, shop.example",
        "http://localhost:5173, http://localhost:5173, localhost",
        "http://a.localhost, http://a.localhost, a.localhost",
        "http://a.b.localhost, http://a.b.localhost, b.localhost",
        "http://127.0.0.1:8080, http://127.0.0.1:8080, 127.0.0.1",
        "http://[::1]:8080, http://[::1]:8080, [::1]",
        "https://a.shop.co.uk, https://a.shop.co.uk, shop.co.uk",
        "https://ada.github.io, https://ada.github.io, ada.github.io",
        "https://github.io, https://github.io, github.io",
        "https://bücher.example, https://xn--bcher-kva.example, xn--bcher-kva.example"
    })
    void readsAnOriginAsBrowsersDo(String typed, String origin, String site) {
        assertThat(WebOrigin.of(typed)).hasToString(origin);
        assertThat(WebOrigin.of(typed).site()).isEqualTo(site);
    }

    private static Situation situation(String page, String api, String more) {
        Map<String, String> typed = new HashMap<>(Map.of("contract", "express", "page", page, "api", api));
        Map<String, String> settings =
                new HashMap<>(Map.of("latchkey.cors.origins", page, "latchkey.issuer", "http://auth.shop.example"));
        for (String pair : more == null ? new String[0] : more.split(",(?=[a-zA-Z-]+=)")) {
            String[] both = pair.split("=", 2);
            switch (both[0]) {
                case "secure", "same-site", "prefix", "partitioned" ->
                    settings.put("latchkey.cookies." + both[0], both[1]);
                case "origins" -> settings.put("latchkey.cors.origins", both[1]);
                case "issuer", "proxies" -> settings.put("latchkey." + both[0], both[1]);
                case "default" -> settings.put("latchkey.contract.default", both[1]);
                default -> typed.put(both[0], both[1]);
            }
        }
        return Situation.of(typed, settings, false, CONTRACTS);
    }

    private static Stream<String> properties(Remedy remedy) {
        return remedy.lines().stream()
                .filter(line -> line.where().equals("application.properties"))
                .map(Verdict.Line::text);
    }
}
