package latchkey.legacy;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static latchkey.legacy.LegacySessionsProfileTest.made;
import static latchkey.legacy.LegacySessionsProfileTest.refresh;
import static latchkey.legacy.LegacySessionsProfileTest.sessions;
import static latchkey.legacy.LegacySessionsProfileTest.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.StoppedClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The identity of a legacy token: all spellings are one token, and tokens of different users differ. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(FormerBackends.class)
class LegacyIdentityProfileTest {

    private static final String DJANGO = "simplejwt-refresh";
    private static final String ES = "pyjwt-es256-sub42";

    @Inject
    LegacyIssuers issuers;

    @BeforeEach
    void adaWasImported() {
        LegacySessionsProfileTest.importAda();
        StoppedClock.stop();
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    @ParameterizedTest
    @ValueSource(strings = {DJANGO, "fastapi-refresh", "pyjwt-rs256-sub42", ES})
    void anotherSpellingOfALegacyTokenIsRejected(String name) {
        assertThat(Signed.otherSpellings(token(name)))
                .hasSizeGreaterThan(10)
                .allSatisfy(spelling -> assertThat(shown(spelling).statusCode()).isEqualTo(401));
        assertThat(sessions()).isEqualTo("0");

        assertThat(shown(token(name)).statusCode()).isEqualTo(200);
    }

    @Test
    void aMalleatedEcdsaSignatureIsTheSameToken() {
        assertThat(refresh(token(ES)).statusCode()).isEqualTo(200);
        assertThat(refresh(Signed.secondForm(token(ES))).statusCode()).isEqualTo(200);
        assertThat(sessions()).isEqualTo("1");

        StoppedClock.advance(Duration.ofDays(1));
        assertThat(refresh(Signed.secondForm(token(ES))).statusCode()).isEqualTo(401);
        assertThat(sessions()).isEqualTo("1");
        assertThat(Database.query("select end_reason from session")).isEqualTo("REUSE");
    }

    @Test
    void aMalleatedSignatureIsRevokedWithItsToken() {
        signOut(token(ES));

        assertThat(refresh(Signed.secondForm(token(ES))).statusCode()).isEqualTo(401);
        assertThat(sessions()).isEqualTo("0");
    }

    /** An earlier release stored the SHA-256 of the text. */
    @ParameterizedTest
    @ValueSource(strings = {"fastapi, fastapi-refresh", "rs, pyjwt-rs256-sub42", "es, " + ES})
    void tokensRevokedByAnEarlierReleaseStayRevoked(String issuerAndName) {
        String issuer = issuerAndName.split(", ")[0];
        String token = token(issuerAndName.split(", ")[1]);
        Database.execute(
                "insert into legacy_token (issuer, token) values ('%s', '%s')".formatted(issuer, sha256(token)));

        assertThat(refresh(token).statusCode()).isEqualTo(401);
        if (issuer.equals("es")) {
            assertThat(refresh(Signed.secondForm(token)).statusCode()).isEqualTo(401);
        }
        assertThat(sessions()).isEqualTo("0");
    }

    @Test
    void tokensExchangedByAnEarlierReleaseCountAsUsed() {
        refresh(token(ES));
        Database.execute("update legacy_token set token = '%s'".formatted(sha256(token(ES))));
        assertThat(refresh(token(ES)).statusCode()).isEqualTo(200);
        StoppedClock.advance(Duration.ofDays(1));

        assertThat(refresh(Signed.secondForm(token(ES))).statusCode()).isEqualTo(401);
        assertThat(sessions()).isEqualTo("1");
        assertThat(Database.query("select end_reason from session")).isEqualTo("REUSE");

        Database.execute("delete from session");
        assertThat(refresh(token(ES)).statusCode()).isEqualTo(401);
    }

    @Test
    void twoUsersWithOneJtiHaveTheirOwnSessions() {
        importGrace();
        String adas = Signed.like(DJANGO, "\"user_id\": 42, \"jti\": \"1\"");
        String graces = Signed.like(DJANGO, "\"user_id\": 43, \"jti\": \"1\"");

        assertThat(username(refresh(adas))).isEqualTo("ada");
        assertThat(username(refresh(graces))).isEqualTo("grace");
        assertThat(username(refresh(adas))).isEqualTo("ada");

        StoppedClock.advance(Duration.ofDays(1));
        assertThat(refresh(graces).statusCode()).isEqualTo(401);
        assertThat(Database.query("select string_agg(username, ',') from session s join account a on a.id = account_id"
                        + " where ended_at is null"))
                .isEqualTo("ada");
    }

    @Test
    void twoUsersWithOneJtiDoNotSignEachOtherOut() {
        importGrace();
        signOut(Signed.like(DJANGO, "\"user_id\": 42, \"jti\": \"1\""));

        assertThat(username(refresh(Signed.like(DJANGO, "\"user_id\": 43, \"jti\": \"1\""))))
                .isEqualTo("grace");
        assertThat(refresh(Signed.like(DJANGO, "\"user_id\": 42, \"jti\": \"1\""))
                        .statusCode())
                .isEqualTo(401);
    }

    /** It stored only the jti; the session tells the user. */
    @Test
    void twoUsersWithOneJtiDoNotShareAnExchangeOfAnEarlierRelease() {
        importGrace();
        String adas = Signed.like(DJANGO, "\"user_id\": 42, \"jti\": \"1\"");
        refresh(adas);
        Database.execute("update legacy_token set token = '1'");

        assertThat(username(refresh(Signed.like(DJANGO, "\"user_id\": 43, \"jti\": \"1\""))))
                .isEqualTo("grace");
        assertThat(username(refresh(adas))).isEqualTo("ada");
        assertThat(sessions()).isEqualTo("2");
    }

    @Test
    void aRevokedJtiIsRejectedForEveryUser() {
        importGrace();
        issuers.revoke("django", List.of("1"));

        assertThat(refresh(Signed.like(DJANGO, "\"user_id\": 42, \"jti\": \"1\""))
                        .statusCode())
                .isEqualTo(401);
        assertThat(refresh(Signed.like(DJANGO, "\"user_id\": 43, \"jti\": \"1\""))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void tokensOfOneUserWithOneJtiAreOneToken() {
        assertThat(refresh(Signed.like(DJANGO, "\"user_id\": 42, \"jti\": \"1\""))
                        .statusCode())
                .isEqualTo(200);
        StoppedClock.advance(Duration.ofDays(1));

        assertThat(refresh(Signed.like(DJANGO, "\"user_id\": 42, \"jti\": \"1\", \"iat\": 1"))
                        .statusCode())
                .isEqualTo(401);
    }

    /** A contract whose refresh hands out no successor goes on with it otherwise. */
    @Test
    void revokingAnExchangedLegacyTokenEndsIt() {
        assertThat(shown(token(DJANGO)).statusCode()).isEqualTo(200);
        issuers.revoke("django", List.of(made(DJANGO).path("claims").path("jti").asText()));

        assertThat(shown(token(DJANGO)).statusCode()).isEqualTo(401);
    }

    /** jose4j asks for texts; PyJWT did not until 2.10. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"token_type\": \"refresh\", \"iat\": 1795272427, \"sub\": 42, \"jti\": \"1\"",
                "\"token_type\": \"refresh\", \"user_id\": 42, \"sub\": 42, \"jti\": \"1\"",
                "\"user_id\": 42, \"sub\": {\"id\": 42}",
                "\"sub\": 42, \"jti\": 7",
                "\"sub\": 42, \"jti\": 340282366920938463463374607431768211455",
                "\"sub\": 42, \"jti\": \"\"",
                "\"sub\": 42, \"jti\": null",
                "\"sub\": 42, \"iss\": 7, \"aud\": [7]"
            })
    void numericClaimsAreAccepted(String claims) {
        assertThat(username(refresh(Signed.like(DJANGO, claims)))).isEqualTo("ada");
        StoppedClock.advance(Duration.ofDays(1));
        assertThat(refresh(Signed.like(DJANGO, claims)).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"sub\": 42.5",
                "\"sub\": true",
                "\"sub\": null",
                "\"sub\": [42]",
                "\"sub\": \"4\\u00002\"",
                "\"sub\": \"\\ud800\"",
                "\"sub\": 42, \"jti\": \"\\u0000\"",
                "\"sub\": 42, \"jti\": [1]",
                "\"sub\": 42, \"jti\": false",
                "\"sub\": 42, \"nbf\": 4070908799",
                "\"sub\": 42, \"exp\": 1",
                "\"sub\": 42, \"nbf\": \"soon\""
            })
    void invalidClaimsAreRejected(String claims) {
        assertThat(refresh(Signed.like(DJANGO, claims)).statusCode()).isEqualTo(401);
    }

    @Test
    void aJtiOfAnyLengthIsStored() {
        String token = Signed.like(DJANGO, "\"sub\": 42, \"jti\": \"%s\"".formatted("x".repeat(3_000)));

        assertThat(shown(token).statusCode()).isEqualTo(200);
        assertThat(shown(token).statusCode()).isEqualTo(200);
        assertThat(sessions()).isEqualTo("1");
    }

    private static void importGrace() {
        given().contentType(JSON)
                .body(Map.of("username", "grace", "password", "hopper1906"))
                .post("/express/api/auth/register");
        Database.execute("update account set legacy_id = '43' where username = 'grace'");
        Database.execute("update credential set imported_at = changed_at");
    }

    /** In a body, which may have any character. */
    private static Response shown(String token) {
        return given().contentType(JSON).body(Map.of("refresh", token)).post("/drf-token/api/auth/refresh");
    }

    private static void signOut(String token) {
        given().cookie("refresh_token", token)
                .post("/express/api/auth/logout")
                .then()
                .statusCode(200);
    }

    private static String username(Response refreshed) {
        return given().header("Authorization", "Bearer " + refreshed.path("data.token"))
                .get("/account")
                .path("username");
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
