package latchkey.http.forwardauth;

import static io.restassured.RestAssured.given;
import static latchkey.http.StricterBehindTraefik.PAGE;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import latchkey.Database;
import latchkey.connection.RawConnection;
import latchkey.contract.Givens;
import latchkey.email.MailServer;
import latchkey.http.StricterBehindTraefik;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Forward authentication with Traefik's headers. InteropIT tests nginx, ProxiesIT Envoy. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(StricterBehindTraefik.class)
class ForwardAuthProfileTest {

    private static RequestSpecification asked(String method, String proto, String host, String uri) {
        return given().redirects()
                .follow(false)
                .header("X-Forwarded-Method", method)
                .header("X-Forwarded-Proto", proto)
                .header("X-Forwarded-Host", host)
                .header("X-Forwarded-Uri", uri);
    }

    private static RequestSpecification navigating(String proto, String host, String uri) {
        return asked("GET", proto, host, uri).accept("text/html,application/xhtml+xml,*/*;q=0.8");
    }

    private static String rd(String url) {
        return PAGE + "&rd=" + URLEncoder.encode(url, StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "https, shop.example, /orders?page=2&rd=x",
        "https, SHOP.example, /",
        "https, auth.example, //evil.example/",
        "https, orders.example:8443, /%2e%2e/\\evil",
        "http, plain.example, /a"
    })
    void aNavigationIsRedirectedToTheSignInPageWithItsUrl(String proto, String host, String uri) {
        Response answer = navigating(proto, host, uri).get("/forward-auth");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.header("Location")).isEqualTo(rd(proto + "://" + host.toLowerCase() + uri));
        assertThat(answer.header("WWW-Authenticate")).isNull();
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    /** Otherwise the sign-in page would redirect the user to a foreign site (open redirect). */
    @ParameterizedTest
    @CsvSource({
        "https, evil.example, /",
        "http, shop.example, /",
        "https, shop.example:8443, /",
        "https, shop.example.evil.example, /",
        "https, orders.example, /",
        "http, orders.example:8443, /"
    })
    void theRedirectContainsNoUntrustedUrl(String proto, String host, String uri) {
        assertThat(navigating(proto, host, uri).get("/forward-auth").header("Location"))
                .isEqualTo(PAGE);
    }

    @Test
    void theRedirectOmitsAUrlThatIsTooLong() {
        assertThat(navigating("https", "shop.example", "/" + "x".repeat(2_100))
                        .get("/forward-auth")
                        .header("Location"))
                .isEqualTo(PAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.example@evil.example",
                "shop.example/",
                "shop.example?",
                "shop.example#",
                "shop.example\\",
                "a b",
                ""
            })
    void anInvalidForwardedHostIsIgnored(String host) {
        refused(navigating("https", host, "/assets/x").get("/forward-auth"));
    }

    @Test
    void aRepeatedForwardedHeaderIsIgnored() {
        refused(navigating("https", "shop.example", "/")
                .header("X-Forwarded-Uri", "/assets/x")
                .get("/forward-auth"));
        refused(asked("GET", "https", "shop.example", "/orders")
                .header("X-Forwarded-Uri", "/assets/x")
                .get("/forward-auth"));
    }

    /** A script would follow the redirect and get a page; the data of a form would be lost. */
    @Test
    void requestsOtherThanNavigationsGet401() {
        refused(asked("GET", "https", "shop.example", "/orders")
                .accept("application/json")
                .get("/forward-auth"));
        refused(asked("GET", "https", "shop.example", "/orders").get("/forward-auth"));
        for (String method : List.of("POST", "PUT", "HEAD", "OPTIONS", "get", "")) {
            refused(asked(method, "https", "shop.example", "/orders")
                    .accept("text/html")
                    .get("/forward-auth"));
        }
        for (String mode : List.of("cors", "no-cors", "same-origin", "websocket")) {
            refused(navigating("https", "shop.example", "/orders")
                    .header("Sec-Fetch-Mode", mode)
                    .get("/forward-auth"));
        }
        assertThat(navigating("https", "shop.example", "/orders")
                        .header("Sec-Fetch-Mode", "navigate")
                        .get("/forward-auth")
                        .statusCode())
                .isEqualTo(302);
        refused(given().accept("text/html").get("/forward-auth"));
    }

    private static void refused(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.header("Location")).isNull();
        assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(answer.header("X-Auth-User-Id")).isNull();
    }

    /** The page learns what to ask for, since the user is signed in already. */
    @Test
    void aSignInThatIsNotGoodEnoughIsRedirectedWithWhatIsDemanded() {
        Database.empty();
        String token =
                Givens.of(List.of("ada is registered", "ada is signed in")).access();

        Response answer = navigating("https", "shop.example", "/orders")
                .header("Authorization", "Bearer " + token)
                .get("/forward-auth?acr=aal2&max_age=60");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.header("Location"))
                .isEqualTo(rd("https://shop.example/orders") + "&acr_values=aal2&max_age=60");
    }

    @Test
    void aSignedInClientIsNotRedirected() {
        Database.empty();
        String token =
                Givens.of(List.of("ada is registered", "ada is signed in")).access();

        Response known = navigating("https", "shop.example", "/orders")
                .header("Authorization", "Bearer " + token)
                .get("/forward-auth");
        assertThat(known.statusCode()).isEqualTo(200);
        assertThat(known.header("X-Auth-Username")).isEqualTo("ada");
        Response forbidden = navigating("https", "shop.example", "/orders")
                .header("Authorization", "Bearer " + token)
                .get("/forward-auth?group=superuser");
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(forbidden.header("Location")).isNull();
    }

    @ParameterizedTest
    @CsvSource({"/health", "/health?x=/../admin", "/assets/", "/assets/app.js", "/assets/a/b..c/.x?v=%2e", "/v1.0/a+b/c"
    })
    void publicPathsNeedNoSignIn(String uri) {
        passes(asked("GET", "https", "shop.example", uri).get("/forward-auth"));
        passes(asked("POST", "https", "anything.example", uri).post("/forward-auth?group=superuser"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/healthy",
                "/health/",
                "/Health",
                "/assets",
                "/assetsx",
                "/assets/../admin",
                "/assets/..",
                "/assets/./x",
                "/assets/..;/admin",
                "/assets/x;y",
                "/assets//admin",
                "//assets/x",
                "/assets/%2e%2e/admin",
                "/assets/%2E./admin",
                "/assets/..%2fadmin",
                "/assets/%61",
                "/assets/..\\admin",
                "/assets/x#y",
                "/assets/\u00e9",
                "assets/x",
                "https://shop.example/assets/x",
                "/v1x0/a+b/c",
                "/v1.0/ab/c",
                "/admin?/assets/x"
            })
    void otherPathsNeedASignIn(String uri) {
        assertThat(asked("GET", "https", "shop.example", uri)
                        .get("/forward-auth")
                        .statusCode())
                .isEqualTo(401);
    }

    private static void passes(Response answer) {
        assertThat(answer.statusCode()).isEqualTo(200);
        for (String header : List.of("X-Auth-User-Id", "X-Auth-Username", "X-Auth-Email", "X-Auth-Groups")) {
            assertThat(answer.headers().getValues(header)).as(header).containsExactly("");
        }
    }

    /** The application answers preflights itself. */
    @Test
    void aPreflightPasses() {
        RequestSpecification preflight = asked("OPTIONS", "https", "shop.example", "/orders")
                .header("Origin", "https://elsewhere.example")
                .header("Access-Control-Request-Method", "POST");

        Response answer = preflight.get("/forward-auth");

        passes(answer);
        assertThat(answer.header("Access-Control-Allow-Methods")).isNull();
        passes(given(preflight).get("/forward-auth?group=superuser"));
    }

    @Test
    void anIncompletePreflightNeedsASignIn() {
        refused(asked("OPTIONS", "https", "shop.example", "/orders")
                .header("Origin", "https://elsewhere.example")
                .get("/forward-auth"));
        refused(asked("OPTIONS", "https", "shop.example", "/orders")
                .header("Access-Control-Request-Method", "POST")
                .get("/forward-auth"));
        for (String method : List.of("POST", "GET", "options")) {
            refused(asked(method, "https", "shop.example", "/orders")
                    .header("Origin", "https://elsewhere.example")
                    .header("Access-Control-Request-Method", "POST")
                    .options("/forward-auth"));
        }
    }

    @ParameterizedTest(name = "{0}, {1}, {2}: {3}")
    @CsvSource(nullValues = "-", textBlock = """
            -,     https://shop.example/in, -,                 latchkey.forward-auth.proxy is not set
            -,     -,                       /health,           latchkey.forward-auth.proxy is not set
            nginx, /in,                     -,                 latchkey.forward-auth.sign-in-page is "/in"; it is a URL
            nginx, https://shop.example/#in, -,                latchkey.forward-auth.sign-in-page is
            nginx, https://a@shop.example/, -,                 latchkey.forward-auth.sign-in-page is
            nginx, //shop.example/,         -,                 latchkey.forward-auth.sign-in-page is
            nginx, javascript:alert(1),     -,                 latchkey.forward-auth.sign-in-page is
            nginx, -,                       '/health,/*',      latchkey.forward-auth.public-paths has "/*"
            nginx, -,                       health,            latchkey.forward-auth.public-paths has "health"
            nginx, -,                       /a*/b,             latchkey.forward-auth.public-paths has "/a*/b"
            nginx, -,                       /a/../b/*,         latchkey.forward-auth.public-paths has
            nginx, -,                       /caf%C3%A9,        latchkey.forward-auth.public-paths has
            nginx, -,                       //a/*,             latchkey.forward-auth.public-paths has
            nginx, https://shop.example,    '/,/health,/a/*',  -
            envoy, 'http://localhost:3000/in?x=y', -,          -
            traefik, -,                     -,                 -
            """)
    void incompleteForwardAuthSettingsStopTheStart(String proxy, String page, String paths, String sentence) {
        Map<String, String> settings = new HashMap<>();
        settings.put("latchkey.forward-auth.proxy", proxy);
        settings.put("latchkey.forward-auth.sign-in-page", page);
        settings.put("latchkey.forward-auth.public-paths", paths);
        settings.values().removeIf(Objects::isNull);
        ForwardAuthConfig config = new SmallRyeConfigBuilder()
                .withMapping(ForwardAuthConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(ForwardAuthConfig.class);

        assertThat(ForwardAuth.flaw(config).orElse("-")).startsWith(sentence == null ? "-" : sentence);
    }

    /** A proxy announces the length of the body, but does not send it. */
    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 70000000", "Content-Length: 9", "Transfer-Encoding: chunked"})
    void forwardAuthDoesNotWaitForTheAnnouncedBody(String length) throws IOException {
        for (String path : List.of("/forward-auth", "/forward-auth/any/path", "/forward-auth?group=user")) {
            assertThat(unfinished(path, length, "/orders"))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("\r\nconnection: close\r\n");
            assertThat(unfinished(path, length, "/assets/x"))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\r\nconnection: close\r\n");
        }
    }

    private static String unfinished(String path, String length, String uri) throws IOException {
        try (RawConnection raw = new RawConnection(RestAssured.port)) {
            return raw.send(
                            "POST %s HTTP/1.1\r\nHost: x\r\n%s\r\nX-Forwarded-Method: POST\r\nX-Forwarded-Host: shop.example\r\nX-Forwarded-Uri: %s\r\n\r\n"
                                    .formatted(path, length, uri))
                    .until("\r\n\r\n");
        }
    }

    /** The end of such a body is unknown. */
    @ParameterizedTest
    @ValueSource(strings = {"Transfer-Encoding: gzip", "Transfer-Encoding: gzip, chunked"})
    void anUnknownTransferEncodingIsRejected(String coding) throws IOException {
        assertThat(RawConnection.exchange(
                        RestAssured.port, "GET /forward-auth HTTP/1.1\r\nHost: x\r\n" + coding + "\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
    }

    /** On one connection, with the complete body. */
    @Test
    void aBodySentToForwardAuthIsNotReadAsARequest() throws IOException {
        String answers = RawConnection.exchange(
                RestAssured.port,
                "POST /forward-auth HTTP/1.1\r\nHost: x\r\nContent-Length: 47\r\n\r\nGET /.well-known/jwks.json HTTP/1.1\r\nHost:x\r\n\r\n");

        assertThat(answers)
                .startsWith("HTTP/1.1 401 ")
                .containsOnlyOnce("HTTP/1.1 ")
                .doesNotContain("\"keys\"");
    }
}
