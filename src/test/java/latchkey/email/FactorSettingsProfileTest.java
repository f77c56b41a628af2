package latchkey.email;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static io.restassured.http.ContentType.URLENC;
import static latchkey.email.MailServer.mailTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import latchkey.Database;
import latchkey.Json;
import latchkey.StoppedClock;
import latchkey.factor.AuthenticatorApp;
import latchkey.passkey.VirtualAuthenticator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Remembered devices, required second factors, and the page that asks for one. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(MailOn.class)
class FactorSettingsProfileTest {

    private static final String PASSWORD = "the difference engine";
    private static final String LOGIN = "/express/api/auth/login";
    private static final String PAGE = "/account/pages/second-factor";
    private static final String DEVICE = "remembered_device";

    private final String name = "ada-" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void adaIsRegistered() {
        Database.empty();
        Database.execute("delete from used_token");
        post("/express/api/auth/register", Map.of("username", name, "password", PASSWORD))
                .then()
                .statusCode(201);
        StoppedClock.stop();
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    private static Response post(String path, Map<String, ?> body) {
        return given().contentType(JSON).body(body).post(path);
    }

    private Response login(RequestSpecification request) {
        return request.contentType(JSON)
                .body(Map.of("username", name, "password", PASSWORD))
                .post(LOGIN);
    }

    private String waiting() {
        return login(given()).jsonPath().getString("mfa_token");
    }

    private static Response own(String access, String method, String path) {
        return given().auth().oauth2(access).contentType(JSON).body("{}").request(method, "/account/factors" + path);
    }

    private static String token(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return Json.text(answer, "data.token");
    }

    private static JsonPath claims(String token) {
        return new JsonPath(new String(Base64.getUrlDecoder().decode(token.split("[.]")[1])));
    }

    private Response remembered(AuthenticatorApp app) {
        return post(LOGIN, Map.of("username", name, "password", PASSWORD, "code", app.code(), "remember_device", true));
    }

    @Test
    void aRememberedDeviceNeedNotShowTheSecondFactorAgain() {
        Response first = remembered(AuthenticatorApp.enrol());
        String device = first.cookie(DEVICE);

        assertThat(first.detailedCookie(DEVICE).isHttpOnly()).isTrue();
        assertThat(first.detailedCookie(DEVICE).getMaxAge())
                .isEqualTo(Duration.ofDays(30).toSeconds());
        String access = token(login(given().cookie(DEVICE, device)));
        assertThat(claims(access).getList("amr")).containsExactly("pwd");
        assertThat(claims(access).getString("acr")).as("one factor was shown").isEqualTo("aal1");
        assertThat(login(given()).header("MFA-Required")).isNotNull();
        assertThat(login(given().cookie(DEVICE, "x" + device)).header("MFA-Required"))
                .isNotNull();
    }

    @Test
    void nobodyIsRememberedWhoDidNotAsk() {
        Response answer = post(
                LOGIN,
                Map.of(
                        "username",
                        name,
                        "password",
                        PASSWORD,
                        "code",
                        AuthenticatorApp.enrol().code()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.cookie(DEVICE)).isNull();
    }

    @Test
    void aCodeInASecondStepMayBeRememberedToo() {
        AuthenticatorApp app = AuthenticatorApp.enrol();
        Response answer =
                post(LOGIN + "/code", Map.of("mfa_token", waiting(), "code", app.code(), "remember_device", true));

        token(login(given().cookie(DEVICE, answer.cookie(DEVICE))));
    }

    @Test
    void aRememberedDeviceIsListedAndForgotten() {
        AuthenticatorApp app = AuthenticatorApp.enrol();
        Response first = remembered(app);
        String access = token(first);
        JsonPath listed = own(access, "GET", "").jsonPath();
        assertThat(listed.getList("remembered_devices")).hasSize(1);
        String id = listed.getString("remembered_devices[0].id");

        assertThat(own(access, "DELETE", "/remembered-devices/" + UUID.randomUUID())
                        .statusCode())
                .isEqualTo(404);
        assertThat(own(access, "DELETE", "/remembered-devices/" + id).statusCode())
                .isEqualTo(204);
        assertThat(login(given().cookie(DEVICE, first.cookie(DEVICE))).header("MFA-Required"))
                .isNotNull();
    }

    @Test
    void aRememberedDeviceIsForgottenAfterThirtyDays() {
        String device = remembered(AuthenticatorApp.enrol()).cookie(DEVICE);
        StoppedClock.advance(Duration.ofDays(30));

        assertThat(login(given().cookie(DEVICE, device)).header("MFA-Required")).isNotNull();
    }

    @Test
    void aRememberedDeviceEndsWithAllSessionsAndIsOfOneAccount() {
        String device = remembered(AuthenticatorApp.enrol()).cookie(DEVICE);
        Database.execute("update account set session_epoch = session_epoch + 1");
        assertThat(login(given().cookie(DEVICE, device)).header("MFA-Required")).isNotNull();
        Database.execute("update account set session_epoch = session_epoch - 1");
        token(login(given().cookie(DEVICE, device)));

        post("/express/api/auth/register", Map.of("username", "grace", "password", PASSWORD));
        Database.execute("update remembered_device set account_id = (select id from account where username = 'grace')");
        assertThat(login(given().cookie(DEVICE, device)).header("MFA-Required")).isNotNull();
    }

    @Test
    void anAccountHasAtMostTwentyRememberedDevices() {
        AuthenticatorApp app = AuthenticatorApp.enrol();
        Response first = remembered(app);
        Database.execute("""
                insert into remembered_device (id, account_id, digest, epoch, created_at, expires_at)
                select gen_random_uuid(), account_id, sha256(convert_to('d' || n, 'UTF8')), epoch, created_at + interval '1 hour', expires_at
                from remembered_device, generate_series(1, 24) n
                """);
        StoppedClock.advance(Duration.ofSeconds(30));
        Response last = remembered(app);

        assertThat(Database.query("select count(*) from remembered_device")).isEqualTo("20");
        assertThat(login(given().cookie(DEVICE, first.cookie(DEVICE))).header("MFA-Required"))
                .isNotNull();
        assertThat(last.statusCode()).isEqualTo(200);
    }

    private void mustHaveASecondFactor() {
        Database.execute("update account set superuser = true, joined_at = now() - interval '15 days'");
    }

    @Test
    void withinTheGraceTheOwnerIsAsked() throws Exception {
        String address = name + "@shop.example";
        Database.execute("update account set superuser = true, email = '" + address + "'");

        Response answer = login(given());

        String access = token(answer);
        Instant deadline = Instant.parse(answer.header("MFA-Enrolment-Deadline"));
        assertThat(deadline)
                .isBetween(
                        Instant.now().plus(Duration.ofDays(13)), Instant.now().plus(Duration.ofDays(15)));
        assertThat(own(access, "GET", "").jsonPath().getString("required_from")).isEqualTo(deadline.toString());
        assertThat(mailTo(address, 1).subject()).isEqualTo("Your account with Latchkey needs a second factor soon");
        token(login(given()));
        assertThat(Database.query("select count(*) from outbox_message where kind = 'FACTOR_WANTED' and recipient = '"
                        + address + "'"))
                .as("once a week")
                .isEqualTo("1");
    }

    @Test
    void othersAreNotAsked() {
        Response answer = login(given());

        assertThat(answer.header("MFA-Enrolment-Deadline")).isNull();
        assertThat(own(token(answer), "GET", "").jsonPath().getMap("")).doesNotContainEntry("required_from", "");
    }

    @Test
    void afterTheGraceASignInEnrolsFirst() {
        mustHaveASecondFactor();

        Response refused = login(given());
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.header("MFA-Required")).isEqualTo("enrolment");
        assertThat(refused.jsonPath().getList("mfa_required")).containsExactly("enrolment");
        String token = refused.jsonPath().getString("mfa_token");
        assertThat(post(LOGIN + "/code", Map.of("mfa_token", token, "code", "123456"))
                        .statusCode())
                .as("there is no code")
                .isEqualTo(401);
        JsonPath enrolment = post("/account/enrolment/totp", Map.of("mfa_token", token, "name", "phone"))
                .jsonPath();
        String confirm = "/account/enrolment/" + enrolment.getString("id") + "/confirm";
        assertThat(post(confirm, Map.of("mfa_token", token, "code", "123")).statusCode())
                .isEqualTo(403);
        Response enrolled =
                post(confirm, Map.of("mfa_token", token, "code", AuthenticatorApp.code(enrolment.getString("secret"))));
        assertThat(enrolled.jsonPath().getList("recovery_codes")).hasSize(10);
        String complete = enrolled.jsonPath().getString("mfa_token");

        Response opened = post(LOGIN + "/code", Map.of("mfa_token", complete));
        assertThat(claims(token(opened)).getList("amr")).containsExactly("pwd", "otp", "mfa");
        assertThat(post(LOGIN + "/code", Map.of("mfa_token", complete)).statusCode())
                .as("once")
                .isEqualTo(401);
    }

    @Test
    void groupsThatOperatorsMadeMayHaveToEnrolToo() {
        Database.execute("update account set group_names = '{staff}', joined_at = now() - interval '15 days'");
        assertThat(login(given()).statusCode()).isEqualTo(200);

        Database.execute("update account set group_names = '{editors,staff}'");
        assertThat(login(given()).header("MFA-Required")).isEqualTo("enrolment");
    }

    /** Otherwise a thief of the password could add a factor in place of the owner's. */
    @Test
    void onlyTheFirstFactorIsEnrolledInASignIn() {
        mustHaveASecondFactor();
        String token = waiting();
        JsonPath enrolment = post("/account/enrolment/totp", Map.of("mfa_token", token, "name", "thief"))
                .jsonPath();
        AuthenticatorApp.enrol();

        assertThat(post("/account/enrolment/totp", Map.of("mfa_token", token, "name", "thief"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(
                                "/account/enrolment/" + enrolment.getString("id") + "/confirm",
                                Map.of(
                                        "mfa_token",
                                        token,
                                        "code",
                                        AuthenticatorApp.code(enrolment.getString("secret"))))
                        .statusCode())
                .isEqualTo(403);
        assertThat(Database.query("select count(*) from factor where confirmed_at is not null"))
                .isEqualTo("1");
    }

    private static RequestSpecification form(String token) {
        return given().redirects().follow(false).contentType(URLENC).formParam("mfa_token", token);
    }

    @Test
    void thePageGoesBackToTheFrontendWithItsCookies() {
        AuthenticatorApp app = AuthenticatorApp.enrol();

        Response answer = form(waiting())
                .formParams("contract", "express", "factor", app.code(), "return_to", "https://shop.example/in?a=b")
                .post(PAGE);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("https://shop.example/in?a=b");
        assertThat(answer.cookie("refresh_token")).isNotEmpty();
    }

    @Test
    void aFrontendWithoutCookiesGetsATokenToExchangeOnce() {
        AuthenticatorApp app = AuthenticatorApp.enrol();

        Response answer = form(waiting())
                .formParams("contract", "drf-token", "factor", app.code(), "return_to", "https://shop.example/in")
                .post(PAGE);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(303);
        String[] parts = answer.header("Location").split("#mfa_token=");
        assertThat(parts[0]).isEqualTo("https://shop.example/in");
        Map<String, String> body = Map.of("mfa_token", parts[1]);
        assertThat(post("/drf-token/api/auth/login/code", body).statusCode()).isEqualTo(200);
        assertThat(post("/drf-token/api/auth/login/code", body).statusCode()).isEqualTo(401);
    }

    @Test
    void thatTokenExpiresWithinAMinute() {
        AuthenticatorApp app = AuthenticatorApp.enrol();
        String location = form(waiting())
                .formParams("contract", "drf-token", "factor", app.code(), "return_to", "https://shop.example/in")
                .post(PAGE)
                .header("Location");
        StoppedClock.advance(Duration.ofSeconds(61));

        assertThat(post("/drf-token/api/auth/login/code", Map.of("mfa_token", location.split("#mfa_token=")[1]))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void thePageTakesAPasskey() {
        VirtualAuthenticator authenticator = new VirtualAuthenticator();
        String access = token(login(given()));
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
        String token = waiting();

        Response answer = form(token)
                .formParams(
                        "contract",
                        "express",
                        "passkey",
                        parts(authenticator, token),
                        "return_to",
                        "https://shop.example/")
                .post(PAGE);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(303);
        assertThat(answer.cookie("refresh_token")).isNotEmpty();
        String other = waiting();
        Response handedOver = form(other)
                .formParams(
                        "contract",
                        "drf-token",
                        "passkey",
                        parts(authenticator, other),
                        "return_to",
                        "https://shop.example/")
                .post(PAGE);
        assertThat(handedOver.header("Location")).startsWith("https://shop.example/#mfa_token=");
        assertThat(form(other)
                        .formParams("contract", "express", "passkey", "a.b")
                        .post(PAGE)
                        .statusCode())
                .isEqualTo(403);
    }

    private static String parts(VirtualAuthenticator authenticator, String token) {
        return VirtualAuthenticator.parts(
                authenticator.get(post("/account/passkeys/sign-in-options", Map.of("mfa_token", token))
                        .jsonPath()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "https://shop.example.evil.example/",
                "https://shop.example@evil.example/",
                "https://shop.example\\@evil.example/",
                "//evil.example/",
                "/in",
                "javascript:alert(1)",
                "https://shop.example/in\r\nX: y",
                "https://shop.example/#fragment",
                "https://SHOP.example/"
            })
    void thePageGoesToNoOtherAddress(String address) {
        AuthenticatorApp app = AuthenticatorApp.enrol();

        Response shown = given().queryParam("return_to", address).get(PAGE);
        assertThat(shown.statusCode()).isEqualTo(403);
        assertThat(shown.asString()).doesNotContain("evil");
        Response sent = form(waiting())
                .formParams("contract", "express", "factor", app.code(), "return_to", address)
                .post(PAGE);
        assertThat(sent.statusCode()).isEqualTo(403);
        assertThat(sent.header("Location")).isNull();
        assertThat(sent.cookie("refresh_token")).isNull();
    }

    @Test
    void thePageMayBeFramedByNobodyAndSendsFormsHomeOnly() {
        Response page =
                given().queryParam("return_to", "https://shop.example/in").get(PAGE);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy"))
                .contains("form-action 'self' https://shop.example;", "frame-ancestors 'none'", "connect-src 'self'");
        assertThat(page.asString()).contains("name=\"remember\"", "class=\"passkey\"", "return_to");
    }
}
