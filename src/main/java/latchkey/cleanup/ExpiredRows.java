package latchkey.cleanup;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import latchkey.attempt.RateLimits;
import latchkey.database.Batches;
import latchkey.legacy.LegacyIssuers;
import latchkey.session.SessionEnd;

/**
 * Deletes sessions that ended or expired, rate limit buckets without attempts, and records of expired tokens of other issuers,
 * so that these tables do not grow.
 */
@ApplicationScoped
public class ExpiredRows {

    /** How long an operator can look up why a session ended. */
    private static final Duration RETENTION = Duration.ofDays(7);

    private final RateLimits limits;
    private final LegacyIssuers issuers;
    private final Clock clock;

    ExpiredRows(RateLimits limits, LegacyIssuers issuers, Clock clock) {
        this.limits = limits;
        this.issuers = issuers;
        this.clock = clock;
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void hourly() {
        purge();
    }

    /** Deletes rows that are due, and returns how many sessions. */
    public int purge() {
        limits.purge();
        issuers.purge();
        Instant then = clock.instant().minus(RETENTION);
        return Batches.remove("sessions", limit -> SessionEnd.purge(then, limit));
    }
}
