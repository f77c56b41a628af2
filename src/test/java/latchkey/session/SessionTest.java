package latchkey.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import latchkey.Crowd;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.contract.Givens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a session, over HTTP, against a clock that stands still. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class SessionTest {

    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Duration GRACE = Duration.ofSeconds(10);

    @Inject
    Purge purge;

    @BeforeEach
    void adaIsThere() {
        Database.empty();
        Givens.registerAda();
        Database.execute("delete from session");
        StoppedClock.stop();
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.goOn();
    }

    @Test
    void ofSixteenCallersWithOneTokenAllGetTheOneSuccessor() throws Exception {
        String token = signIn();

        List<Response> answers = Crowd.of(16, caller -> () -> refresh(token));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
        assertThat(answers.stream().map(SessionTest::successor).distinct()).hasSize(1);
        assertThat(Database.query("select generation from session")).isEqualTo("1");
    }

    @Test
    void whoComesAMomentLateGetsTheSameSuccessorAndTheCookieAgain() {
        String token = signIn();
        String successor = successor(refresh(token));

        StoppedClock.advance(GRACE.minus(MOMENT));

        assertThat(successor(refresh(token))).isEqualTo(successor);
        assertThat(refresh(successor).statusCode()).isEqualTo(200);
    }

    @Test
    void aUsedTokenAfterTheGraceEndsTheSessionAndOnlyThat() {
        String other = signIn();
        String token = signIn();
        String successor = successor(refresh(token));

        StoppedClock.advance(GRACE);
        Response replay = refresh(token);

        assertThat(replay.statusCode()).isEqualTo(401);
        assertThat(replay.detailedCookies().asList()).isEmpty();
        assertThat(refresh(successor).statusCode()).isEqualTo(401);
        assertThat(refresh(other).statusCode()).isEqualTo(200);
        assertThat(Database.query("select string_agg(end_reason, ',') from session where ended_at is not null"))
                .isEqualTo("REUSE");
    }

    @Test
    void aTokenTwoGenerationsOldEndsTheSessionEvenAtOnce() {
        String token = signIn();
        String newest = successor(refresh(successor(refresh(token))));

        assertThat(refresh(token).statusCode()).isEqualTo(401);
        assertThat(refresh(newest).statusCode()).isEqualTo(401);
    }

    @Test
    void theWindowDoesNotOutliveTheSession() {
        String token = signIn();
        refresh(token);
        Database.execute("update session set ended_at = now(), end_reason = 'ADMIN'");

        assertThat(refresh(token).statusCode()).isEqualTo(401);
        assertThat(Database.query("select end_reason from session")).isEqualTo("ADMIN");
    }

    @ParameterizedTest(name = "after {0} without a refresh: {1}")
    @CsvSource({"P13DT23H59M59S, 200", "P14D, 401"})
    void endsWhenIdle(Duration idle, int status) {
        String token = signIn();

        StoppedClock.advance(idle);

        assertThat(refresh(token).statusCode()).isEqualTo(status);
    }

    @Test
    void endsAbsolutelyHoweverOftenItIsRefreshed() {
        String token = signIn();
        for (int day = 10; day < 90; day += 10) {
            StoppedClock.advance(Duration.ofDays(10));
            token = successor(refresh(token));
        }
        StoppedClock.advance(Duration.ofDays(9));
        Response last = refresh(token);
        assertThat(last.detailedCookie("refresh_token").getMaxAge())
                .isEqualTo(Duration.ofDays(1).toSeconds());

        StoppedClock.advance(Duration.ofDays(1));

        assertThat(refresh(successor(last)).statusCode()).isEqualTo(401);
    }

    @Test
    void refreshingAddsNoRow() {
        String token = signIn();
        for (int i = 0; i < 10_000; i++) {
            token = successor(refresh(token));
        }

        assertThat(Database.query("select count(*) || ' at ' || max(generation) from session"))
                .isEqualTo("1 at 10000");
    }

    @Test
    void signingOutWhileRefreshingLeavesNothingAlive() throws Exception {
        for (int round = 0; round < 20; round++) {
            String token = signIn();

            List<Response> answers = Crowd.of(4, caller -> () -> caller == 0 ? signOut(token) : refresh(token));

            assertThat(answers.get(0).statusCode()).isEqualTo(200);
            Set<String> left = new HashSet<>(Set.of(token));
            answers.stream()
                    .skip(1)
                    .filter(a -> a.statusCode() == 200)
                    .map(SessionTest::successor)
                    .forEach(left::add);
            assertThat(left)
                    .allSatisfy(any -> assertThat(refresh(any).statusCode()).isEqualTo(401));
        }
    }

    @Test
    void eachLoginIsASessionOfItsOwn() {
        String one = signIn();
        String other = signIn();

        assertThat(signOut(one).statusCode()).isEqualTo(200);

        assertThat(refresh(one).statusCode()).isEqualTo(401);
        assertThat(refresh(other).statusCode()).isEqualTo(200);
    }

    @Test
    void signingOutByAccessTokenEndsItsSession() {
        Givens ada = Givens.of(List.of("ada is signed in"));

        given().header("Authorization", "Bearer " + ada.access())
                .post("/express/api/auth/logout")
                .then()
                .statusCode(200);

        assertThat(refresh(ada.refresh()).statusCode()).isEqualTo(401);
    }

    @Test
    void signingOutAtFastapiEndsTheSession() {
        Givens ada = Givens.of(List.of("ada is signed in"));

        given().cookie("refresh_token", ada.refresh())
                .post("/fastapi/auth/logout")
                .then()
                .statusCode(200);

        assertThat(refresh(ada.refresh()).statusCode()).isEqualTo(401);
    }

    @Test
    void renewingLeavesTheTokenGoodUntilItExpires() {
        String token = signIn();
        StoppedClock.advance(Duration.ofDays(7));
        assertThat(renew(token).statusCode()).isEqualTo(200);
        StoppedClock.advance(Duration.ofDays(7).minus(MOMENT));
        assertThat(renew(token).statusCode()).isEqualTo(200);
        assertThat(Database.query("select generation from session")).isEqualTo("0");

        StoppedClock.advance(MOMENT);

        assertThat(renew(token).statusCode()).isEqualTo(401);
    }

    @Test
    void renewingWithATokenUsedElsewhereEndsTheSession() {
        String token = signIn();
        String successor = successor(refresh(token));
        assertThat(renew(token).statusCode()).isEqualTo(200);

        StoppedClock.advance(GRACE);

        assertThat(renew(token).statusCode()).isEqualTo(401);
        assertThat(renew(successor).statusCode()).isEqualTo(401);
    }

    @Test
    void aDisabledAccountsSessionsEndAtTheirNextUse() {
        String token = signIn();
        Database.execute("update account set active = false");
        assertThat(refresh(token).statusCode()).isEqualTo(401);

        Database.execute("update account set active = true");

        assertThat(refresh(token).statusCode()).isEqualTo(401);
        assertThat(Database.query("select end_reason from session")).isEqualTo("ADMIN");
    }

    @ParameterizedTest(name = "at {0}")
    @ValueSource(
            strings = {
                "/express/api/auth/refresh",
                "/tasti/api/v1/auth/token/refresh",
                "/drf-cookie/api/auth/refresh",
                "/fastapi/auth/refresh-token"
            })
    void aDeletedAccountTakesItsSessionsAlong(String endpoint) {
        String token = signIn();
        Database.execute("delete from account");

        assertThat(given().cookie("refresh_token", token).post(endpoint).statusCode())
                .isEqualTo(401);
        assertThat(renew(token).statusCode()).isEqualTo(401);
    }

    @Test
    void purgeTakesWhatEndedOrExpiredAWeekAgoAndNothingElse() throws Exception {
        signIn();
        signOut(signIn());
        StoppedClock.advance(Duration.ofDays(7).plus(MOMENT));
        String live = signIn();
        StoppedClock.advance(Duration.ofDays(6));

        Crowd.of(4, replica -> () -> {
            purge.purge();
            return replica;
        });
        assertThat(Database.query("select count(*) from session")).isEqualTo("2");

        String successor = successor(refresh(live));
        StoppedClock.advance(Duration.ofDays(8));
        purge.purge();

        assertThat(Database.query("select count(*) from session")).isEqualTo("1");
        assertThat(refresh(successor).statusCode()).isEqualTo(200);
    }

    private static String signIn() {
        return successor(given().contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/login"));
    }

    private static Response refresh(String token) {
        return given().cookie("refresh_token", token).post("/express/api/auth/refresh");
    }

    private static Response renew(String token) {
        return given().contentType(ContentType.JSON)
                .body("{\"refresh\": \"%s\"}".formatted(token))
                .post("/drf-token/api/auth/refresh");
    }

    private static Response signOut(String token) {
        return given().cookie("refresh_token", token).post("/express/api/auth/logout");
    }

    private static String successor(Response answer) {
        return answer.cookie("refresh_token");
    }
}
