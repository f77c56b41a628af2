package latchkey.platform;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import latchkey.Database;
import latchkey.Json;
import latchkey.StoppedClock;
import latchkey.factor.AuthenticatorApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What access tokens say of a sign-in, and what a proxy may demand of it. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class StepUpTest {

    private static final String PASSWORD = "the difference engine";

    private Response login;

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        Map<String, String> credentials = Map.of("username", "ada", "password", PASSWORD);
        post("/express/api/auth/register", credentials).then().statusCode(201);
        login = post("/express/api/auth/login", credentials);
        StoppedClock.stop();
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    private static Response post(String path, Map<String, ?> body) {
        return given().contentType(JSON).body(body).post(path);
    }

    private String access() {
        return Json.text(login, "data.token");
    }

    private void refresh() {
        login = given().cookie("refresh_token", login.cookie("refresh_token")).post("/express/api/auth/refresh");
        assertThat(login.statusCode()).isEqualTo(200);
    }

    private static JsonPath claims(String token) {
        return new JsonPath(new String(Base64.getUrlDecoder().decode(token.split("[.]")[1])));
    }

    private Response mayPass(String query) {
        return given().auth().oauth2(access()).get("/forward-auth" + query);
    }

    private static void challenges(Response answer, String... parts) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate"))
                .startsWith("Bearer error=\"insufficient_user_authentication\"")
                .contains(parts);
        assertThat(answer.header("X-Auth-User-Id")).isNull();
    }

    @Test
    void aTokenSaysHowAndWhenTheUserSignedIn() {
        JsonPath claims = claims(access());

        assertThat(claims.getList("amr")).containsExactly("pwd");
        assertThat(claims.getString("acr")).isEqualTo("aal1");
        long signedInAt = claims.getLong("auth_time");
        assertThat(signedInAt).isEqualTo(claims.getLong("iat"));
        StoppedClock.advance(Duration.ofMinutes(1));
        refresh();
        assertThat(claims(access()).getLong("auth_time")).isEqualTo(signedInAt);
        assertThat(claims(access()).getLong("iat")).isGreaterThan(signedInAt);
    }

    @Test
    void introspectionSaysItToo() {
        JsonPath answer = given().auth()
                .preemptive()
                .basic("gateway", Database.CLIENT_SECRET)
                .formParam("token", access())
                .post("/oauth2/introspect")
                .jsonPath();

        assertThat(answer.getString("acr")).isEqualTo("aal1");
        assertThat(answer.getList("amr")).containsExactly("pwd");
        assertThat(answer.getLong("auth_time")).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?acr=aal1", "?max_age=60", "?acr=aal1&max_age=60", "/app?acr=phr&max_age=0"})
    void aFreshSignInWithThePasswordPasses(String query) {
        assertThat(mayPass(query).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"?acr=aal2, aal2", "?acr=phr, phr", "?acr=aal1&acr=phr, phr"})
    void aBetterSignInIsAskedFor(String query, String acr) {
        challenges(mayPass(query), "acr_values=\"" + acr + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?acr=",
                "?acr=AAL1",
                "?acr=aal9",
                "?max_age=",
                "?max_age=-1",
                "?max_age=x",
                "?max_age=9999999999"
            })
    void whatIsNoLevelAndNoAgePassesForNobody(String query) {
        challenges(mayPass(query), "error_description");
    }

    @Test
    void aGroupWithoutANameIsOneThatNobodyIsIn() {
        assertThat(mayPass("?group=").statusCode()).isEqualTo(403);
    }

    @Test
    void aNewerSignInIsAskedFor() {
        StoppedClock.advance(Duration.ofSeconds(61));

        challenges(mayPass("?max_age=60&max_age=100"), "max_age=\"60\"");
        assertThat(mayPass("?max_age=70").statusCode()).isEqualTo(200);
    }

    @Test
    void aProxyMayDemandItInHeaders() {
        Response answer = given().auth()
                .oauth2(access())
                .header("X-Required-Acr", "aal2")
                .header("X-Required-Max-Age", "5")
                .get("/forward-auth/app?acr=aal1");

        challenges(answer, "acr_values=\"aal2\"", "max_age=\"5\"");
    }

    @Test
    void aSignInWithTwoFactorsPasses() {
        AuthenticatorApp app = AuthenticatorApp.enrol();
        login = post("/express/api/auth/login", Map.of("username", "ada", "password", PASSWORD + app.code()));

        assertThat(claims(access()).getList("amr")).containsExactly("pwd", "otp", "mfa");
        assertThat(mayPass("?acr=aal2&max_age=10").statusCode()).isEqualTo(200);
        challenges(mayPass("?acr=phr"), "acr_values=\"phr\"");
    }

    /** As after an exchange of the token of a former backend, or with a session of an earlier release. */
    @Test
    void aSessionWithoutASignInHerePassesNoDemandAndIsNotFresh() {
        Database.execute("update session set amr = null");
        refresh();

        assertThat(claims(access()).getMap("")).doesNotContainKeys("amr", "acr", "auth_time");
        assertThat(mayPass("").statusCode()).isEqualTo(200);
        challenges(mayPass("?acr=aal1"), "acr_values");
        challenges(mayPass("?max_age=600"), "max_age");
        challenges(
                given().auth()
                        .oauth2(access())
                        .contentType(JSON)
                        .body(Map.of("name", "phone"))
                        .post("/account/factors/totp"),
                "max_age=\"600\"");
    }
}
