package latchkey.key;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.contract.Givens;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life cycle of a signing key, over HTTP, with a stopped clock. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class KeyRotationTest {

    private static final Duration MOMENT = Duration.ofSeconds(1);

    @Inject
    KeyRing keys;

    @BeforeEach
    void startWithOneKey() {
        Database.empty();
        Givens.registerAda();
        Database.execute("delete from signing_key");
        StoppedClock.stop();
        StoppedClock.advance(Duration.ofMinutes(5));
        assertThat(published()).hasSize(1);
    }

    @AfterEach
    void resetToOneKey() {
        StoppedClock.resume();
        Database.execute("delete from signing_key");
    }

    @Test
    void aNewKeyIsPublishedThenSignsAndTheOldOneVerifiesUntilItsLastTokenExpired() {
        String old = published().get(0);
        keys.rotate();
        assertThat(published()).hasSize(2).last().isEqualTo(old);
        String next = published().get(0);

        StoppedClock.advance(Duration.ofMinutes(10).minus(MOMENT));
        String last = token();
        assertThat(kid(last)).isEqualTo(old);

        StoppedClock.advance(MOMENT);
        assertThat(kid(token())).isEqualTo(next);
        assertThat(status(last)).isEqualTo(200);

        StoppedClock.advance(Duration.ofMinutes(5).minus(MOMENT.multipliedBy(2)));
        assertThat(status(last)).isEqualTo(200);
        assertThat(published()).hasSize(2);

        StoppedClock.advance(Duration.ofMinutes(2));
        assertThat(published()).containsExactly(next);
    }

    @Test
    void rotatesByItselfAfterNinetyDaysExactlyOnce() throws Exception {
        String old = published().get(0);
        StoppedClock.advance(Duration.ofDays(90).minus(Duration.ofMinutes(10)));

        ConcurrentCallers.of(8, caller -> () -> given().get("/.well-known/jwks.json"));

        assertThat(published()).hasSize(2).contains(old);
        assertThat(kid(token())).isEqualTo(old);
        StoppedClock.advance(Duration.ofMinutes(10));
        assertThat(kid(token())).isNotEqualTo(old);
        assertThat(Database.query("select count(*) from signing_key")).isEqualTo("2");
    }

    @Test
    void aCompromisedKeyIsNoLongerUsed() {
        String token = token();
        String old = kid(token);
        assertThat(status(token)).isEqualTo(200);

        assertThat(keys.revoke(old)).isTrue();

        assertThat(status(token)).isEqualTo(401);
        assertThat(published()).hasSize(1).doesNotContain(old);
        assertThat(kid(token())).isNotEqualTo(old);
        assertThat(keys.revoke(old)).isFalse();
        assertThat(keys.list()).extracting(KeyRing.Listed::state).containsExactly("signing", "compromised");
    }

    @Test
    void thePublishedKeyReplacesACompromisedSigningKey() {
        String old = kid(token());
        keys.rotate();
        String next = published().get(0);

        assertThat(keys.revoke(old)).isTrue();

        String token = token();
        assertThat(kid(token)).isEqualTo(next);
        assertThat(status(token)).isEqualTo(200);
        assertThat(published()).containsExactly(next);
        assertThat(keys.list()).extracting(KeyRing.Listed::state).containsExactly("signing", "compromised");
        assertThat(keys.list().get(0).signsFrom()).isEqualTo(keys.list().get(1).compromisedAt());
    }

    @Test
    void thePublishedKeyTakesPrecedenceOverAnOlderVerifyingKey() {
        String first = kid(token());
        keys.rotate();
        StoppedClock.advance(Duration.ofMinutes(10));
        String second = kid(token());
        keys.rotate();
        keys.rotate();
        assertThat(published()).hasSize(4).last().isEqualTo(first);
        String third = published().get(1);

        assertThat(keys.revoke(second)).isTrue();

        assertThat(kid(token())).isEqualTo(third);
        assertThat(published()).hasSize(3).doesNotContain(second);
    }

    @Test
    void compromisingAKeyThatDoesNotSignLeavesTheSigningKey() {
        String old = kid(token());
        keys.rotate();
        keys.rotate();
        List<String> published = published();

        assertThat(keys.revoke(published.get(1))).isTrue();

        assertThat(kid(token())).isEqualTo(old);
        assertThat(published()).containsExactly(published.get(0), old);
        StoppedClock.advance(Duration.ofMinutes(10));
        assertThat(kid(token())).isEqualTo(published.get(0));
    }

    @Test
    void onlyOneOfTwoConcurrentOperatorsCompromisesAKey() throws Exception {
        String old = kid(token());
        keys.rotate();
        String next = published().get(0);

        assertThat(ConcurrentCallers.of(4, caller -> () -> keys.revoke(old))).containsOnlyOnce(true);

        assertThat(kid(token())).isEqualTo(next);
        assertThat(Database.query("select count(*) from signing_key")).isEqualTo("2");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "\"TAG\"",
                "W/\"TAG\"",
                "TAG",
                "*",
                "\"x\", \"TAG\"",
                "W/\"x\",W/\"TAG\"",
                "\"x, y\",   W/\"TAG\" , \"z\""
            })
    void aMatchingIfNoneMatchIsAnsweredWith304(String wanted) {
        String tag = given().get("/.well-known/jwks.json").header("ETag").replace("\"", "");

        for (String method : List.of("GET", "HEAD")) {
            Response answer = given().header("If-None-Match", wanted.replace("TAG", tag))
                    .request(method, "/.well-known/jwks.json");
            assertThat(answer.statusCode()).isEqualTo(304);
            assertThat(answer.header("ETag")).isEqualTo("\"" + tag + "\"");
            assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
            assertThat(answer.asString()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"\"x\"", "W/\"x\"", "\"TAGx\"", "\"*\"", "\"x, TAG\"", "", "w/\"x\"", "\""})
    void anotherETagGetsTheKeySet(String wanted) {
        String tag = given().get("/.well-known/jwks.json").header("ETag").replace("\"", "");

        given().header("If-None-Match", wanted.replace("TAG", tag))
                .get("/.well-known/jwks.json")
                .then()
                .statusCode(200);
    }

    @Test
    void twoIfNoneMatchHeadersAreOneList() {
        String tag = given().get("/.well-known/jwks.json").header("ETag");

        given().header("If-None-Match", "\"x\"", "W/" + tag)
                .get("/.well-known/jwks.json")
                .then()
                .statusCode(304);
    }

    /** RFC 9110, 13.1.1: a weak ETag never matches. */
    @Test
    void aFailedIfMatchIsAnsweredWith412() {
        String tag = given().get("/.well-known/jwks.json").header("ETag");

        assertThat(wanting(tag)).isEqualTo(200);
        assertThat(wanting("*")).isEqualTo(200);
        assertThat(wanting("\"x\", " + tag)).isEqualTo(200);
        assertThat(wanting("\"x\"")).isEqualTo(412);
        assertThat(wanting("W/" + tag)).isEqualTo(412);
    }

    private static int wanting(String tags) {
        Response answer = given().header("If-Match", tags).get("/.well-known/jwks.json");
        // Or a cache would give the refusal to everybody.
        assertThat(answer.header("Cache-Control")).startsWith(answer.statusCode() == 412 ? "no-store" : "public");
        return answer.statusCode();
    }

    @Test
    void theKeySetIsNotSentAgainToAClientThatHasIt() {
        Response first = given().get("/.well-known/jwks.json");
        assertThat(first.header("Cache-Control")).isEqualTo("public, max-age=300");

        Response again = given().header("If-None-Match", first.header("ETag")).get("/.well-known/jwks.json");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.asString()).isEmpty();

        keys.rotate();
        given().header("If-None-Match", first.header("ETag"))
                .get("/.well-known/jwks.json")
                .then()
                .statusCode(200);
    }

    @Test
    void noKidBeginsWithAHyphen() {
        for (int i = 0; i < 300; i++) {
            keys.rotate();
        }

        assertThat(keys.list()).hasSize(301).noneMatch(key -> key.kid().startsWith("-"));
    }

    static List<String> published() {
        return given().get("/.well-known/jwks.json").jsonPath().getList("keys.kid");
    }

    static String token() {
        return Givens.of(List.of("ada is signed in")).access();
    }

    static String kid(String token) {
        try {
            JsonWebSignature parsed = new JsonWebSignature();
            parsed.setCompactSerialization(token);
            return parsed.getKeyIdHeaderValue();
        } catch (org.jose4j.lang.JoseException e) {
            throw new AssertionError(token, e);
        }
    }

    static int status(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/express/api/user")
                .statusCode();
    }
}
