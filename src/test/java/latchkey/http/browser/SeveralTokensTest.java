package latchkey.http.browser;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.contract.Givens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request may bring several tokens: in body and cookie, and of one name in cookies of several paths and domains. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class SeveralTokensTest {

    private static final String LIVING = "select count(*) from session where ended_at is null";

    @BeforeEach
    void adaIsRegistered() {
        Database.empty();
        Database.execute("delete from audit_event");
        StoppedClock.stop();
        Givens.registerAda();
        Database.execute("delete from session");
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    // ---- Access cookies

    static Stream<Arguments> staleOnes() {
        return Stream.of("GET /account", "GET /account/sessions", "GET /forward-auth", "POST /fastapi/auth/test-token")
                .flatMap(target -> Stream.of("expired", "tampered", "refresh", "not.a.token", "")
                        .map(stale -> Arguments.of(target, stale)));
    }

    @ParameterizedTest(name = "{0}, {1}")
    @MethodSource("staleOnes")
    void theValidOneOfTwoAccessCookiesIsUsed(String target, String kind) {
        String[] asked = target.split(" ");
        String stale = stale(kind);
        String good = login("fastapi").cookie("access_token");

        for (List<String> both : List.of(List.of(stale, good), List.of(good, stale))) {
            assertThat(withCookies("access_token", both)
                            .request(asked[0], asked[1])
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(withCookies("access_token", List.of(stale, stale + "x"))
                        .request(asked[0], asked[1])
                        .statusCode())
                .isEqualTo(401);
    }

    private static String stale(String kind) {
        Response first = login("fastapi");
        String token = first.cookie("access_token");
        return switch (kind) {
            case "expired" -> {
                StoppedClock.advance(Duration.ofMinutes(6));
                yield token;
            }
            case "tampered" -> token.substring(0, token.length() - 8) + "AAAAAAAA";
            case "refresh" -> first.cookie("refresh_token");
            default -> kind;
        };
    }

    @Test
    void aBearerTokenTakesPrecedenceOverCookies() {
        String good = login("fastapi").cookie("access_token");

        withCookies("access_token", List.of("not.a.token", good))
                .header("Authorization", "Bearer not.this.one")
                .get("/account")
                .then()
                .statusCode(401);
        withCookies("access_token", List.of("not.a.token", good))
                .header("Authorization", "Basic b2Y6aW5ncmVzcw==")
                .get("/account")
                .then()
                .statusCode(200);
    }

    /** Cookies of longer paths come first, and ours has the shortest. */
    @Test
    void onlyTheLastOfManyAccessCookiesAreTried() {
        String good = login("fastapi").cookie("access_token");
        List<String> many =
                IntStream.range(0, 9).mapToObj("no.token.%d"::formatted).toList();

        withCookies(
                        "access_token",
                        Stream.concat(many.stream(), Stream.of(good)).toList())
                .get("/account")
                .then()
                .statusCode(200);
        withCookies(
                        "access_token",
                        Stream.concat(Stream.of(good), many.stream()).toList())
                .get("/account")
                .then()
                .statusCode(401);
    }

    // ---- Refresh tokens

    @ParameterizedTest
    @ValueSource(strings = {"older first", "newer first"})
    void theNewestOfSeveralRefreshCookiesOfASessionIsUsed(String order) {
        String first = login("express").cookie("refresh_token");
        String second = refreshed("express", List.of(first)).cookie("refresh_token");
        String third = refreshed("express", List.of(second)).cookie("refresh_token");
        StoppedClock.advance(Duration.ofDays(2));
        List<String> all = order.startsWith("older") ? List.of(first, second, third) : List.of(third, second, first);

        Response answer = refreshed("express", all);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(refreshed("express", List.of(answer.cookie("refresh_token"))).statusCode())
                .isEqualTo(200);
    }

    @Test
    void anOlderBodyTokenBesideTheCurrentCookieIsNotReuse() {
        String old = login("fastapi").cookie("refresh_token");
        String current = refreshed("fastapi", List.of(old)).cookie("refresh_token");
        StoppedClock.advance(Duration.ofDays(2));

        Response thisTab = withCookies("refresh_token", List.of(current))
                .contentType(JSON)
                .body("{\"refresh_token\": \"%s\"}".formatted(old))
                .post("/fastapi/auth/refresh-token");

        assertThat(thisTab.statusCode()).isEqualTo(200);
        assertThat(refreshed("fastapi", List.of(thisTab.cookie("refresh_token")))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aCurrentBodyTokenBesideAnOlderCookieIsNotReuse() {
        String old = login("fastapi").cookie("refresh_token");
        String current = refreshed("fastapi", List.of(old)).cookie("refresh_token");
        StoppedClock.advance(Duration.ofDays(2));

        withCookies("refresh_token", List.of(old))
                .contentType(JSON)
                .body("{\"refresh_token\": \"%s\"}".formatted(current))
                .post("/fastapi/auth/refresh-token")
                .then()
                .statusCode(200);
        assertThat(Database.query(LIVING)).isEqualTo("1");
    }

    /** It has the highest generation, but no valid signature. */
    @Test
    void aForgedTokenOfALaterGenerationIsIgnored() {
        String current = login("express").cookie("refresh_token");
        String newer = refreshed("express", List.of(login("express").cookie("refresh_token")))
                .cookie("refresh_token");
        String forged = newer.substring(0, newer.lastIndexOf('.')) + current.substring(current.lastIndexOf('.'));

        assertThat(refreshed("express", List.of(forged, current)).statusCode()).isEqualTo(200);
        assertThat(refreshed("express", List.of(forged, forged + "x")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void theFirstLiveSessionOfSeveralCookiesIsUsed() {
        String ended = login("express").cookie("refresh_token");
        withCookies("refresh_token", List.of(ended)).post("/express/api/auth/logout");
        String living = login("express").cookie("refresh_token");

        Response answer = refreshed("express", List.of(ended, living));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Database.query("select generation from session where ended_at is null"))
                .isEqualTo("1");
    }

    @Test
    void theBodyTokenTakesPrecedenceOverTheCookie() {
        String inCookie = login("fastapi").cookie("refresh_token");
        String inBody = login("fastapi").cookie("refresh_token");

        String successor = withCookies("refresh_token", List.of(inCookie))
                .contentType(JSON)
                .body("{\"refresh_token\": \"%s\"}".formatted(inBody))
                .post("/fastapi/auth/refresh-token")
                .cookie("refresh_token");

        assertThat(sid(successor)).isEqualTo(sid(inBody));
    }

    /** A used token is reuse, whatever token comes with it. */
    @Test
    void twoUsedTokensTogetherCountAsReuse() {
        String first = login("express").cookie("refresh_token");
        String second = refreshed("express", List.of(first)).cookie("refresh_token");
        refreshed("express", List.of(second));
        StoppedClock.advance(Duration.ofDays(2));

        assertThat(refreshed("express", List.of(first, second)).statusCode()).isEqualTo(401);
        assertThat(Database.query("select end_reason from session")).isEqualTo("REUSE");
    }

    // ---- Signing out

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"drf-cookie", "express", "fastapi", "tasti"})
    void signingOutEndsEveryCookiesSession(String contract) {
        List<String> tokens = IntStream.range(0, 6)
                .mapToObj(any -> login(contract).cookie("refresh_token"))
                .toList();
        List<String> all =
                Stream.concat(Stream.of("not.a.token"), tokens.stream()).toList();

        withCookies("refresh_token", all).post(logout(contract)).then().statusCode(200);

        assertThat(Database.query(LIVING)).isEqualTo("0");
        assertThat(Database.query("select count(*) from audit_event where kind = 'LOGOUT' and detail is null"))
                .isEqualTo("6");
    }

    @ParameterizedTest
    @CsvSource({"undefined", "null", "a.b.c", "''"})
    void signingOutWithAnInvalidBodyTokenStillEndsTheCookiesSession(String inBody) {
        String good = login("fastapi").cookie("refresh_token");

        withCookies("refresh_token", List.of(good))
                .contentType(JSON)
                .body("{\"refresh_token\": \"%s\"}".formatted(inBody))
                .post("/fastapi/auth/logout")
                .then()
                .statusCode(200);

        assertThat(refreshed("fastapi", List.of(good)).statusCode()).isEqualTo(401);
    }

    @Test
    void signingOutEndsTheSessionsOfBodyCookieAndBearerToken() {
        String inBody = login("fastapi").cookie("refresh_token");
        String inCookie = login("fastapi").cookie("refresh_token");
        String asBearer = login("fastapi").cookie("access_token");
        String inAccessCookie = login("fastapi").cookie("access_token");
        String survivor = login("fastapi").cookie("refresh_token");

        given().header("Cookie", "refresh_token=%s; access_token=%s".formatted(inCookie, inAccessCookie))
                .header("Authorization", "Bearer " + asBearer)
                .contentType(JSON)
                .body("{\"refresh_token\": \"%s\"}".formatted(inBody))
                .post("/fastapi/auth/logout")
                .then()
                .statusCode(200);

        assertThat(Database.query(LIVING)).isEqualTo("1");
        assertThat(refreshed("fastapi", List.of(survivor)).statusCode()).isEqualTo(200);
    }

    @Test
    void signingOutWithoutTheRequiredTokenEndsTheOtherTokensSession() {
        String access = login("drf-cookie").cookie("access_token");
        withCookies("access_token", List.of(access))
                .post(logout("drf-cookie"))
                .then()
                .statusCode(401);
        String bearer = login("fastapi").cookie("access_token");
        given().header("Authorization", "Bearer " + bearer)
                .contentType(JSON)
                .body("{\"refresh_token\": \"undefined\"}")
                .post("/drf-token/api/auth/logout")
                .then()
                .statusCode(401);

        assertThat(Database.query(LIVING)).isEqualTo("0");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"drf-cookie, 2", "express, 1", "tasti, 1"})
    void aRejectedSignOutClearsTheCookies(String contract, int cleared) {
        Response refused = withCookies("refresh_token", List.of("not.a.token")).post(logout(contract));

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.detailedCookies().asList())
                .hasSize(cleared)
                .allMatch(cookie -> cookie.getMaxAge() == 0 && cookie.getValue().isEmpty());
    }

    static Stream<Arguments> refusedBodies() {
        Stream<Arguments> ofAll = Stream.of("drf-cookie", "express", "fastapi", "tasti")
                .flatMap(contract -> Stream.of(
                        Arguments.of(contract, "text/xml", "<a/>", 415),
                        Arguments.of(contract, "application/x-www-form-urlencoded", "a=b", 415),
                        Arguments.of(contract, "application/json", "x".repeat(70_000), 413)));
        Stream<Arguments> ofFastApi = Stream.of("{\"refresh_token\": 5}", "[]", "{bad", "\u00e9")
                .map(body -> Arguments.of("fastapi", "application/json", body, 422));
        return Stream.concat(ofAll, ofFastApi);
    }

    @ParameterizedTest(name = "{0}, {1}, {3}")
    @MethodSource("refusedBodies")
    void signingOutWithARefusedBodyStillEndsTheCookiesSession(String contract, String type, String body, int status) {
        Response login = login(contract);

        Response refused = sending(type, body).cookies(login.cookies()).post(logout(contract));

        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(refused.contentType()).isEqualTo("application/json");
        assertThat(Database.query(LIVING)).isEqualTo("0");
        assertThat(Database.query("select count(*) from audit_event where kind = 'LOGOUT'"))
                .isEqualTo("1");
        assertThat(refused.detailedCookies().asList())
                .hasSize(login.detailedCookies().size())
                .allMatch(cookie -> cookie.getMaxAge() == 0 && cookie.getValue().isEmpty());
    }

    @ParameterizedTest(name = "{0}, {1}, {3}")
    @MethodSource("refusedBodies")
    void aForeignPageThatSignsOutWithARefusedBodyEndsNothing(String contract, String type, String body, int status) {
        Response login = login(contract);

        Response refused = sending(type, body)
                .cookies(login.cookies())
                .header("Sec-Fetch-Site", "cross-site")
                .post(logout(contract));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(Database.query(LIVING)).isEqualTo("1");
        assertThat(refused.headers().getValues("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"drf-token, 400", "fastapi, 422"})
    void signingOutWithARefusedBodyStillEndsTheBearerTokensSession(String contract, int status) {
        String bearer = login("fastapi").path("access_token");

        Response refused = sending("application/json", "[]")
                .header("Authorization", "Bearer " + bearer)
                .post(logout(contract));

        assertThat(refused.statusCode()).isEqualTo(status);
        assertThat(Database.query(LIVING)).isEqualTo("0");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"drf-cookie", "express", "fastapi", "tasti"})
    void aRefusedBodyEndsNoSessionElsewhere(String contract) {
        Response login = login(contract);

        sending("text/xml", "<a/>").cookies(login.cookies()).post(base(contract) + "/login");
        sending("text/xml", "<a/>").cookies(login.cookies()).put(logout(contract));

        assertThat(Database.query(LIVING)).isEqualTo("1");
    }

    // ---- Signing in again

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"drf-cookie", "express", "fastapi", "tasti"})
    void signingInAgainEndsTheSessionWhoseCookieCameAlong(String contract) {
        Response before = login(contract);
        Response elsewhere = login(contract);

        Response again = loginWith(contract, before);

        assertThat(again.statusCode()).isLessThan(300);
        assertThat(refreshed(contract, List.of(before.cookie("refresh_token"))).statusCode())
                .isEqualTo(401);
        for (Response other : List.of(elsewhere, again)) {
            assertThat(refreshed(contract, List.of(other.cookie("refresh_token")))
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(Database.query(
                        "select string_agg(concat_ws(' ', kind, outcome, username, detail), ',') from audit_event"
                                + " where kind = 'LOGOUT'"))
                .isEqualTo("LOGOUT ACCEPTED ada signed in again");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"drf-cookie", "express", "fastapi", "tasti"})
    void aFailedSignInEndsNoSession(String contract) {
        Response before = login(contract);

        Response refused = given().cookies(before.cookies())
                .contentType(JSON)
                .body("{\"username\": \"ada\", \"password\": \"babbage-1\"}")
                .post(base(contract) + "/login");

        assertThat(refused.statusCode()).isIn(400, 401);
        assertThat(refused.headers().getValues("Set-Cookie")).isEmpty();
        assertThat(Database.query(LIVING)).isEqualTo("1");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"drf-cookie", "tasti"})
    void aRegistrationEndsTheSessionWhoseCookieCameAlong(String contract) {
        Response before = login(contract);

        given().cookies(before.cookies())
                .contentType(JSON)
                .body("{\"username\": \"grace\", \"password\": \"hopper1906\", \"password1\": \"hopper1906\","
                        + " \"password2\": \"hopper1906\", \"email\": \"grace@navy.example\"}")
                .post(base(contract) + "/register")
                .then()
                .statusCode(201);

        assertThat(Database.query(
                        "select string_agg(a.username, ',') from session s join account a on a.id = s.account_id"
                                + " where s.ended_at is null"))
                .isEqualTo("grace");
    }

    @Test
    void signingInEndsTheSessionOfAnAccessCookie() {
        String access = login("fastapi").cookie("access_token");

        withCookies("access_token", List.of("not.a.token", access))
                .contentType(JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/fastapi/auth/login")
                .then()
                .statusCode(200);

        assertThat(Database.query(LIVING)).isEqualTo("1");
    }

    @Test
    void aForgedCookieEndsNothingAtASignIn() {
        String good = login("express").cookie("refresh_token");
        String forged = good.substring(0, good.length() - 8) + "AAAAAAAA";

        withCookies("refresh_token", List.of(forged))
                .contentType(JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/login")
                .then()
                .statusCode(200);

        assertThat(Database.query(LIVING)).isEqualTo("2");
    }

    // ---- Small answers

    @ParameterizedTest(name = "{0}")
    @CsvSource({"drf-cookie, 2", "express, 1", "fastapi, 2", "tasti, 1"})
    void noLegacyCookieIsSetWithoutALegacyIssuer(String contract, int cookies) {
        Response login = login(contract);
        assertThat(login.headers().getValues("Set-Cookie")).hasSize(cookies);

        Response again = loginWith(contract, login);
        assertThat(again.headers().getValues("Set-Cookie")).hasSize(cookies);

        Response out = given().cookies(again.cookies()).post(logout(contract));
        assertThat(out.headers().getValues("Set-Cookie")).hasSize(cookies);
    }

    @Test
    void aCookieOfAnotherPathIsClearedWhereItIsSent() {
        String ours = login("express").cookie("refresh_token");

        Response out = withCookies("refresh_token", List.of("eyJhbGciOiJIUzI1NiJ9.e30.x", ours))
                .post("/express/api/auth/logout");

        assertThat(out.detailedCookies().asList())
                .allMatch(cookie -> cookie.getMaxAge() == 0)
                .extracting(Cookie::getPath)
                .contains("/", "/express", "/express/api/auth", "/express/api/auth/", "/express/api/auth/refresh");
    }

    /** Without a charset, which REST Assured would add. */
    private static RequestSpecification sending(String type, String body) {
        return given().config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                                .encodeContentTypeAs(type, ContentType.TEXT)))
                .contentType(type)
                .body(body.getBytes(ISO_8859_1));
    }

    private static String sid(String token) {
        String claims = new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]));
        return claims.replaceAll(".*\"sid\":\"([^\"]*)\".*", "$1");
    }

    private static Response loginWith(String contract, Response before) {
        return given().cookies(before.cookies())
                .contentType(JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post(base(contract) + "/login");
    }

    private static Response login(String contract) {
        return given().contentType(JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post(base(contract) + "/login");
    }

    private static Response refreshed(String contract, List<String> tokens) {
        String verb =
                switch (contract) {
                    case "fastapi" -> "/refresh-token";
                    case "tasti" -> "/token/refresh";
                    default -> "/refresh";
                };
        return withCookies("refresh_token", tokens).post(base(contract) + verb);
    }

    private static String logout(String contract) {
        return base(contract) + "/logout";
    }

    private static String base(String contract) {
        return "/" + contract
                + switch (contract) {
                    case "fastapi" -> "/auth";
                    case "tasti" -> "/api/v1/auth";
                    default -> "/api/auth";
                };
    }

    private static RequestSpecification withCookies(String name, List<String> values) {
        List<String> pairs = values.stream().map(value -> name + "=" + value).toList();
        return given().header("Cookie", String.join("; ", pairs));
    }
}
