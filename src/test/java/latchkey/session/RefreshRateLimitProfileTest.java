package latchkey.session;

import static latchkey.session.SessionCalls.onlyAdaIsThere;
import static latchkey.session.SessionCalls.refresh;
import static latchkey.session.SessionCalls.renew;
import static latchkey.session.SessionCalls.signIn;
import static latchkey.session.SessionCalls.signInAtDrfToken;
import static latchkey.session.SessionCalls.successor;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.StoppedClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A session may be refreshed three times at once in this test, and then once in ten seconds. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(ThreeCheckedSessions.class)
class RefreshRateLimitProfileTest {

    @BeforeEach
    void timeStops() {
        onlyAdaIsThere();
        StoppedClock.stop();
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    @Test
    void aThrottledRefreshKeepsTheSession() {
        String third = thirdSuccessor();

        Response fourth = refresh(third);
        assertThat(fourth.statusCode()).isEqualTo(429);
        assertThat(fourth.header("Retry-After")).isEqualTo("10");
        assertThat(fourth.headers().getValues("Set-Cookie")).isEmpty();

        StoppedClock.advance(Duration.ofSeconds(9));
        assertThat(refresh(third).header("Retry-After")).isEqualTo("1");

        StoppedClock.advance(Duration.ofSeconds(1));
        assertThat(refresh(third).statusCode()).isEqualTo(200);
    }

    @Test
    void aRefreshWithoutASuccessorCountsAsWell() {
        String token = signInAtDrfToken();
        for (int i = 0; i < 3; i++) {
            assertThat(renew(token).statusCode()).isEqualTo(200);
        }

        Response fourth = renew(token);

        assertThat(fourth.statusCode()).isEqualTo(429);
        assertThat(fourth.header("Retry-After")).isEqualTo("10");
        StoppedClock.advance(Duration.ofSeconds(10));
        assertThat(renew(token).statusCode()).isEqualTo(200);
    }

    @Test
    void aUsedTokenCountsForTheRefreshRateLimit() {
        String token = signIn();
        refresh(token);
        StoppedClock.advance(Duration.ofMinutes(1));
        for (int i = 0; i < 3; i++) {
            assertThat(refresh(token).statusCode()).isEqualTo(200);
        }

        assertThat(refresh(token).statusCode()).isEqualTo(429);
        StoppedClock.advance(Duration.ofSeconds(10));
        assertThat(refresh(token).statusCode()).isEqualTo(200);
    }

    @Test
    void theRefreshRateLimitRefillsToItsMaximum() {
        String token = thirdSuccessor();
        StoppedClock.advance(Duration.ofHours(1));

        for (int i = 0; i < 3; i++) {
            token = successor(refresh(token));
        }

        assertThat(refresh(token).statusCode()).isEqualTo(429);
    }

    @Test
    void theRefreshRateLimitIsPerSession() {
        thirdSuccessor();

        assertThat(refresh(signIn()).statusCode()).isEqualTo(200);
    }

    @Test
    void reuseEndsTheSessionEvenIfThrottled() {
        String first = signIn();
        String second = successor(refresh(first));
        String third = successor(refresh(second));
        refresh(third);

        assertThat(refresh(first).statusCode()).isEqualTo(401);
        assertThat(Database.query("select end_reason from session")).isEqualTo("REUSE");
    }

    @Test
    void concurrentRefreshesGetOneSuccessorAndCountOnce() throws Exception {
        String token = signIn();

        List<Integer> statuses =
                ConcurrentCallers.of(8, caller -> () -> refresh(token).statusCode());

        assertThat(statuses).containsOnly(200);
        assertThat(Database.query("select generation from session")).isEqualTo("1");
    }

    private static String thirdSuccessor() {
        String token = signIn();
        for (int i = 0; i < 3; i++) {
            token = successor(refresh(token));
        }
        return token;
    }
}
