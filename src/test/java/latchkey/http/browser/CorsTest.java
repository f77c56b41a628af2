package latchkey.http.browser;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.http.Headers;
import io.restassured.response.Response;
import latchkey.Database;
import latchkey.contract.Givens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CORS: pages of https://shop.example and of an app may read responses; any page may read public endpoints. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class CorsTest {

    private static final String LISTED = "https://shop.example";

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/express/api/auth/login",
                "/api/auth/login/",
                "/auth/login",
                "/tasti/api/v1/auth/logout/",
                "/account",
                "/account/sessions/1",
                "/nothing"
            })
    void aListedOriginsPreflightIsAnswered(String path) {
        Response answer = preflight(LISTED, path);

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.asString()).isEmpty();
        lets(LISTED, answer.headers());
        assertThat(answer.header("Access-Control-Allow-Methods")).isEqualTo("GET, POST, PUT, PATCH, DELETE");
        assertThat(answer.header("Access-Control-Allow-Headers")).isEqualTo("content-type,x-csrftoken");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("7200");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "https://elsewhere.example",
                "http://shop.example",
                "https://shop.example:8443",
                "https://shop.example.elsewhere.example",
                "http://localhost:8080",
                "http://localhost:5173",
                "null",
                "*",
                ""
            })
    void anUnlistedOriginGetsNoCorsHeaders(String origin) {
        for (Response answer : new Response[] {
            preflight(origin, "/express/api/auth/login"),
            given().header("Origin", origin).get("/express/api/user"),
            given().header("Origin", origin).get("/account"),
            given().header("Origin", origin).post("/nothing")
        }) {
            assertThat(answer.headers())
                    .noneMatch(header -> header.getName().toLowerCase().startsWith("access-control-"));
            assertThat(answer.headers().getValues("Vary")).containsExactly("origin");
        }
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource({
        "GET,  /express/api/user,            application/json, 401",
        "POST, /express/api/auth/login,      application/json, 400",
        "POST, /auth/login,                  application/json, 422",
        "POST, /tasti/api/v1/auth/login,     text/plain,       415",
        "PUT,  /drf-cookie/api/auth/login,   application/json, 405",
        "GET,  /drf-token/api/auth/nothing,  application/json, 404",
        "GET,  /nothing,                     application/json, 404",
        "GET,  /account,                     application/json, 401",
        "OPTIONS, /express/api/auth/login,   application/json, 200"
    })
    void aListedOriginCanReadErrorResponses(String method, String path, String type, int status) {
        Response answer = given().header("Origin", LISTED)
                .header("Content-Type", type)
                .body("{")
                .request(method, path);

        assertThat(answer.statusCode()).isEqualTo(status);
        lets(LISTED, answer.headers());
    }

    @Test
    void aListedOriginCanReadThatABodyIsTooLong() {
        Response answer = given().header("Origin", "app://localhost")
                .contentType(ContentType.JSON)
                .body("x".repeat(70_000))
                .post("/fastapi/auth/login");

        assertThat(answer.statusCode()).isEqualTo(413);
        lets("app://localhost", answer.headers());
    }

    @Test
    void aListedOriginSignsInAndRefreshesWithCookies() {
        Givens.registerAda();
        Response login = given().header("Origin", LISTED)
                .header("Sec-Fetch-Site", "cross-site")
                .contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/drf-cookie/api/auth/login");
        Response refresh = given().header("Origin", LISTED)
                .header("Sec-Fetch-Site", "cross-site")
                .cookies(login.cookies())
                .post("/drf-cookie/api/auth/refresh");

        assertThat(login.statusCode()).isEqualTo(200);
        lets(LISTED, login.headers());
        assertThat(refresh.statusCode()).isEqualTo(200);
        lets(LISTED, refresh.headers());
    }

    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource({
        "https://elsewhere.example, /.well-known/jwks.json",
        "https://shop.example, /.well-known/jwks.json",
        "null, /.well-known/openid-configuration",
        "https://elsewhere.example, /.well-known/oauth-authorization-server"
    })
    void publicEndpointsAllowAnyOriginWithoutCredentials(String origin, String path) {
        Response answer = given().header("Origin", origin).get(path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().getValues("Access-Control-Allow-Origin")).containsExactly("*");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
        assertThat(answer.header("Vary")).isNull();
    }

    @Test
    void preflightOfAPublicEndpointAllowsAnyHeader() {
        Response answer = preflight("https://elsewhere.example", "/.well-known/jwks.json");

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
    }

    /** The proxy would take a successful response as permission to pass the request on. */
    @Test
    void aForwardAuthRequestIsNotTreatedAsAPreflight() {
        assertThat(preflight(LISTED, "/forward-auth").statusCode()).isEqualTo(401);
    }

    private static Response preflight(String origin, String path) {
        return given().header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type,x-csrftoken")
                .options(path);
    }

    private static void lets(String origin, Headers headers) {
        assertThat(headers.getValues("Access-Control-Allow-Origin")).containsExactly(origin);
        assertThat(headers.getValues("Access-Control-Allow-Credentials")).containsExactly("true");
        assertThat(headers.getValues("Access-Control-Expose-Headers"))
                .containsExactly("MFA-Enrolment-Deadline, MFA-Required, Retry-After, X-Request-Id");
        assertThat(headers.getValues("Vary")).containsExactly("origin");
    }
}
