package latchkey.session;

import static latchkey.session.SessionCalls.onlyAdaIsThere;
import static latchkey.session.SessionCalls.refresh;
import static latchkey.session.SessionCalls.renew;
import static latchkey.session.SessionCalls.signIn;
import static latchkey.session.SessionCalls.signInAtDrfToken;
import static latchkey.session.SessionCalls.signOut;
import static latchkey.session.SessionCalls.successor;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.cleanup.ExpiredRows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grace period, idle timeout and lifetime of a session, with a stopped clock. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class SessionAgeTest {

    private static final Duration MOMENT = Duration.ofSeconds(1);
    private static final Duration SAME_CLIENT_GRACE = Duration.ofDays(1);

    @Inject
    ExpiredRows purge;

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
    void aUsedTokenWithinTheGracePeriodGetsTheSameSuccessor() {
        String token = signIn();
        String successor = successor(refresh(token));

        StoppedClock.advance(SAME_CLIENT_GRACE.minus(MOMENT));

        assertThat(successor(refresh(token))).isEqualTo(successor);
        assertThat(refresh(successor).statusCode()).isEqualTo(200);
    }

    @Test
    void aUsedTokenAfterTheGracePeriodEndsOnlyItsSession() {
        String other = signIn();
        String token = signIn();
        String successor = successor(refresh(token));

        StoppedClock.advance(SAME_CLIENT_GRACE);
        Response replay = refresh(token);

        assertThat(replay.statusCode()).isEqualTo(401);
        assertThat(replay.detailedCookies().asList()).isEmpty();
        assertThat(refresh(successor).statusCode()).isEqualTo(401);
        assertThat(refresh(other).statusCode()).isEqualTo(200);
        assertThat(Database.query("select string_agg(end_reason, ',') from session where ended_at is not null"))
                .isEqualTo("REUSE");
    }

    @ParameterizedTest(name = "after {0} without a refresh: {1}")
    @CsvSource({"P13DT23H59M59S, 200", "P14D, 401"})
    void aSessionExpiresWhenIdle(Duration idle, int status) {
        String token = signIn();

        StoppedClock.advance(idle);

        assertThat(refresh(token).statusCode()).isEqualTo(status);
    }

    @Test
    void aSessionHasAnAbsoluteLifetime() {
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
    void renewingKeepsTheRefreshTokenValidUntilItExpires() {
        String token = signInAtDrfToken();
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
        String token = signInAtDrfToken();
        String successor = successor(refresh(token));
        assertThat(renew(token).statusCode()).isEqualTo(200);

        StoppedClock.advance(SAME_CLIENT_GRACE);

        assertThat(renew(token).statusCode()).isEqualTo(401);
        assertThat(renew(successor).statusCode()).isEqualTo(401);
    }

    @Test
    void purgeDeletesOnlySessionsThatEndedAWeekAgo() throws Exception {
        signIn();
        signOut(signIn());
        StoppedClock.advance(Duration.ofDays(7).plus(MOMENT));
        String live = signIn();
        StoppedClock.advance(Duration.ofDays(6));

        ConcurrentCallers.of(4, replica -> () -> {
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

    @Test
    void purgeDeletesMoreSessionsThanOneStatementTakes() {
        String live = signIn();
        Database.execute("insert into session (id, account_id, opened_at, refreshed_at, idle_until, ends_at)"
                + " select gen_random_uuid(), id, joined_at, joined_at, '2001-01-01', '2001-01-01'"
                + " from account, generate_series(1, 1001)");

        assertThat(purge.purge()).isEqualTo(1001);

        assertThat(refresh(live).statusCode()).isEqualTo(200);
    }

    /** As many as one statement finds, all of them in the hands of another transaction. */
    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
    void purgeEndsIfOthersHoldAllExpiredSessions() throws SQLException {
        signIn();
        Database.execute("insert into session (id, account_id, opened_at, refreshed_at, idle_until, ends_at)"
                + " select gen_random_uuid(), id, joined_at, joined_at, '2001-01-01', '2001-01-01'"
                + " from account, generate_series(1, 50000)");
        try (Connection other = DriverManager.getConnection(Database.url());
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from session where idle_until = '2001-01-01' for update");

            assertThat(purge.purge()).isZero();
            other.rollback();
        }
    }
}
