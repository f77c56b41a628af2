package latchkey.legacy;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static io.restassured.http.ContentType.URLENC;
import static latchkey.legacy.LegacySessionsProfileTest.made;
import static latchkey.legacy.LegacySessionsProfileTest.refresh;
import static latchkey.legacy.LegacySessionsProfileTest.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.contract.Givens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An access token of a legacy issuer identifies the user, and has no session. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(FormerBackends.class)
class LegacyAccessProfileTest {

    private static final String ACCESS = "simplejwt-access";

    @Inject
    LegacyIssuers issuers;

    @BeforeEach
    void adaWasImported() {
        LegacySessionsProfileTest.importAda();
        Database.execute("delete from audit_event");
    }

    @Test
    void aLegacyAccessTokenCanChangeItsAccount() {
        bearer().contentType(JSON)
                .body(Map.of("first_name", "Augusta"))
                .patch("/account")
                .then()
                .statusCode(200);

        assertThat(Database.query("select concat_ws(' ', kind, username, session_id) from audit_event"))
                .isEqualTo("ACCOUNT_CHANGE ada");
    }

    @Test
    void aLegacyAccessTokenCannotManageSessions() {
        String id = session();

        assertThat(bearer().get("/account/sessions").statusCode()).isEqualTo(401);
        assertThat(bearer().delete("/account/sessions").statusCode()).isEqualTo(401);
        assertThat(bearer().delete("/account/sessions/" + id).statusCode()).isEqualTo(401);
        assertThat(bearer().contentType(JSON)
                        .body(Map.of("current_password", "lovelace", "new_password", "another one"))
                        .post("/account/password")
                        .statusCode())
                .isEqualTo(401);
        assertThat(bearer().contentType(JSON)
                        .body(Map.of("password", "lovelace"))
                        .delete("/account")
                        .statusCode())
                .isEqualTo(401);
        assertThat(Database.query("select count(*) from session where ended_at is null"))
                .isEqualTo("1");
    }

    @Test
    void aLegacyAccessTokenIsActiveWithoutASession() {
        JsonPath answer = asked("introspect", token(ACCESS)).jsonPath();

        assertThat(answer.getMap("$").keySet())
                .isEqualTo(java.util.Set.of("active", "token_type", "sub", "username", "exp", "groups"));
        assertThat(answer.getBoolean("active")).isTrue();
        assertThat(answer.getString("sub")).isEqualTo(Database.query("select id from account"));
        assertThat(answer.getLong("exp")).isEqualTo(4_070_908_800L);
        Database.execute("update account set active = false");
        assertThat(asked("introspect", token(ACCESS)).asString()).isEqualTo("{\"active\":false}");
    }

    @Test
    void aLegacyRefreshTokenIsActiveWhileItCanBeExchanged() {
        String token = token("simplejwt-refresh");
        assertThat(asked("introspect", token).jsonPath().getBoolean("active")).isTrue();

        assertThat(LegacySessionsProfileTest.refresh(token).statusCode()).isEqualTo(200);
        assertThat(asked("introspect", token).jsonPath().getBoolean("active")).isTrue();
        Database.execute("update session set refreshed_at = now() - interval '1 day'");
        assertThat(asked("introspect", token).asString()).isEqualTo("{\"active\":false}");

        Database.execute("delete from session");
        assertThat(asked("introspect", token).asString()).isEqualTo("{\"active\":false}");
    }

    @ParameterizedTest
    @ValueSource(strings = {ACCESS, "fastapi-access"})
    void aRevokedLegacyTokenIsRejected(String name) {
        assertThat(status(token(name))).isEqualTo(200);

        assertThat(asked("revoke", token(name)).statusCode()).isEqualTo(200);

        assertThat(status(token(name))).isEqualTo(401);
        assertThat(asked("introspect", token(name)).asString()).isEqualTo("{\"active\":false}");
        assertThat(asked("revoke", token(name)).statusCode()).isEqualTo(200);
        assertThat(Database.query("select concat_ws(' ', kind, username, via) from audit_event"))
                .isEqualTo("LOGOUT ada platform");
    }

    @Test
    void aRevokedLegacyRefreshTokenEndsItsSession() {
        assertThat(asked("revoke", token("simplejwt-refresh")).statusCode()).isEqualTo(200);
        assertThat(refresh(token("simplejwt-refresh")).statusCode()).isEqualTo(401);

        String successor = refresh(token("simplejwt55-refresh")).cookie("refresh_token");
        assertThat(asked("revoke", token("simplejwt55-refresh")).statusCode()).isEqualTo(200);
        assertThat(refresh(successor).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"/express/api/auth/logout", "/fastapi/auth/logout", "/tasti/api/v1/auth/logout"})
    void signingOutRevokesALegacyAccessToken(String path) {
        Response answer = bearer().contentType(JSON).post(path);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(status(token(ACCESS))).isEqualTo(401);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"/express/api/auth/logout", "/fastapi/auth/logout", "/tasti/api/v1/auth/logout"})
    void signingOutWithLegacyAndOwnTokenEndsBoth(String path) {
        Givens ada = Givens.of(List.of("ada is signed in"));

        assertThat(bearer().contentType(JSON)
                        .cookie("refresh_token", ada.refresh())
                        .post(path)
                        .statusCode())
                .isEqualTo(200);

        assertThat(refresh(ada.refresh()).statusCode()).isEqualTo(401);
        assertThat(status(token(ACCESS))).isEqualTo(401);
    }

    @Test
    void aLegacyTokenRevokedByTheOperatorIsRejected() {
        issuers.revoke(
                "django-access", List.of(made(ACCESS).path("claims").path("jti").asText()));

        assertThat(status(token(ACCESS))).isEqualTo(401);
    }

    @Test
    void anotherSpellingOfALegacyTokenIsRejected() {
        assertThat(Signed.otherSpellings(token(ACCESS)).filter(spelling -> spelling.matches("[!-~]+")))
                .isNotEmpty()
                .allSatisfy(spelling -> assertThat(status(spelling)).isEqualTo(401));
        assertThat(status(token(ACCESS))).isEqualTo(200);
    }

    private static String session() {
        Givens.of(List.of("ada is signed in"));
        return Database.query("select id from session");
    }

    private static RequestSpecification bearer() {
        return given().header("Authorization", "Bearer " + token(ACCESS));
    }

    private static int status(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/forward-auth")
                .statusCode();
    }

    private static Response asked(String endpoint, String token) {
        return given().auth()
                .preemptive()
                .basic("gateway", Database.CLIENT_SECRET)
                .contentType(URLENC)
                .formParam("token", token)
                .post("/oauth2/" + endpoint);
    }
}
