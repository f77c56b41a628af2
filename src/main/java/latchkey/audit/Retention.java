package latchkey.audit;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import latchkey.LatchkeyConfig;
import latchkey.Transactions;

/** Takes events away that are older than they may get. */
@ApplicationScoped
public class Retention {

    private static final int BATCH = 500;

    private final Duration kept;
    private final Clock clock;

    Retention(LatchkeyConfig config, Clock clock) {
        kept = config.audit().retention();
        this.clock = clock;
    }

    @Scheduled(every = "1h", delayed = "15m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void hourly() {
        Log.debugf("purged %d events", purge());
    }

    /** Removes what is due, and says how many events that were. */
    public int purge() {
        if (kept.isZero()) {
            return 0;
        }
        Instant then = clock.instant().minus(kept);
        int purged = 0;
        int batch;
        do {
            batch = Transactions.statement(() -> AuditEvent.purge(then, BATCH));
            purged += batch;
        } while (batch == BATCH);
        return purged;
    }
}
