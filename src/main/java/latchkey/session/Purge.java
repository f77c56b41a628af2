package latchkey.session;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import latchkey.Transactions;

/** Takes sessions away that ended or expired, so that the table holds those that live and no history. */
@ApplicationScoped
public class Purge {

    /** How long the reason of an end can be looked up. */
    private static final Duration KEPT = Duration.ofDays(7);

    private static final int BATCH = 500;

    private final Clock clock;

    Purge(Clock clock) {
        this.clock = clock;
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void hourly() {
        Log.debugf("purged %d sessions", purge());
    }

    /** Removes what is due, and says how many sessions that were. */
    public int purge() {
        Instant then = clock.instant().minus(KEPT);
        int purged = 0;
        int batch;
        do {
            batch = Transactions.statement(() -> Session.purge(then, BATCH));
            purged += batch;
        } while (batch == BATCH);
        return purged;
    }
}
