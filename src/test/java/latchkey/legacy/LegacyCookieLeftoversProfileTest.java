package latchkey.legacy;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.contract.Givens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A browser that still has Bob's cookies of the former backend must not sign in as Bob after another user signs in or
 * out.
 */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(FormerBackends.class)
class LegacyCookieLeftoversProfileTest {

    private static final List<String> CONTRACTS = List.of("drf-cookie", "express", "fastapi", "tasti");

    private static final String LIVING = "select count(*) from session where ended_at is null";

    @BeforeEach
    void adaRegisteredAndBobWasImported() {
        Database.empty();
        Givens.registerAda();
        given().contentType(JSON)
                .body("{\"username\": \"bob\", \"password\": \"builder99\", \"email\": \"bob@shop.example\"}")
                .post("/drf-token/api/auth/register");
        Database.execute("delete from session");
        Database.execute("update account set legacy_id = '42' where username = 'bob'");
        Database.execute("update credential set imported_at = changed_at");
        Database.execute("delete from audit_event");
    }

    /** A browser that knows of paths: what it has is sent where it belongs, those of longer paths first (RFC 6265, 5.4). */
    private static final class Browser {

        private final String host;
        private final Map<List<String>, String> jar = new LinkedHashMap<>();

        Browser(String contract) {
            host = contract + ".test";
        }

        Browser with(String name, String path, String value) {
            jar.put(List.of(name, path), value);
            return this;
        }

        Response send(String method, String path, String body) {
            RequestSpecification request = given().header("Host", host).contentType(JSON);
            String cookies = String.join(
                    "; ",
                    jar.entrySet().stream()
                            .filter(cookie -> goesTo(cookie.getKey().get(1), path))
                            .sorted((one, other) -> other.getKey().get(1).length()
                                    - one.getKey().get(1).length())
                            .map(cookie -> cookie.getKey().get(0) + "=" + cookie.getValue())
                            .toList());
            if (!cookies.isEmpty()) {
                request.header("Cookie", cookies);
            }
            Response answer = (body == null ? request : request.body(body)).request(method, path);
            answer.detailedCookies().asList().forEach(this::keep);
            return answer;
        }

        private void keep(Cookie cookie) {
            List<String> key = List.of(cookie.getName(), cookie.getPath());
            if (cookie.getMaxAge() == 0) {
                jar.remove(key);
            } else {
                jar.put(key, cookie.getValue());
            }
        }

        private static boolean goesTo(String cookiePath, String path) {
            return path.equals(cookiePath)
                    || (path.startsWith(cookiePath)
                            && (cookiePath.endsWith("/") || path.charAt(cookiePath.length()) == '/'));
        }
    }

    static Stream<Arguments> places() {
        return CONTRACTS.stream().flatMap(contract -> Arrays.stream(new String[] {"", "/"})
                .flatMap(slash ->
                        prefixes(endpoint(contract, "refresh")).map(path -> Arguments.of(contract, path + slash))));
    }

    private static Stream<String> prefixes(String endpoint) {
        return Stream.iterate(endpoint, path -> !path.isEmpty(), path -> path.substring(0, path.lastIndexOf('/')));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("places")
    void afterASignOutALegacyCookieSignsNoOtherUserIn(String contract, String path) {
        Browser browser = new Browser(contract).with("refresh_token", path, token());

        signIn(browser, contract);
        browser.send("POST", endpoint(contract, "logout"), null);

        assertThat(browser.jar.keySet()).noneMatch(cookie -> cookie.get(0).equals("refresh_token"));
        assertThat(browser.send("POST", endpoint(contract, "refresh"), null).statusCode())
                .isEqualTo(401);
        assertThat(browser.send("GET", "/account", null).statusCode()).isEqualTo(401);
        assertThat(Database.query(LIVING)).isEqualTo("0");
    }

    /** Latchkey cannot clear a cookie of an unknown domain, so the browser sends it again and again. */
    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("places")
    void aLegacyCookieThatCannotBeClearedIsNotExchangedAfterASignOut(String contract, String path) {
        Browser browser = new Browser(contract).with("refresh_token", path, token());
        signIn(browser, contract);
        browser.send("POST", endpoint(contract, "logout"), null);
        Database.execute("delete from legacy_token");

        for (String any : CONTRACTS) {
            browser.with("refresh_token", "/", token());
            assertThat(browser.send("POST", "/" + any + endpoint(any, "refresh"), null)
                            .statusCode())
                    .isEqualTo(401);
        }
        assertThat(Database.query(LIVING)).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"drf-cookie", "express", "fastapi", "tasti"})
    void aLegacyCookieIsNotExchangedAfterTheSessionEnded(String contract) {
        Browser browser = new Browser(contract);
        signIn(browser, contract);
        browser.with("refresh_token", "/", token());
        Database.execute("update session set ended_at = now(), end_reason = 'ADMIN'");

        assertThat(browser.send("POST", endpoint(contract, "refresh"), null).statusCode())
                .isEqualTo(401);

        // Ours has expired, and is sent no more.
        browser.jar.keySet().removeIf(cookie -> cookie.get(1).length() > 1);
        assertThat(browser.send("POST", endpoint(contract, "refresh"), null).statusCode())
                .isEqualTo(401);
        assertThat(Database.query(LIVING)).isEqualTo("0");
    }

    @Test
    void aLegacySessionIsCarriedOverIfTheBrowserNeverSignedInHere() {
        Browser browser = new Browser("express").with("refresh_token", "/", token());

        assertThat(browser.send("POST", endpoint("express", "refresh"), null).statusCode())
                .isEqualTo(200);
        assertThat(browser.send("POST", endpoint("express", "refresh"), null).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aLegacyTokenInABodyIsExchanged() {
        Browser browser = new Browser("fastapi");
        signIn(browser, "fastapi");
        browser.send("POST", "/auth/logout", null);

        assertThat(browser.send("POST", "/auth/refresh-token", "{\"refresh_token\": \"%s\"}".formatted(token()))
                        .statusCode())
                .isEqualTo(200);
    }

    /** Clearing the cookie is not enough: the token may have been copied. */
    @ParameterizedTest
    @ValueSource(strings = {"login", "logout"})
    void aLegacyTokenSentAtSignInOrSignOutIsRevoked(String verb) {
        Browser browser = new Browser("drf-cookie").with("refresh_token", "/", token());

        browser.send("POST", endpoint("drf-cookie", verb), "{\"username\": \"ada\", \"password\": \"lovelace\"}");

        assertThat(Database.query("select count(*) from legacy_token where session_id is null"))
                .isEqualTo("1");
        assertThat(Database.query(
                        "select concat_ws(' ', kind, username, detail) from audit_event where kind = 'LOGOUT'"))
                .isEqualTo("LOGOUT bob not carried over from django");
        assertThat(given().cookie("refresh_token", token())
                        .post("/express/api/auth/refresh")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aFailedSignInRevokesNoLegacyToken() {
        Browser browser = new Browser("drf-cookie").with("refresh_token", "/", token());

        browser.send("POST", "/api/auth/login", "{\"username\": \"ada\", \"password\": \"babbage-1\"}");

        assertThat(browser.send("POST", "/api/auth/refresh", null).statusCode()).isEqualTo(200);
    }

    @Test
    void aLegacyAccessCookieIsNotAcceptedAfterASignOut() {
        String access = LegacySessionsProfileTest.token("simplejwt-access");
        Browser browser = new Browser("drf-cookie").with("access_token", "/", access);
        assertThat(browser.send("GET", "/account", null).statusCode()).isEqualTo(200);

        signIn(browser, "drf-cookie");
        browser.send("POST", "/api/auth/logout", null);
        browser.with("access_token", "/", access);

        for (String path : List.of("/account", "/forward-auth")) {
            assertThat(browser.send("GET", path, null).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void ourAccessCookieTakesPrecedenceOverALegacyOne() {
        String access = LegacySessionsProfileTest.token("simplejwt-access");
        Browser browser = new Browser("drf-cookie");
        signIn(browser, "drf-cookie");
        String ours = browser.jar.get(List.of("access_token", "/"));

        for (List<String> both : List.of(List.of(access, ours), List.of(ours, access))) {
            assertThat(given().header("Cookie", "access_token=%s; access_token=%s".formatted(both.toArray()))
                            .get("/account")
                            .<String>path("username"))
                    .isEqualTo("ada");
        }
    }

    @Test
    void theNoLegacyTokensCookieIsHttpOnlyAndLastsMoreThanAYear() {
        Response out = given().post("/express/api/auth/logout");

        Cookie mark = out.detailedCookie("no_legacy_tokens");
        assertThat(out.statusCode()).isEqualTo(401);
        assertThat(mark.isHttpOnly()).isTrue();
        assertThat(mark.getPath()).isEqualTo("/");
        assertThat(mark.getMaxAge()).isGreaterThan(365L * 24 * 60 * 60);
    }

    private static void signIn(Browser browser, String contract) {
        assertThat(browser.send(
                                "POST",
                                endpoint(contract, "login"),
                                "{\"username\": \"ada\", \"password\": \"lovelace\"}")
                        .statusCode())
                .isLessThan(300);
    }

    private static String token() {
        String token = LegacySessionsProfileTest.token("simplejwt-refresh");
        assertThat(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1])))
                .contains("42");
        return token;
    }

    static String endpoint(String contract, String verb) {
        return switch (contract) {
            case "fastapi" -> "/auth/" + (verb.equals("refresh") ? "refresh-token" : verb);
            case "tasti" -> "/api/v1/auth/" + (verb.equals("refresh") ? "token/refresh" : verb);
            default -> "/api/auth/" + verb;
        };
    }
}
