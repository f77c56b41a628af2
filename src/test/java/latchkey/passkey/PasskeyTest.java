package latchkey.passkey;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.Json;
import latchkey.StoppedClock;
import latchkey.factor.AuthenticatorApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Passkeys, through the endpoints of the account and of each contract. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class PasskeyTest {

    private static final String PASSWORD = "the difference engine";
    private static final String LOGIN = "/express/api/auth/login";

    private String access;
    private VirtualAuthenticator authenticator;

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        Database.execute("delete from used_token");
        access = signedUp("ada");
        authenticator = new VirtualAuthenticator();
        StoppedClock.stop();
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    private static String signedUp(String name) {
        Map<String, String> credentials = Map.of("username", name, "password", PASSWORD);
        post("/express/api/auth/register", credentials).then().statusCode(201);
        return token(post(LOGIN, credentials));
    }

    private static String token(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return Json.text(answer, "data.token");
    }

    private static Response post(String path, Map<String, ?> body) {
        return given().contentType(JSON).body(body).post(path);
    }

    private Response own(String method, String path, Map<String, ?> body) {
        return given().auth().oauth2(access).contentType(JSON).body(body).request(method, "/account" + path);
    }

    private JsonPath creationOptions() {
        Response answer = own("POST", "/passkeys/options", Map.of());
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.jsonPath();
    }

    private Response register(Map<String, Object> credential) {
        return own("POST", "/passkeys", Map.of("name", "laptop", "credential", credential));
    }

    private List<String> withPasskey() {
        Response answer = register(authenticator.create(creationOptions()));
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
        return Json.texts(answer, "recovery_codes");
    }

    private static JsonPath signInOptions() {
        return post("/account/passkeys/sign-in-options", Map.of()).jsonPath();
    }

    private static Response signIn(Map<String, Object> credential) {
        return post(LOGIN + "/passkey", Map.of("credential", credential));
    }

    private Response signIn() {
        return signIn(authenticator.get(signInOptions()));
    }

    private static String mfaToken() {
        Response refused = post(LOGIN, Map.of("username", "ada", "password", PASSWORD));
        assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(401);
        return refused.jsonPath().getString("mfa_token");
    }

    private static JsonPath secondFactorOptions(String token) {
        return post("/account/passkeys/sign-in-options", Map.of("mfa_token", token))
                .jsonPath();
    }

    private static Response showSecondFactor(String token, Map<String, Object> credential) {
        return post(LOGIN + "/passkey", Map.of("mfa_token", token, "credential", credential));
    }

    private static JsonPath claims(String token) {
        return new JsonPath(new String(Base64.getUrlDecoder().decode(token.split("[.]")[1])));
    }

    private static void refused(Response answer) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(401);
        assertThat(answer.detailedCookies().asList()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/drf-cookie/api/auth/login",
                "/drf-token/api/auth/login",
                "/express/api/auth/login",
                "/fastapi/auth/login",
                "/tasti/api/v1/auth/login"
            })
    void signsInWithoutAUsernameAsTheLoginDoes(String login) {
        Response byPassword = post(login, Map.of("username", "ada", "password", PASSWORD));
        withPasskey();

        Response answer = post(login + "/passkey", Map.of("credential", authenticator.get(signInOptions())));

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(byPassword.statusCode());
        assertThat(answer.jsonPath().getMap("").keySet())
                .isEqualTo(byPassword.jsonPath().getMap("").keySet());
        assertThat(answer.cookies().keySet()).isEqualTo(byPassword.cookies().keySet());
    }

    @Test
    void theFirstPasskeyBringsRecoveryCodesAndIsListed() {
        assertThat(withPasskey()).hasSize(10);
        authenticator = new VirtualAuthenticator();
        assertThat(withPasskey()).isEmpty();

        JsonPath factors = own("GET", "/factors", Map.of()).jsonPath();
        assertThat(factors.getList("factors.kind")).containsExactly("PASSKEY", "PASSKEY");
        assertThat(factors.getList("factors.name")).containsExactly("laptop", "laptop");
        assertThat(factors.getInt("recovery_codes_left")).isEqualTo(10);
        assertThat(
                        Database.query(
                                "select count(*) from audit_event where kind = 'FACTOR_ADDED' and detail = 'PASSKEY' and account_id = (select id from account)"))
                .isEqualTo("2");
    }

    @Test
    void optionsAskForADiscoverablePasskeyThatVerifiesTheUser() {
        JsonPath first = creationOptions();
        assertThat(first.getString("rp.id")).isEqualTo("shop.example");
        assertThat(first.getString("authenticatorSelection.residentKey")).isEqualTo("required");
        assertThat(first.getString("authenticatorSelection.userVerification")).isEqualTo("required");
        assertThat(first.getString("attestation")).isEqualTo("none");
        assertThat(first.getList("pubKeyCredParams.alg")).containsExactly(-7, -8, -257);
        assertThat(first.getList("excludeCredentials")).isEmpty();

        withPasskey();
        JsonPath second = creationOptions();
        assertThat(second.getList("excludeCredentials.id")).hasSize(1);
        assertThat(second.getList("excludeCredentials[0].transports")).containsExactly("internal", "hybrid");
        assertThat(second.getString("user.id"))
                .isEqualTo(first.getString("user.id"))
                .hasSize(43);
        assertThat(second.getString("challenge")).isNotEqualTo(first.getString("challenge"));
    }

    @Test
    void theUserHandleTellsNothingOfTheAccount() {
        String ada = creationOptions().getString("user.id");
        access = signedUp("grace");

        assertThat(VirtualAuthenticator.decoded(creationOptions().getString("user.id")))
                .hasSize(32)
                .isNotEqualTo(VirtualAuthenticator.decoded(ada));
    }

    @Test
    void aSignInWithAPasskeyHasTwoFactorsAndSaysSo() {
        StoppedClock.resume();
        withPasskey();

        JsonPath claims = claims(token(signIn()));
        assertThat(claims.getList("amr")).containsExactly("pop", "mfa");
        assertThat(claims.getString("acr")).isEqualTo("phr");
        assertThat(claims.getLong("auth_time")).isEqualTo(claims.getLong("iat"));
        assertThat(Database.query("select detail from audit_event where kind = 'LOGIN' order by id desc limit 1"))
                .isEqualTo("by passkey");
    }

    @Test
    void thePasswordAloneDoesNotSignInAnyMore() {
        List<String> codes = withPasskey();

        Response refused = post(LOGIN, Map.of("username", "ada", "password", PASSWORD));
        assertThat(refused.jsonPath().getList("mfa_required")).containsExactly("recovery_code", "passkey");
        assertThat(refused.header("MFA-Required")).isEqualTo("recovery_code, passkey");
        assertThat(claims(token(post(LOGIN, Map.of("username", "ada", "password", PASSWORD, "code", codes.get(0)))))
                        .getList("amr"))
                .containsExactly("pwd", "otp", "mfa");
    }

    @Test
    void aPasskeyIsASecondFactor() {
        withPasskey();
        String token = mfaToken();
        JsonPath options = secondFactorOptions(token);

        assertThat(options.getList("allowCredentials.id")).hasSize(1);
        Response answer = showSecondFactor(token, authenticator.get(options));
        assertThat(claims(token(answer)).getList("amr")).containsExactly("pwd", "pop", "mfa");
    }

    @Test
    void asASecondFactorTheAuthenticatorNeedNotNameTheAccount() {
        withPasskey();
        authenticator.userHandle = null;
        String token = mfaToken();

        token(showSecondFactor(token, authenticator.get(secondFactorOptions(token))));
        refused(signIn());
    }

    @Test
    void anAnswerWorksOnce() {
        withPasskey();
        Map<String, Object> credential = authenticator.get(signInOptions());

        token(signIn(credential));
        refused(signIn(credential));
        String token = mfaToken();
        Map<String, Object> second = authenticator.get(secondFactorOptions(token));
        token(showSecondFactor(token, second));
        refused(showSecondFactor(token, second));
    }

    @Test
    void ofSimultaneousRequestsWithOneAnswerOneSignsIn() throws Exception {
        authenticator.counts = false;
        withPasskey();
        Map<String, Object> credential = authenticator.get(signInOptions());

        List<Integer> statuses =
                ConcurrentCallers.of(8, caller -> () -> signIn(credential).statusCode());

        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 401);
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                hostile("another origin", device -> device.origin = "https://evil.example"),
                hostile("a subdomain that is not listed", device -> device.origin = "https://x.shop.example"),
                hostile("the origin over http", device -> device.origin = "http://shop.example"),
                hostile("another RP", device -> device.rpId = "evil.example"),
                hostile("in a frame of another site", device -> device.crossOrigin = true),
                hostile("no user present", device -> device.userPresent = false),
                hostile("no user verified", device -> device.userVerified = false));
    }

    private static Arguments hostile(String name, Consumer<VirtualAuthenticator> change) {
        return Arguments.of(name, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void isRefusedAtSignIn(String name, Consumer<VirtualAuthenticator> change) {
        withPasskey();
        change.accept(authenticator);

        refused(signIn());
        String token = mfaToken();
        Response second = showSecondFactor(token, authenticator.get(secondFactorOptions(token)));
        refused(second);
        assertThat(second.jsonPath().getString("mfa_token")).isEqualTo(token);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void isRefusedAtRegistration(String name, Consumer<VirtualAuthenticator> change) {
        change.accept(authenticator);

        Response answer = register(authenticator.create(creationOptions()));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Json.text(answer, "title")).isEqualTo("The passkey is not accepted.");
        assertThat(Database.query("select count(*) from factor")).isEqualTo("0");
    }

    @Test
    void anAnswerOfAnotherTypeIsRefused() {
        withPasskey();

        refused(signIn(authenticator.get("webauthn.create", signInOptions().getString("challenge"))));
        authenticator = new VirtualAuthenticator();
        assertThat(register(authenticator.create(
                                "webauthn.get", creationOptions().getString("challenge")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void aChallengeIsGoodForItsPurposeOnly() {
        withPasskey();
        String registration = creationOptions().getString("challenge");
        String token = mfaToken();
        String secondFactor = secondFactorOptions(token).getString("challenge");
        String signIn = signInOptions().getString("challenge");

        refused(signIn(authenticator.get("webauthn.get", registration)));
        refused(signIn(authenticator.get("webauthn.get", secondFactor)));
        refused(showSecondFactor(token, authenticator.get("webauthn.get", signIn)));
        refused(showSecondFactor(token, authenticator.get("webauthn.get", registration)));
        refused(signIn(authenticator.get("webauthn.get", VirtualAuthenticator.encoded(new byte[56]))));
    }

    @Test
    void aChallengeIsGoodInItsSessionAndSignInOnly() {
        String challenge = creationOptions().getString("challenge");
        access = token(post(LOGIN, Map.of("username", "ada", "password", PASSWORD)));
        assertThat(register(authenticator.create("webauthn.create", challenge)).statusCode())
                .isEqualTo(403);

        withPasskey();
        JsonPath options = secondFactorOptions(mfaToken());
        StoppedClock.advance(Duration.ofSeconds(1));
        refused(showSecondFactor(mfaToken(), authenticator.get(options)));
    }

    @Test
    void aChallengeExpires() {
        withPasskey();
        JsonPath options = signInOptions();
        StoppedClock.advance(Duration.ofMinutes(5).plusSeconds(1));

        refused(signIn(authenticator.get(options)));
        token(signIn());
    }

    @Test
    void anAuthenticatorThatCountsBackIsACloneAndRefused() {
        withPasskey();
        token(signIn());
        token(signIn());
        authenticator.signCount = 0;

        refused(signIn());
        assertThat(
                        Database.query(
                                "select outcome || ' ' || detail from audit_event where kind = 'LOGIN' order by id desc limit 1"))
                .isEqualTo("REFUSED cloned passkey");
        authenticator.signCount = 10;
        token(signIn());
    }

    @Test
    void anAuthenticatorNeedNotCount() {
        authenticator.counts = false;
        withPasskey();

        token(signIn());
        token(signIn());
    }

    @Test
    void anotherUserHandleIsRefused() {
        withPasskey();
        byte[] adas = authenticator.userHandle;
        access = signedUp("grace");
        authenticator.userHandle =
                VirtualAuthenticator.decoded(creationOptions().getString("user.id"));

        refused(signIn());
        authenticator.userHandle = adas;
        token(signIn());
    }

    @Test
    void aPasskeyOfAnotherAccountIsNoSecondFactor() {
        withPasskey();
        VirtualAuthenticator adas = authenticator;
        access = signedUp("grace");
        authenticator = new VirtualAuthenticator();
        withPasskey();
        String token = mfaToken();

        refused(showSecondFactor(token, authenticator.get(secondFactorOptions(token))));
        token(showSecondFactor(token, adas.get(secondFactorOptions(token))));
    }

    @Test
    void aPasskeyBelongsToOneAccount() {
        withPasskey();
        assertThat(register(authenticator.create(creationOptions())).statusCode())
                .isEqualTo(403);
        access = signedUp("grace");
        assertThat(register(authenticator.create(creationOptions())).statusCode())
                .isEqualTo(403);
        assertThat(Database.query("select count(*) from factor")).isEqualTo("1");
    }

    static Stream<UnaryOperator<String>> spoilt() {
        return Stream.of(
                text -> "",
                text -> "AAAA",
                text -> "not base64!",
                text -> text.substring(0, text.length() / 2),
                text -> "A".repeat(text.length()),
                text -> (text.charAt(0) == 'A' ? "B" : "A") + text.substring(1));
    }

    @ParameterizedTest
    @MethodSource("spoilt")
    @SuppressWarnings("unchecked")
    void whatWasChangedIsRefused(UnaryOperator<String> spoil) {
        withPasskey();
        for (String part : List.of("clientDataJSON", "authenticatorData", "signature", "userHandle")) {
            Map<String, Object> credential = new HashMap<>(authenticator.get(signInOptions()));
            Map<String, Object> response = new LinkedHashMap<>((Map<String, Object>) credential.get("response"));
            response.computeIfPresent(part, (name, text) -> spoil.apply((String) text));
            credential.put("response", response);

            assertThat(signIn(credential).statusCode()).as(part).isIn(400, 401, 429);
            Database.execute("delete from attempt");
        }
    }

    @Test
    void anUnknownPasskeyIsAnsweredAsAWrongPassword() {
        Response wrong = post(LOGIN, Map.of("username", "ada", "password", "the analytical engine"));
        authenticator.userHandle = new byte[32];

        Response answer = signIn();
        assertThat(answer.statusCode()).isEqualTo(wrong.statusCode());
        assertThat(answer.asString()).isEqualTo(wrong.asString());
    }

    @Test
    void aDisabledAccountsPasskeySignsNobodyIn() {
        withPasskey();
        Database.execute("update account set active = false");

        refused(signIn());
    }

    @Test
    void wrongAnswersKeepNobodyOutAndFillNoTable() {
        withPasskey();
        StoppedClock.advance(Duration.ofHours(1));
        authenticator.origin = "https://evil.example";
        for (int i = 0; i < 20; i++) {
            refused(signIn());
        }

        authenticator.origin = "https://shop.example";
        token(signIn());
        assertThat(Database.query("select count(*) from audit_event where detail = 'wrong passkey'"
                        + " and account_id = (select id from account)"))
                .isEqualTo("1");
    }

    @Test
    void aRemovedPasskeyNoLongerSignsIn() {
        withPasskey();
        String id = own("GET", "/factors", Map.of()).jsonPath().getString("factors[0].id");

        assertThat(own("DELETE", "/factors/" + id, Map.of()).statusCode()).isEqualTo(204);
        refused(signIn());
        token(post(LOGIN, Map.of("username", "ada", "password", PASSWORD)));
    }

    @Test
    void aThiefOfAnOldSessionAddsNoPasskey() {
        JsonPath options = creationOptions();
        Database.execute("update session set opened_at = opened_at - interval '11 minutes'");

        for (Response answer :
                List.of(own("POST", "/passkeys/options", Map.of()), register(authenticator.create(options)))) {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate"))
                    .contains("insufficient_user_authentication", "max_age=\"600\"");
        }
    }

    /** A session that was opened with the password alone, before the owner enrolled the app. */
    @Test
    void aFreshSessionWithoutTheSecondFactorAddsNoPasskey() {
        AuthenticatorApp.enrol();

        Response answer = own("POST", "/passkeys/options", Map.of());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).contains("acr_values=\"aal2\"");
    }

    @Test
    void aPasskeyReplacesTheAppAndTheAppThePasskey() {
        AuthenticatorApp app = AuthenticatorApp.enrol();
        access = token(post(LOGIN, Map.of("username", "ada", "password", PASSWORD + app.code())));
        withPasskey();

        assertThat(post(LOGIN, Map.of("username", "ada", "password", PASSWORD))
                        .jsonPath()
                        .getList("mfa_required"))
                .containsExactly("totp", "recovery_code", "passkey");
        token(signIn());
        StoppedClock.advance(Duration.ofSeconds(30));
        token(post(LOGIN, Map.of("username", "ada", "password", PASSWORD + app.code())));
    }

    @Test
    void othersMayAskForTheModuleAndTheRelatedOrigins() {
        Response module = given().header("Origin", "https://elsewhere.example").get("/passkeys.js");
        assertThat(module.statusCode()).isEqualTo(200);
        assertThat(module.contentType()).startsWith("text/javascript");
        assertThat(module.header("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(given().get("/passkeys.d.ts").asString()).contains("export function signIn");
        assertThat(given().get("/.well-known/webauthn").jsonPath().getList("origins"))
                .contains("https://shop.example");
    }

    @Test
    void usedChallengesAreForgottenOnceTheyHaveExpired() {
        withPasskey();
        token(signIn());
        assertThat(Database.query("select count(*) from used_token")).isEqualTo("2");

        latchkey.factor.UsedToken.purge(new StoppedClock().instant().plus(Duration.ofMinutes(6)));
        assertThat(Database.query("select count(*) from used_token")).isEqualTo("0");
    }
}
