package latchkey.factor;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.Json;
import latchkey.StoppedClock;
import latchkey.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Authenticator apps and recovery codes, through the endpoints of the account and of each contract. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class SecondFactorTest {

    private static final String PASSWORD = "the difference engine";

    private String access;
    private String refresh;
    private byte[] secret;

    /** Where each contract signs in, and its status for a session and for a refusal. */
    enum Login {
        DRF_COOKIE("/drf-cookie/api/auth/login", 200, 401),
        DRF_TOKEN("/drf-token/api/auth/login", 200, 401),
        EXPRESS("/express/api/auth/login", 200, 401),
        FASTAPI("/fastapi/auth/login", 200, 401),
        TASTI("/tasti/api/v1/auth/login", 201, 400);

        final String path;
        final int opened;
        final int refused;

        Login(String path, int opened, int refused) {
            this.path = path;
            this.opened = opened;
            this.refused = refused;
        }

        Response with(String password) {
            return post(path, Map.of("username", "ada", "password", password));
        }

        Response with(String password, String code) {
            return post(path, Map.of("username", "ada", "password", password, "code", code));
        }

        Response exchange(String token, String code) {
            return post(path + "/code", Map.of("mfa_token", token, "code", code));
        }

        void opened(Response answer) {
            assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(opened);
        }

        /** The token to go on with. */
        String asksForACode(Response answer) {
            assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(refused);
            assertThat(answer.header("MFA-Required")).isEqualTo("totp, recovery_code");
            assertThat(Json.texts(answer, "mfa_required")).isEqualTo(List.of("totp", "recovery_code"));
            assertThat(answer.detailedCookies().asList()).isEmpty();
            return Json.text(answer, "mfa_token");
        }

        void refusedAsAlways(Response answer) {
            assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(refused);
            assertThat(answer.header("MFA-Required")).isNull();
            assertThat(answer.asString()).doesNotContain("mfa");
        }
    }

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        register(PASSWORD);
        StoppedClock.stop();
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    private void register(String password) {
        given().contentType(JSON)
                .body(Map.of("username", "ada", "password", password))
                .post("/express/api/auth/register")
                .then()
                .statusCode(201);
        signedIn(Login.EXPRESS.with(password));
    }

    private void signedIn(Response answer) {
        Login.EXPRESS.opened(answer);
        access = Json.text(answer, "data.token");
        refresh = answer.cookie("refresh_token");
    }

    private static Response post(String path, Map<String, ?> body) {
        return given().contentType(JSON).body(body).post(path);
    }

    private Response own(String method, String path, Object body) {
        return given().auth().oauth2(access).contentType(JSON).body(body).request(method, "/account/factors" + path);
    }

    private Response list() {
        return given().auth().oauth2(access).get("/account/factors");
    }

    private JsonPath enrolled(String name) {
        Response answer = own("POST", "/totp", Map.of("name", name));
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
        return answer.jsonPath();
    }

    /** Enrols an app and returns the recovery codes. */
    private List<String> withApp() {
        JsonPath enrolment = enrolled("phone");
        secret = decoded(enrolment.getString("secret"));
        Response confirmed = own("POST", "/" + enrolment.getString("id") + "/confirm", Map.of("code", code(0)));
        assertThat(confirmed.statusCode()).as(confirmed.asString()).isEqualTo(200);
        next();
        return Json.texts(confirmed, "recovery_codes");
    }

    /** The code of the present step, or of one before or after. */
    private String code(int steps) {
        return Totp.code(secret, Totp.step(new StoppedClock().instant()) + steps);
    }

    /** A code is good once, so each needs a step of its own. */
    private static void next() {
        StoppedClock.advance(Totp.STEP);
    }

    static byte[] decoded(String base32) {
        java.math.BigInteger bits = java.math.BigInteger.ZERO;
        for (char letter : base32.toCharArray()) {
            bits = bits.shiftLeft(5)
                    .or(java.math.BigInteger.valueOf("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter)));
        }
        byte[] bytes = new byte[20];
        byte[] found = bits.toByteArray();
        int length = Math.min(found.length, bytes.length);
        System.arraycopy(found, found.length - length, bytes, bytes.length - length, length);
        return bytes;
    }

    @Test
    void anAppIsEnrolledWithItsFirstCode() {
        JsonPath enrolment = enrolled("my phone");
        secret = decoded(enrolment.getString("secret"));

        assertThat(enrolment.getString("otpauth_uri"))
                .isEqualTo("otpauth://totp/Latchkey:ada?secret=" + enrolment.getString("secret") + "&issuer=Latchkey");
        assertThat(list().header("Cache-Control")).isEqualTo("no-store");
        assertThat(enrolment.getString("qr_code")).startsWith("<svg xmlns=\"http://www.w3.org/2000/svg\"");
        assertThat(list().jsonPath().getList("factors")).isEmpty();
        Login.EXPRESS.opened(Login.EXPRESS.with(PASSWORD));
        String confirm = "/" + enrolment.getString("id") + "/confirm";
        assertThat(own("POST", confirm, Map.of("code", code(2))).statusCode()).isEqualTo(403);

        List<String> codes =
                own("POST", confirm, Map.of("code", code(-1))).jsonPath().getList("recovery_codes");

        assertThat(codes).hasSize(10).doesNotHaveDuplicates().allMatch(code -> code.matches("[2-9A-Z]{5}-[2-9A-Z]{5}"));
        assertThat(list().jsonPath().getList("factors.name")).containsExactly("my phone");
        assertThat(list().jsonPath().getInt("recovery_codes_left")).isEqualTo(10);
        assertThat(own("POST", confirm, Map.of("code", code(0))).statusCode()).isEqualTo(404);
        assertThat(Database.query("select string_agg(kind || ' ' || outcome, ', ') from audit_event"
                        + " where kind like 'FACTOR%' and account_id = (select id from account)"))
                .isEqualTo("FACTOR_ADDED ACCEPTED");
    }

    @Test
    void anEnrolmentWaitsFifteenMinutes() {
        JsonPath enrolment = enrolled("phone");
        secret = decoded(enrolment.getString("secret"));
        StoppedClock.advance(Duration.ofMinutes(15));
        signedIn(Login.EXPRESS.with(PASSWORD));

        assertThat(own("POST", "/" + enrolment.getString("id") + "/confirm", Map.of("code", code(0)))
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @EnumSource
    void theDigitsMayFollowThePassword(Login login) {
        withApp();

        login.asksForACode(login.with(PASSWORD));
        login.opened(login.with(PASSWORD + code(0)));
        login.asksForACode(login.with(PASSWORD + code(0)));
        next();
        login.opened(login.with(PASSWORD + code(0)));
        next();
        login.refusedAsAlways(login.with("wrong horse" + code(0)));
    }

    @ParameterizedTest
    @EnumSource
    void theCodeMayBeAField(Login login) {
        withApp();

        login.opened(login.with(PASSWORD, code(0)));
        login.asksForACode(login.with(PASSWORD, "000000".equals(code(0)) ? "000001" : "000000"));
        login.refusedAsAlways(login.with("wrong horse", code(0)));
        next();
        login.opened(login.with(PASSWORD, code(0)));
    }

    @ParameterizedTest
    @EnumSource
    void theCodeMayFollowInASecondStep(Login login) {
        List<String> recovery = withApp();
        String token = login.asksForACode(login.with(PASSWORD));

        assertThat(login.asksForACode(login.exchange(token, "123"))).isEqualTo(token);
        login.opened(login.exchange(token, code(0)));
        login.asksForACode(login.exchange(token, code(0)));
        login.opened(login.exchange(token, recovery.get(3).toLowerCase(java.util.Locale.ROOT)));
        login.refusedAsAlways(login.exchange(token.substring(1) + "A", code(1)));
        StoppedClock.advance(Duration.ofMinutes(5));
        login.refusedAsAlways(login.exchange(token, code(0)));
    }

    @Test
    void aPasswordThatEndsInSixDigitsWorksWithAndWithoutAFactor() {
        Database.empty();
        register("engine 123456");

        Login.EXPRESS.refusedAsAlways(Login.EXPRESS.with("engine 123456654321"));
        Login.EXPRESS.refusedAsAlways(Login.EXPRESS.with("engine "));
        withApp();
        Login.EXPRESS.opened(Login.EXPRESS.with("engine 123456" + code(0)));
        next();
        Login.EXPRESS.asksForACode(Login.EXPRESS.with("engine 123456"));
        Login.EXPRESS.opened(Login.EXPRESS.with("engine 123456", code(0)));
        Login.EXPRESS.refusedAsAlways(Login.EXPRESS.with("engine " + code(1)));
    }

    @Test
    void withoutAFactorNoCodeIsAskedFor() {
        Login.EXPRESS.refusedAsAlways(Login.EXPRESS.with(PASSWORD + "123456"));
        Login.EXPRESS.opened(Login.EXPRESS.with(PASSWORD, "123456"));
    }

    @Test
    void ofSimultaneousSignInsWithOneCodeOneSucceeds() throws Exception {
        withApp();
        String shown = code(0);

        List<Integer> statuses = ConcurrentCallers.of(
                5, caller -> () -> Login.EXPRESS.with(PASSWORD, shown).statusCode());

        assertThat(statuses).containsOnlyOnce(200);
    }

    @Test
    void codesBeforeTheLastAreNoLongerGood() {
        withApp();

        Login.EXPRESS.opened(Login.EXPRESS.with(PASSWORD, code(1)));
        Login.EXPRESS.asksForACode(Login.EXPRESS.with(PASSWORD, code(0)));
        Login.EXPRESS.asksForACode(Login.EXPRESS.with(PASSWORD, code(-2)));
    }

    @Test
    void guessesAreLimitedApartFromPasswords() throws Exception {
        withApp();
        String wrong = "000000".equals(code(0)) ? "000001" : "000000";

        List<Integer> statuses = ConcurrentCallers.of(
                12, caller -> () -> Login.EXPRESS.with(PASSWORD, wrong).statusCode());

        assertThat(statuses).containsOnly(401, 429);
        assertThat(statuses.stream().filter(status -> status == 401)).hasSize(5);
        assertThat(Login.EXPRESS.with(PASSWORD, code(0)).statusCode()).isEqualTo(429);
        // The password itself is not locked.
        Login.EXPRESS.asksForACode(Login.EXPRESS.with(PASSWORD));
    }

    @Test
    void aRecoveryCodeIsGoodOnce() {
        List<String> codes = withApp();

        Login.EXPRESS.opened(Login.EXPRESS.with(PASSWORD, codes.get(0)));
        Login.EXPRESS.asksForACode(Login.EXPRESS.with(PASSWORD, codes.get(0)));
        assertThat(list().jsonPath().getInt("recovery_codes_left")).isEqualTo(9);
        assertThat(Database.query("select count(*) from audit_event where kind = 'RECOVERY_CODE_USED'"
                        + " and account_id = (select id from account)"))
                .isEqualTo("1");
        Response made = own("POST", "/recovery-codes", Map.of());
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(200);
        List<String> fresh = made.jsonPath().getList("recovery_codes");
        assertThat(fresh).hasSize(10).doesNotContainAnyElementsOf(codes);
        Login.EXPRESS.asksForACode(Login.EXPRESS.with(PASSWORD, codes.get(1)));
        Login.EXPRESS.opened(Login.EXPRESS.with(PASSWORD, fresh.get(1)));
        assertThat(Database.query("select count(*) from recovery_code where encode(digest, 'escape') like '%"
                        + fresh.get(2).substring(0, 5) + "%'"))
                .isEqualTo("0");
    }

    @Test
    void aSignInThatBeganBeforeTheFactorWasConfirmedNeedsTheCode() throws Exception {
        Login.EXPRESS.refusedAsAlways(Login.EXPRESS.with("wrong horse"));
        CompletableFuture<Response> answer;
        try (Connection connection = DriverManager.getConnection(Database.url());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select 1 from attempt for update");
            answer = CompletableFuture.supplyAsync(() -> Login.EXPRESS.with(PASSWORD), ConcurrentCallers.THREADS);
            untilWaiting(1);
            AuthenticatorApp.enrol();
            connection.rollback();
        }

        Login.EXPRESS.asksForACode(answer.get());
    }

    @Test
    void aConcurrentPasswordChangeLeavesTheFactorsAsTheyAre() throws Exception {
        withApp();
        String before = list().asString();
        String app = list().jsonPath().getString("factors[0].id");
        JsonPath thiefs = enrolled("thief");
        secret = decoded(thiefs.getString("secret"));
        List<CompletableFuture<Response>> answers;
        try (Connection connection = DriverManager.getConnection(Database.url());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select 1 from account for update");
            answers = Stream.<Supplier<Response>>of(
                            () -> own("POST", "/" + thiefs.getString("id") + "/confirm", Map.of("code", code(0))),
                            () -> own("POST", "/recovery-codes", Map.of()),
                            () -> own("DELETE", "/" + app, Map.of()))
                    .map(request -> CompletableFuture.supplyAsync(request, ConcurrentCallers.THREADS))
                    .toList();
            untilWaiting(3);
            statement.execute("update account set session_epoch = session_epoch + 1");
            connection.commit();
        }

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.get().statusCode()).isEqualTo(401));
        assertThat(list().asString()).isEqualTo(before);
    }

    private static void untilWaiting(int requests) throws InterruptedException {
        Waiting.until("they wait", () -> Database.query(
                        "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                .equals(Integer.toString(requests)));
    }

    @Test
    void ofSimultaneousRequestsForRecoveryCodesTheLastCounts() throws Exception {
        withApp();
        List<CompletableFuture<Integer>> asked;
        try (Connection connection = DriverManager.getConnection(Database.url());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select 1 from recovery_code for update");
            asked = Stream.generate(() -> CompletableFuture.supplyAsync(
                            () -> own("POST", "/recovery-codes", Map.of()).statusCode(), ConcurrentCallers.THREADS))
                    .limit(3)
                    .toList();
            untilWaiting(3);
            connection.rollback();
        }

        assertThat(asked).allSatisfy(answer -> assertThat(answer.get()).isEqualTo(200));
        assertThat(list().jsonPath().getInt("recovery_codes_left")).isEqualTo(10);
    }

    @Test
    void anotherAccountsCodesAreNotGood() {
        List<String> codes = withApp();
        byte[] adas = secret;
        given().contentType(JSON)
                .body(Map.of("username", "grace", "password", PASSWORD))
                .post("/express/api/auth/register");
        signedIn(post(Login.EXPRESS.path, Map.of("username", "grace", "password", PASSWORD)));
        withApp();
        Map<String, Object> grace = new HashMap<>(Map.of("username", "grace", "password", PASSWORD));

        grace.put("code", codes.get(0));
        Login.EXPRESS.asksForACode(post(Login.EXPRESS.path, grace));
        grace.put("code", Totp.code(adas, Totp.step(new StoppedClock().instant())));
        Login.EXPRESS.asksForACode(post(Login.EXPRESS.path, grace));
    }

    @Test
    void whatAThiefOfASessionWouldDoNeedsAFreshSignIn() {
        withApp();
        String id = list().jsonPath().getString("factors[0].id");
        StoppedClock.advance(Duration.ofMinutes(10).plusSeconds(1));
        access = given().cookie("refresh_token", refresh)
                .post("/express/api/auth/refresh")
                .jsonPath()
                .getString("data.token");

        for (Response answer : List.of(
                own("POST", "/totp", Map.of("name", "thief")),
                own("POST", "/" + id + "/confirm", Map.of("code", "123456")),
                own("POST", "/recovery-codes", Map.of()),
                own("DELETE", "/" + id, Map.of()))) {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate"))
                    .startsWith("Bearer error=\"insufficient_user_authentication\"")
                    .endsWith("max_age=\"600\"");
            assertThat(Json.text(answer, "error")).isEqualTo("insufficient_user_authentication");
        }
        signedIn(Login.EXPRESS.with(PASSWORD, code(0)));
        assertThat(own("DELETE", "/" + id, Map.of()).statusCode()).isEqualTo(204);
        assertThat(list().jsonPath().getInt("recovery_codes_left")).isZero();
        Login.EXPRESS.opened(Login.EXPRESS.with(PASSWORD));
    }

    @Test
    void aFactorIsRenamedByItsOwnerOnly() {
        withApp();
        String id = list().jsonPath().getString("factors[0].id");

        assertThat(own("PATCH", "/" + id, Map.of("name", "tablet")).statusCode())
                .isEqualTo(204);
        assertThat(list().jsonPath().getList("factors.name")).containsExactly("tablet");
        given().contentType(JSON)
                .body(Map.of("username", "grace", "password", PASSWORD))
                .post("/express/api/auth/register");
        signedIn(post(Login.EXPRESS.path, Map.of("username", "grace", "password", PASSWORD)));
        assertThat(own("PATCH", "/" + id, Map.of("name", "mine")).statusCode()).isEqualTo(404);
        assertThat(own("DELETE", "/" + id, Map.of()).statusCode()).isEqualTo(404);
        assertThat(own("POST", "/recovery-codes", Map.of()).statusCode()).isEqualTo(403);
    }

    @Test
    void aTokenOfASignInEndsWithThePasswordAndWithTheSessions() {
        withApp();
        String token = Login.EXPRESS.asksForACode(Login.EXPRESS.with(PASSWORD));
        Database.execute("update account set session_epoch = session_epoch + 1");

        Login.EXPRESS.refusedAsAlways(Login.EXPRESS.exchange(token, code(0)));
        String second = Login.EXPRESS.asksForACode(Login.EXPRESS.with(PASSWORD));
        Database.execute("update credential set password_hash = '!'");
        Login.EXPRESS.refusedAsAlways(Login.EXPRESS.exchange(second, code(0)));
    }

    @Test
    void anAccountHasAtMostTenFactors() {
        withApp();
        Database.execute("""
                insert into factor (id, account_id, kind, name, secret, created_at, confirmed_at, last_step)
                select gen_random_uuid(), account_id, kind, name, secret, created_at, confirmed_at, last_step
                from factor, generate_series(1, 9)
                """);

        assertThat(own("POST", "/totp", Map.of("name", "one more")).statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "not base64!", "AAAA"})
    void aTokenThatIsNoneIsRefused(String token) {
        assertThat(Login.EXPRESS.exchange(token, "123456").statusCode()).isIn(400, 401);
    }

    /** As after a change of LATCHKEY_SECRET without the former one. */
    @Test
    void aSecretThatCannotBeDecryptedOpensNothing() {
        List<String> codes = withApp();
        Database.execute("update factor set secret = secret || '\\x00'");

        Login.EXPRESS.asksForACode(Login.EXPRESS.with(PASSWORD, code(0)));
        Login.EXPRESS.opened(Login.EXPRESS.with(PASSWORD, codes.get(0)));
    }

    @Test
    void secretsRestEncrypted() {
        withApp();
        String stored = Database.query("select encode(secret, 'hex') from factor");

        assertThat(stored)
                .hasSize(2 * (12 + 20 + 16))
                .doesNotContain(java.util.HexFormat.of().formatHex(secret));
    }
}
