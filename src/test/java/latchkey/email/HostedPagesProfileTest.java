package latchkey.email;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static io.restassured.http.ContentType.URLENC;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.Cookie;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import latchkey.Database;
import latchkey.Json;
import latchkey.StoppedClock;
import latchkey.factor.AuthenticatorApp;
import latchkey.passkey.VirtualAuthenticator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Latchkey's own pages: the sign-in by password, the first factor in the middle of it, and the page of one's own account. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(MailOn.class)
class HostedPagesProfileTest {

    private static final String PASSWORD = "the difference engine";
    private static final String LOGIN = "/account/pages/login";
    private static final String SESSION = "/account/session";
    private static final String MANAGE = "/account/manage";
    private static final String BACK = "https://shop.example/in";
    private static final String COOKIE = "refresh_token";
    private static final Pattern HIDDEN = Pattern.compile("type=\"hidden\" name=\"(\\w+)\" value=\"([^\"]+)\"");
    private static final Pattern SECRET = Pattern.compile("<code>([A-Z2-7]+)</code>");
    private static final Pattern CODES = Pattern.compile("<li>(\\w+-\\w+)</li>");

    private final String name = "ada-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void adaIsRegistered() {
        Database.empty();
        Database.execute("delete from used_token");
        given().contentType(JSON)
                .body(Map.of("username", name, "password", PASSWORD))
                .post("/express/api/auth/register")
                .then()
                .statusCode(201);
        StoppedClock.stop();
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    private static RequestSpecification form() {
        return given().redirects().follow(false).contentType(URLENC).header("Accept-Language", "en");
    }

    private Response login(Map<String, ?> more) {
        return form().formParams("username", name, "current_password", PASSWORD)
                .formParams(more)
                .post(LOGIN);
    }

    private static Map<String, String> hidden(Response page) {
        return HIDDEN.matcher(page.asString()).results().collect(toMap(found -> found.group(1), found -> found.group(2)
                .replace("&amp;", "&")));
    }

    private static Response refresh(String token) {
        return given().cookie(COOKIE, token).post(SESSION);
    }

    private String access() {
        return refresh(login(Map.of()).cookie(COOKIE)).jsonPath().getString("access_token");
    }

    private static JsonPath claims(String token) {
        return new JsonPath(new String(Base64.getUrlDecoder().decode(token.split("[.]")[1])));
    }

    private void mustHaveASecondFactor() {
        Database.execute("update account set superuser = true, joined_at = now() - interval '15 days'");
    }

    @Test
    void aPasswordOpensASessionOfThePagesAlone() {
        Response answer = login(Map.of());

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.asString()).contains("You are signed in");
        assertThat(answer.cookie("access_token")).isNull();
        Cookie cookie = answer.detailedCookie(COOKIE);
        assertThat(cookie.getPath()).isEqualTo("/account");
        assertThat(cookie.isHttpOnly()).isTrue();
        assertThat(Database.query("select contract from session order by opened_at desc limit 1"))
                .isEqualTo("account");
        Response refreshed = refresh(cookie.getValue());
        assertThat(refreshed.statusCode()).as(refreshed.asString()).isEqualTo(200);
        assertThat(refreshed.header("Cache-Control")).contains("no-store");
        assertThat(refreshed.jsonPath().getLong("expires_in")).isPositive();
        String access = Json.text(refreshed, "access_token");
        assertThat(claims(access).getString("client_id")).isEqualTo("account");
        assertThat(given().auth().oauth2(access).get("/account").jsonPath().getString("username"))
                .isEqualTo(name);
    }

    @Test
    void withoutItsCookieThereIsNoSession() {
        assertThat(given().post(SESSION).statusCode()).isEqualTo(401);
        assertThat(refresh("forged").statusCode()).isEqualTo(401);
    }

    @Test
    void anotherSiteUsesTheCookieForNothing() {
        String token = login(Map.of()).cookie(COOKIE);

        assertThat(given().cookie(COOKIE, token)
                        .header("Sec-Fetch-Site", "cross-site")
                        .header("Origin", "https://evil.example")
                        .post(SESSION)
                        .statusCode())
                .isEqualTo(403);
        assertThat(form().header("Sec-Fetch-Site", "cross-site")
                        .header("Origin", "https://evil.example")
                        .formParams("username", name, "current_password", PASSWORD)
                        .post(LOGIN)
                        .statusCode())
                .as("nor signs anybody in")
                .isEqualTo(403);
    }

    @Test
    void aSignOutEndsTheSession() {
        String token = login(Map.of()).cookie(COOKIE);

        Response out = given().cookie(COOKIE, token).delete(SESSION);

        assertThat(out.statusCode()).isEqualTo(204);
        assertThat(out.detailedCookie(COOKIE).getMaxAge()).isZero();
        assertThat(refresh(token).statusCode()).isEqualTo(401);
    }

    @Test
    void anotherSignInOfTheBrowserEndsTheOneBefore() {
        String first = login(Map.of()).cookie(COOKIE);
        Response second = form().cookie(COOKIE, first)
                .formParams("username", name, "current_password", PASSWORD)
                .post(LOGIN);

        assertThat(refresh(second.cookie(COOKIE)).statusCode()).isEqualTo(200);
        assertThat(refresh(first).statusCode()).isEqualTo(401);
    }

    @Test
    void aFrontendOfAContractWithCookiesGetsItsOwn() {
        Response answer = login(Map.of("contract", "express", "return_to", BACK));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo(BACK);
        assertThat(answer.detailedCookies().getList(COOKIE))
                .isNotEmpty()
                .allSatisfy(cookie -> assertThat(cookie.getPath()).endsWith("/api/auth"));
        assertThat(login(Map.of("contract", "drf-token", "return_to", BACK)).statusCode())
                .as("it keeps its tokens itself")
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example/", "//evil.example/", "javascript:alert(1)", "/in"})
    void noPageGoesToAnotherAddress(String address) {
        for (String page : List.of(LOGIN, "/account/pages/enrolment")) {
            assertThat(given().queryParam("return_to", address).get(page).statusCode())
                    .as(page)
                    .isEqualTo(403);
        }
        Response back = given().queryParam("back", address).get(MANAGE);
        assertThat(back.statusCode()).isEqualTo(403);
        assertThat(back.asString()).doesNotContain("evil", "alert(1)");
        Response answer = login(Map.of("return_to", address));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.cookie(COOKIE)).isNull();
    }

    @Test
    void aWrongPasswordIsRefusedAndTheNameStays() {
        Response answer = form().formParams("username", "\"><script>alert(1)</script>", "current_password", "wrong")
                .post(LOGIN);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.asString())
                .contains("The username or the password is not right.", "&gt;&lt;script&gt;", "<form")
                .doesNotContain("<script>alert", "wrong\"");
        assertThat(answer.cookie(COOKIE)).isNull();
        assertThat(login(Map.of()).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"username, current_password", "current_password, username"})
    void bothFieldsAreNeeded(String given, String missing) {
        Response answer = form().formParam(given, "x").post(LOGIN);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.asString()).contains("id=\"" + missing + "-error\"", "Please fill in this field.");
    }

    @Test
    void theSecondFactorIsAskedForAndTheSessionIsStillThatOfThePages() {
        AuthenticatorApp app = AuthenticatorApp.enrol();

        Response asks = login(Map.of("return_to", BACK));

        assertThat(asks.statusCode()).isEqualTo(200);
        assertThat(asks.asString()).contains("Enter the code");
        assertThat(asks.cookie(COOKIE)).isNull();
        assertThat(hidden(asks)).containsEntry("contract", "account").containsEntry("return_to", BACK);
        Response signedIn =
                form().formParams(hidden(asks)).formParam("factor", app.code()).post("/account/pages/second-factor");
        assertThat(signedIn.header("Location")).isEqualTo(BACK);
        String access = refresh(signedIn.cookie(COOKIE)).jsonPath().getString("access_token");
        assertThat(claims(access).getString("acr")).isEqualTo("aal2");
    }

    @Test
    void aPasskeySignsInWithoutANameAndAPassword() {
        VirtualAuthenticator authenticator = new VirtualAuthenticator();
        String access = access();
        JsonPath options = given().auth()
                .oauth2(access)
                .contentType(JSON)
                .post("/account/passkeys/options")
                .jsonPath();
        given().auth()
                .oauth2(access)
                .contentType(JSON)
                .body(Map.of("name", "laptop", "credential", authenticator.create(options)))
                .post("/account/passkeys")
                .then()
                .statusCode(201);
        authenticator.origin = "https://auth.shop.example";
        String passkey = VirtualAuthenticator.parts(authenticator.get(given().contentType(JSON)
                .body("{}")
                .post("/account/passkeys/sign-in-options")
                .jsonPath()));

        Response signedIn = form().formParam("passkey", passkey).post(LOGIN);

        assertThat(signedIn.statusCode()).as(signedIn.asString()).isEqualTo(200);
        assertThat(signedIn.cookie(COOKIE)).isNotEmpty();
        for (String bad : List.of(passkey, "a.b", "a.b.c.d.e")) {
            Response again = form().formParam("passkey", bad).post(LOGIN);
            assertThat(again.statusCode()).isEqualTo(403);
            assertThat(again.asString()).contains("The passkey was not used.").doesNotContain(bad);
        }
    }

    @Test
    void whoMustEnrolDoesSoInTheMiddleOfTheSignIn() {
        mustHaveASecondFactor();
        Response begins = login(Map.of("return_to", BACK));
        assertThat(begins.asString()).contains("Protect your account");
        assertThat(begins.cookie(COOKIE)).isNull();

        Response shows = form().formParams(hidden(begins)).post("/account/pages/enrolment");

        assertThat(shows.statusCode()).as(shows.asString()).isEqualTo(200);
        String secret = SECRET.matcher(shows.asString())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        assertThat(shows.asString()).contains("<svg xmlns=");
        Response wrong = form().formParams(hidden(shows))
                .formParam("first_code", "000000")
                .post("/account/pages/enrolment-code");
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(wrong.asString()).contains("The code is wrong", "<code>" + secret + "</code>", "<svg xmlns=");
        assertThat(wrong.cookie(COOKIE)).isNull();

        Response done = form().formParams(hidden(wrong))
                .formParam("first_code", AuthenticatorApp.code(secret))
                .post("/account/pages/enrolment-code");

        assertThat(done.statusCode()).as(done.asString()).isEqualTo(200);
        assertThat(CODES.matcher(done.asString()).results()).hasSize(10);
        assertThat(done.asString()).contains("href=\"" + BACK + "\"");
        String access = refresh(done.cookie(COOKIE)).jsonPath().getString("access_token");
        assertThat(claims(access).getString("acr")).isEqualTo("aal2");
        assertThat(login(Map.of()).asString()).as("the next sign-in").contains("Enter the code");
        Response twice = form().formParams(hidden(begins)).post("/account/pages/enrolment");
        assertThat(twice.statusCode()).as("only the first factor").isEqualTo(403);
    }

    @Test
    void aFrontendThatKeepsItsTokensGetsOneToExchange() {
        mustHaveASecondFactor();
        String token = given().contentType(JSON)
                .body(Map.of("username", name, "password", PASSWORD))
                .post("/drf-token/api/auth/login")
                .jsonPath()
                .getString("mfa_token");
        Map<String, String> frontend = Map.of("contract", "drf-token", "return_to", BACK);
        Response shows =
                form().formParams(frontend).formParam("mfa_token", token).post("/account/pages/enrolment");
        String secret = SECRET.matcher(shows.asString())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        String code = AuthenticatorApp.code(secret);
        Map<String, String> typed = hidden(shows);
        Map<String, String> nowhere =
                Map.of("mfa_token", token, "contract", "drf-token", "factor_id", typed.get("factor_id"));
        assertThat(form().formParams(nowhere)
                        .formParam("first_code", code)
                        .post("/account/pages/enrolment-code")
                        .statusCode())
                .as("nobody to give it to, and nothing is used up")
                .isEqualTo(404);

        Response done = form().formParams(typed).formParam("first_code", code).post("/account/pages/enrolment-code");

        String handedOver = Pattern.compile(Pattern.quote(BACK) + "#mfa_token=([^\"]+)\"")
                .matcher(done.asString())
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        assertThat(given().contentType(JSON)
                        .body(Map.of("mfa_token", handedOver))
                        .post("/drf-token/api/auth/login/code")
                        .jsonPath()
                        .getString("access"))
                .isNotEmpty();
    }

    @Test
    void anEnrolmentNeedsASignInThatWaitsForIt() {
        assertThat(form().formParam("mfa_token", "forged")
                        .post("/account/pages/enrolment")
                        .asString())
                .contains("Please start again.")
                .doesNotContain("<form");
        assertThat(form().formParams(
                                "mfa_token", "forged", "factor_id", "none", "first_code", "1", "contract", "express")
                        .post("/account/pages/enrolment-code")
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void thePageOfTheAccountHasNothingOfAnAccountAndNothingInline() {
        Response page = given().header("Accept-Language", "de-AT,de;q=0.9")
                .queryParam("back", BACK)
                .queryParam("contract", "express")
                .get(MANAGE);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self';", "style-src 'self';", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.asString())
                .contains("lang=\"de\"", "Ihr Konto", BACK, "data-refresh=\"/express/api/auth/refresh\"")
                .doesNotContain(" style=", "<script>", " onclick", name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"page.js", "manage.js", "ui.js", "style.css", "icon.svg"})
    void whatThePagesLoadIsThere(String file) {
        assertThat(given().get("/account/pages/" + file).statusCode()).isEqualTo(200);
    }

    @Test
    void theDownloadHasWhatIsStoredOfTheOwnAccountAndNoSecret() {
        AuthenticatorApp.enrol();
        given().contentType(JSON)
                .body(Map.of("username", "grace", "password", PASSWORD))
                .post("/express/api/auth/register");
        given().contentType(JSON)
                .body(Map.of("username", name, "password", "wrong"))
                .post("/express/api/auth/login");
        Database.execute("insert into audit_event (happened_at, kind, outcome, account_id, username, via, address)"
                + " select now() - n * interval '1 day', 'LOGIN', 'REFUSED', id, username, 'express', '203.0.113.9'"
                + " from account, generate_series(1, 1200) n where username = '" + name + "'");
        String access = given().contentType(JSON)
                .body(Map.of("username", name, "password", PASSWORD))
                .post("/express/api/auth/login")
                .asString();
        assertThat(access).contains("mfa_token");
        Response own = given().auth().oauth2(registered()).get("/account/data");

        assertThat(own.statusCode()).as(own.asString()).isEqualTo(200);
        assertThat(own.header("Content-Disposition")).isEqualTo("attachment; filename=\"account.json\"");
        JsonPath data = own.jsonPath();
        assertThat(data.getString("account.username")).isEqualTo(name);
        assertThat(data.getList("sessions")).isNotEmpty();
        assertThat(data.getString("factors[0].name")).isEqualTo("phone");
        assertThat(data.getList("events")).hasSize(1000);
        assertThat(own.asString()).doesNotContain("grace", "203.0.113.9", "bcrypt", "secret", "digest");
        assertThat(given().get("/account/data").statusCode()).isEqualTo(401);
    }

    /** An access token of a session from before the second factor. */
    private String registered() {
        Database.execute("delete from recovery_code");
        Database.execute("update factor set confirmed_at = null");
        String access = access();
        Database.execute("update factor set confirmed_at = now()");
        return access;
    }
}
