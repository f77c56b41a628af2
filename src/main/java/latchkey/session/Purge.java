package latchkey.session;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;
import latchkey.Transactions;
import latchkey.account.Attempts;
import latchkey.legacy.LegacyIssuers;

/**
 * Takes away sessions that ended or expired, attempts that are forgotten, and what is remembered of tokens that expired, so that
 * tables hold what counts and no history.
 */
@ApplicationScoped
public class Purge {

    /** How long the reason of an end can be looked up. */
    private static final Duration KEPT = Duration.ofDays(7);

    private static final int BATCH = 500;

    private final Attempts attempts;
    private final LegacyIssuers issuers;
    private final Clock clock;

    Purge(Attempts attempts, LegacyIssuers issuers, Clock clock) {
        this.attempts = attempts;
        this.issuers = issuers;
        this.clock = clock;
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void hourly() {
        Log.debugf("purged %d sessions", purge());
    }

    /** Removes what is due, and says how many sessions that were. */
    public int purge() {
        inBatches(() -> attempts.purge(BATCH));
        inBatches(() -> issuers.purge(BATCH));
        Instant then = clock.instant().minus(KEPT);
        return inBatches(() -> Transactions.statement(() -> SessionEnd.purge(then, BATCH)));
    }

    private static int inBatches(IntSupplier removal) {
        int purged = 0;
        int batch;
        do {
            batch = removal.getAsInt();
            purged += batch;
        } while (batch == BATCH);
        return purged;
    }
}
