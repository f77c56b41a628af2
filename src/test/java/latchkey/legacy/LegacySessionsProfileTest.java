package latchkey.legacy;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.cleanup.ExpiredRows;
import latchkey.contract.Givens;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users signed in at the former backend stay signed in: each of its refresh tokens can be exchanged once, until a date. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(FormerBackends.class)
class LegacySessionsProfileTest {

    private static final String DJANGO = "simplejwt-refresh";

    @Inject
    LegacyIssuers issuers;

    @Inject
    ExpiredRows purge;

    @BeforeEach
    void adaWasImported() {
        importAda();
    }

    static void importAda() {
        Database.empty();
        Givens.registerAda();
        Database.execute("delete from session");
        Database.execute("update account set legacy_id = '42', email = 'ada@example.org'");
        Database.execute("update login_name set name = 'ada@example.org' where name like '%@%'");
        Database.execute("update credential set imported_at = changed_at");
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    /** Made by simplejwt, PyJWT and jsonwebtoken, with the command beside each. */
    static JsonNode made(String name) {
        try (InputStream file = LegacySessionsProfileTest.class.getResourceAsStream("/legacy/tokens.json")) {
            for (JsonNode made : new ObjectMapper().readTree(file)) {
                if (made.path("name").asText().equals(name)) {
                    return made;
                }
            }
            throw new IllegalArgumentException(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String token(String name) {
        return made(name).path("token").asText();
    }

    static Response refresh(String token) {
        return given().cookie("refresh_token", token).post("/express/api/auth/refresh");
    }

    static Response renew(String token) {
        return given().contentType(JSON)
                .body("{\"refresh\": \"%s\"}".formatted(token))
                .post("/drf-token/api/auth/refresh");
    }

    static String sessions() {
        return Database.query("select count(*) from session");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DJANGO,
                "simplejwt55-refresh",
                "simplejwt-refresh-string-id",
                "fastapi-refresh",
                "pyjwt-rs256-sub42",
                "pyjwt-es256-sub42",
                "express-refresh"
            })
    void aLegacyRefreshTokenIsExchangedOnceForASession(String name) {
        StoppedClock.stop();
        Response exchanged = refresh(token(name));
        String successor = exchanged.cookie("refresh_token");

        assertThat(exchanged.statusCode()).isEqualTo(200);
        given().header("Authorization", "Bearer " + exchanged.path("data.token"))
                .get("/express/api/user")
                .then()
                .statusCode(200);
        assertThat(refresh(successor).statusCode()).isEqualTo(200);

        StoppedClock.advance(Duration.ofSeconds(11));
        assertThat(refresh(token(name)).statusCode()).isEqualTo(401);
        assertThat(sessions()).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/drf-cookie/api/auth/refresh", "/tasti/api/v1/auth/token/refresh", "/fastapi/auth/refresh-token"
            })
    void everyContractReadsALegacyTokenFromItsCookie(String path) {
        Response exchanged =
                given().contentType(JSON).cookie("refresh_token", token(DJANGO)).post(path);

        assertThat(exchanged.statusCode()).isEqualTo(200);
        assertThat(refresh(exchanged.cookie("refresh_token")).statusCode()).isEqualTo(200);
    }

    @Test
    void fastapiReadsALegacyTokenFromItsBody() {
        Response exchanged = given().contentType(JSON)
                .body("{\"refresh_token\": \"%s\"}".formatted(token("fastapi-refresh")))
                .post("/fastapi/auth/refresh-token");

        assertThat(exchanged.statusCode()).isEqualTo(200);
        assertThat(refresh(exchanged.path("refresh_token")).statusCode()).isEqualTo(200);
    }

    /** Its response has no refresh token, so the frontend sends the same token again and again. */
    @Test
    void drfTokenKeepsUsingALegacyToken() {
        StoppedClock.stop();
        for (int i = 0; i < 3; i++) {
            assertThat(renew(token(DJANGO)).statusCode()).isEqualTo(200);
            StoppedClock.advance(Duration.ofMinutes(5));
        }
        assertThat(sessions()).isEqualTo("1");

        StoppedClock.advance(Duration.ofDays(14));
        assertThat(renew(token(DJANGO)).statusCode()).isEqualTo(401);
    }

    @Test
    void concurrentExchangesOfOneTokenGiveOneSession() throws Exception {
        List<Response> answers = ConcurrentCallers.of(12, caller -> () -> refresh(token(DJANGO)));

        assertThat(answers).extracting(Response::statusCode).containsOnly(200);
        assertThat(answers)
                .extracting(answer -> answer.cookie("refresh_token"))
                .containsOnly(answers.get(0).cookie("refresh_token"));
        assertThat(sessions()).isEqualTo("1");
    }

    @Test
    void reuseOfAnExchangedTokenEndsTheSession() {
        StoppedClock.stop();
        String successor = refresh(token(DJANGO)).cookie("refresh_token");
        StoppedClock.advance(Duration.ofDays(1));

        assertThat(refresh(token(DJANGO)).statusCode()).isEqualTo(401);

        assertThat(refresh(successor).statusCode()).isEqualTo(401);
        assertThat(Database.query("select end_reason from session")).isEqualTo("REUSE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "simplejwt-refresh-expired",
                "pyjwt-none",
                "simplejwt-access",
                "fastapi-access",
                "express-refresh-mongo-id"
            })
    void anInvalidLegacyTokenIsRejected(String name) {
        Response refused = refresh(token(name));

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.asString()).isEqualTo(refresh("nonsense").asString());
        assertThat(sessions()).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 30, 80, 200})
    void aTamperedLegacyTokenIsRejected(int place) {
        String token = token(DJANGO);
        int at = Math.min(place, token.length() - 2);
        char other = token.charAt(at) == 'A' ? 'B' : 'A';

        assertThat(refresh(token.substring(0, at) + other + token.substring(at + 1))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aTokenSignedWithThePublicKeyAsHmacSecretIsRejected() {
        // What an HMAC under the text of the public key would have to pass for is an RS256 token.
        assertThat(made("pyjwt-rs256-sub42").path("public_key").asText()).startsWith("-----BEGIN PUBLIC KEY-----");
        String forged = Jwt.subject("42")
                .expiresAt(4_070_908_800L)
                .jws()
                .algorithm(SignatureAlgorithm.HS256)
                .sign(new SecretKeySpec(
                        made("pyjwt-rs256-sub42").path("public_key").asText().getBytes(StandardCharsets.UTF_8),
                        "HmacSHA256"));

        assertThat(refresh(forged).statusCode()).isEqualTo(401);
    }

    @Test
    void noLegacyTokenIsAcceptedAfterTheConfiguredDate() {
        StoppedClock.stop();
        StoppedClock.advance(Duration.ofDays(365 * 72));

        assertThat(refresh(token(DJANGO)).statusCode()).isEqualTo(401);
        assertThat(bearer("simplejwt-access")).isEqualTo(401);
    }

    @Test
    void aTokenRevokedByItsIssuerIsRejected() {
        String jti = made(DJANGO).path("claims").path("jti").asText();

        assertThat(issuers.revoke("django", List.of(jti, "another"))).isEqualTo(2);
        assertThat(issuers.revoke("django", List.of(jti))).isZero();

        assertThat(refresh(token(DJANGO)).statusCode()).isEqualTo(401);
        assertThat(renew(token(DJANGO)).statusCode()).isEqualTo(401);
        assertThat(refresh(token("simplejwt55-refresh")).statusCode()).isEqualTo(200);
    }

    @Test
    void aDisabledAccountCannotExchangeALegacyToken() {
        Database.execute("update account set active = false");

        assertThat(refresh(token(DJANGO)).statusCode()).isEqualTo(401);
        assertThat(bearer("simplejwt-access")).isEqualTo(401);
    }

    /** A user who registered the name after the move may be another person. */
    @Test
    void aTokenOfAUserWhoWasNotImportedIsRejected() {
        Database.execute("update credential set imported_at = null");

        assertThat(refresh(token("fastapi-refresh")).statusCode()).isEqualTo(401);
    }

    @Test
    void signingOutRevokesALegacyToken() {
        Database.execute("delete from audit_event");
        given().cookie("refresh_token", token(DJANGO))
                .post("/express/api/auth/logout")
                .then()
                .statusCode(200);

        assertThat(refresh(token(DJANGO)).statusCode()).isEqualTo(401);
        assertThat(sessions()).isEqualTo("0");
        assertThat(Database.query("select concat_ws(' ', kind, outcome, username, detail) from audit_event"))
                .isEqualTo("LOGOUT ACCEPTED ada not carried over from django");
    }

    @Test
    void signingOutWithALegacyTokenEndsItsSession() {
        String successor = refresh(token(DJANGO)).cookie("refresh_token");

        given().cookie("refresh_token", token(DJANGO))
                .post("/express/api/auth/logout")
                .then()
                .statusCode(200);

        assertThat(refresh(successor).statusCode()).isEqualTo(401);
    }

    /** The browser sends the old cookie first if its path is longer, until it expires. */
    @Test
    void ourCookieTakesPrecedenceOverALegacyCookie() {
        StoppedClock.stop();
        String ours = refresh(token(DJANGO)).cookie("refresh_token");
        StoppedClock.advance(Duration.ofMinutes(1));

        for (String header : List.of(
                "refresh_token=%s; refresh_token=%s".formatted(token(DJANGO), ours),
                "refresh_token=%s; refresh_token=%s".formatted(ours, token(DJANGO)))) {
            Response refreshed = given().header("Cookie", header).post("/express/api/auth/refresh");
            assertThat(refreshed.statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"simplejwt-access", "fastapi-access"})
    void aLegacyAccessTokenIsAcceptedIfConfigured(String name) {
        assertThat(bearer(name)).isEqualTo(200);
        given().header("Authorization", "Bearer " + token(name))
                .get("/forward-auth")
                .then()
                .statusCode(200)
                .header("X-Auth-Username", Matchers.is("ada"));
    }

    @ParameterizedTest
    @ValueSource(strings = {DJANGO, "fastapi-refresh", "pyjwt-none", "pyjwt-rs256-sub42"})
    void otherLegacyTokensAreNotAcceptedAsAccessTokens(String name) {
        assertThat(bearer(name)).isEqualTo(401);
    }

    /** It has no session here to keep or to end. */
    @Test
    void anAccessTokenOfAnotherIssuerChangesNoPasswordAndListsNoSessions() {
        given().header("Authorization", "Bearer " + token("simplejwt-access"))
                .get("/account/sessions")
                .then()
                .statusCode(401);
        given().header("Authorization", "Bearer " + token("simplejwt-access"))
                .contentType(JSON)
                .body("{\"current_password\": \"lovelace\", \"new_password\": \"another one\"}")
                .post("/account/password")
                .then()
                .statusCode(401);
        given().header("Authorization", "Bearer " + token("simplejwt-access"))
                .get("/account")
                .then()
                .statusCode(200);
    }

    @Test
    void theRecordOfAnExchangedTokenIsPurgedWhenItExpires() {
        refresh(token(DJANGO));
        issuers.revoke("django", List.of("another"));
        purge.purge();
        assertThat(Database.query("select count(*) from legacy_token")).isEqualTo("2");

        Database.execute(
                "update legacy_token set expires_at = now() - interval '1 second' where expires_at is not null");
        purge.purge();
        assertThat(Database.query("select string_agg(token, ',') from legacy_token"))
                .isEqualTo("another");
    }

    @Test
    void anExchangeIsRecordedWithItsIssuer() {
        Database.execute("delete from audit_event");
        refresh(token(DJANGO));

        assertThat(Database.query("select concat_ws(' ', kind, outcome, username, detail) from audit_event"))
                .isEqualTo("LOGIN ACCEPTED ada carried over from django");
    }

    private static int bearer(String name) {
        return given().header("Authorization", "Bearer " + token(name))
                .get("/express/api/user")
                .statusCode();
    }
}
