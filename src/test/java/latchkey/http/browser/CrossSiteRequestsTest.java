package latchkey.http.browser;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static io.restassured.http.ContentType.URLENC;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.contract.Givens;
import latchkey.contract.Wire;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CSRF: a page of another site makes the browser send requests, to which the browser adds the cookies. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class CrossSiteRequestsTest {

    private static final List<String> ENDPOINTS = List.of(
            "/drf-cookie/api/auth/refresh",
            "/drf-cookie/api/auth/logout",
            "/express/api/auth/refresh",
            "/express/api/auth/logout/",
            "/fastapi/auth/refresh-token",
            "/fastapi/auth/logout",
            "/tasti/api/v1/auth/token/refresh/",
            "/tasti/api/v1/auth/logout",
            // At the root
            "/auth/logout",
            "/api/v1/auth/token/refresh",
            "/api/auth/refresh");

    private static final List<Map<String, String>> FOREIGN = List.of(
            Map.of("Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site"),
            Map.of("Origin", "https://blog.localhost", "Sec-Fetch-Site", "same-site"),
            Map.of("Origin", "https://elsewhere.example"),
            Map.of("Origin", "null"),
            Map.of("Sec-Fetch-Site", "cross-site"));

    private static final List<Map<String, String>> TRUSTED = List.of(
            Map.of("Origin", "http://shop.test:8443", "Sec-Fetch-Site", "same-origin"),
            Map.of("Origin", "http://shop.test:8443"),
            Map.of("Origin", "https://shop.test:8443"),
            Map.of("Origin", "http://localhost:8080"),
            Map.of("Origin", "https://shop.example", "Sec-Fetch-Site", "cross-site"),
            Map.of());

    /** As forms and fetch send them of their own; the last but one looks like JSON to whoever reads carelessly. */
    private static final List<String> TYPES = List.of(
            "",
            "Content-Type: application/x-www-form-urlencoded",
            "Content-Type: multipart/form-data; boundary=x",
            "Content-Type: text/plain",
            "Content-Type: text/plain; application/json",
            "Content-Type: ");

    private Givens ada;

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        ada = Givens.of(List.of("ada is registered", "ada is signed in"));
        Database.execute("delete from session where opened_at < (select max(opened_at) from session)");
    }

    static Stream<Arguments> foreign() {
        return ENDPOINTS.stream().flatMap(path -> FOREIGN.stream().map(headers -> Arguments.of(path, headers)));
    }

    static Stream<Arguments> trusted() {
        return ENDPOINTS.stream().flatMap(path -> TRUSTED.stream().map(headers -> Arguments.of(path, headers)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("foreign")
    void csrfAForeignPageCannotUseCookies(String path, Map<String, String> headers) {
        Response answer = asBrowser().headers(headers).post(path);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(answer.asString()).contains("Not allowed.");
        assertThat(answer.header("Set-Cookie")).isNull();
        assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
        assertThat(Database.query("select generation || ' ' || coalesce(end_reason, 'lives') from session"))
                .isEqualTo("0 lives");
        asBrowser().post("/express/api/auth/refresh").then().statusCode(200);
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("trusted")
    void csrfATrustedPageIsAllowed(String path, Map<String, String> headers) {
        asBrowser()
                .header("Host", "shop.test:8443")
                .headers(headers)
                .post(path)
                .then()
                .statusCode(200);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "PATCH, /account",
        "DELETE, /account",
        "POST, /account/password",
        "DELETE, /account/sessions",
        "DELETE, /account/sessions/00000000-0000-0000-0000-000000000000",
        "POST, /nothing"
    })
    void csrfAForeignPageCannotChangeTheUsersAccount(String method, String path) {
        Response answer = given().cookie("access_token", ada.access())
                .header("Origin", "https://elsewhere.example")
                .contentType(JSON)
                .body("{\"first_name\": \"Eve\", \"password\": \"lovelace\","
                        + " \"current_password\": \"lovelace\", \"new_password\": \"babbage!\"}")
                .request(method, path);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.contentType()).startsWith("application/problem+json");
        assertThat(Database.query("select first_name from account")).isEqualTo("Ada");
    }

    @Test
    void csrfAForeignPageMaySendSafeMethods() {
        for (String path : List.of("/account", "/account/sessions")) {
            Response answer = given().cookie("access_token", ada.access())
                    .header("Origin", "https://elsewhere.example")
                    .get(path);

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.header("Access-Control-Allow-Origin")).isNull();
        }
    }

    /** The application behind the proxy checks the origin itself. */
    @Test
    void forwardAuthIgnoresTheOriginOfThePage() {
        given().cookie("access_token", ada.access())
                .header("Origin", "https://elsewhere.example")
                .header("Sec-Fetch-Site", "cross-site")
                .post("/forward-auth")
                .then()
                .statusCode(200);
    }

    @Test
    void csrfAnyLatchkeyCookieTriggersTheCheck() {
        given().cookie("access_token", "x")
                .header("Origin", "https://elsewhere.example")
                .post("/express/api/auth/logout")
                .then()
                .statusCode(403);
        given().cookie("another", "x")
                .contentType(JSON)
                .header("Origin", "https://elsewhere.example")
                .post("/express/api/auth/logout")
                .then()
                .statusCode(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/x-www-form-urlencoded", "Application/X-WWW-Form-URLencoded; charset=utf-8"})
    void csrfAForeignFormCannotSignIn(String type) {
        RequestSpecification login = given().contentType(type).body("username=ada&password=lovelace");

        Response answer = login.header("Origin", "https://elsewhere.example").post("/fastapi/auth/login");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.header("Set-Cookie")).isNull();
        given().contentType(URLENC)
                .formParam("username", "ada")
                .formParam("password", "lovelace")
                .header("Origin", "https://shop.example")
                .post("/fastapi/auth/login")
                .then()
                .statusCode(200);
    }

    static Stream<Arguments> whatNeedsNoPreflight() {
        return Stream.of(
                        "/fastapi/auth/logout",
                        "/auth/logout/",
                        "/express/api/auth/logout",
                        "/drf-cookie/api/auth/logout",
                        "/tasti/api/v1/auth/logout",
                        "/drf-token/api/auth/logout",
                        "/fastapi/auth/login",
                        "/fastapi/auth/register",
                        "/account/password",
                        "/oauth2/revoke",
                        "/oauth2/introspect")
                .flatMap(path -> TYPES.stream()
                        .flatMap(type -> Stream.of("", "Content-Length: 0", "Transfer-Encoding: chunked")
                                .map(framing -> Arguments.of(path, type, framing))));
    }

    /**
     * A form without fields has no body, and a fetch without a body no content type. The browser sends no cookies, and a
     * response would clear them.
     */
    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("whatNeedsNoPreflight")
    void csrfARequestWithoutPreflightIsRejectedEvenWithoutCookies(String path, String type, String framing)
            throws IOException {
        for (String whence : List.of(
                "Sec-Fetch-Site: cross-site",
                "Sec-Fetch-Site: same-site",
                "Origin: null",
                "Origin: https://elsewhere.example")) {
            Wire request = new Wire(
                    "POST",
                    path,
                    "HTTP/1.1",
                    Stream.of("Host: shop.test", "Connection: close", type, whence)
                            .filter(line -> !line.isEmpty())
                            .toList(),
                    framing.isEmpty() ? null : framing,
                    framing.endsWith("chunked") ? "0\r\n\r\n" : "");

            Wire.Answer answer = request.send(RestAssured.port);

            assertThat(answer.status()).as(answer.text()).isEqualTo(403);
            assertThat(answer.text().toLowerCase(Locale.ROOT)).doesNotContain("set-cookie");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sec-Fetch-Site: same-origin",
                "Sec-Fetch-Site: none",
                "Origin: https://shop.example",
                "Origin: http://shop.test",
                "X-Nothing: said"
            })
    void csrfAFormOfATrustedPageCanSignOut(String whence) throws IOException {
        for (String type : TYPES) {
            Wire request = new Wire(
                    "POST",
                    "/fastapi/auth/logout",
                    "HTTP/1.1",
                    Stream.of("Host: shop.test", "Connection: close", type, whence)
                            .filter(line -> !line.isEmpty())
                            .toList(),
                    "Content-Length: 0",
                    "");

            assertThat(request.send(RestAssured.port).status()).isEqualTo(200);
        }
    }

    /** A page of another origin needs a preflight to send the header. */
    @Test
    void csrfABearerTokenNeedsNoCheck() throws IOException {
        Wire request = new Wire(
                "POST",
                "/fastapi/auth/test-token",
                "HTTP/1.1",
                List.of(
                        "Host: shop.test",
                        "Connection: close",
                        "Authorization: Bearer " + ada.access(),
                        "Origin: https://elsewhere.example"),
                "Content-Length: 0",
                "");

        assertThat(request.send(RestAssured.port).status()).isEqualTo(200);
        assertThat(request.with("Content-Type: text/plain")
                        .send(RestAssured.port)
                        .status())
                .isEqualTo(403);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"GET, /fastapi/auth/logout", "HEAD, /fastapi/auth/logout", "GET, /express/api/auth/refresh"})
    void csrfANavigationChangesNothing(String method, String path) {
        Response answer = asBrowser().header("Sec-Fetch-Site", "cross-site").request(method, path);

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.header("Set-Cookie")).isNull();
        assertThat(Database.query("select coalesce(end_reason, 'lives') from session"))
                .isEqualTo("lives");
    }

    /** A sign-in would end the session of the browser. */
    @Test
    void csrfAForeignPageCannotSignInAgain() {
        Response answer = asBrowser()
                .contentType(JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .header("Origin", "https://elsewhere.example")
                .post("/fastapi/auth/login");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Database.query("select coalesce(end_reason, 'lives') from session"))
                .isEqualTo("lives");
    }

    private RequestSpecification asBrowser() {
        return given().cookie("refresh_token", ada.refresh()).cookie("access_token", ada.access());
    }
}
