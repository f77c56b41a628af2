package latchkey.cleanup;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import latchkey.audit.AuditConfig;
import latchkey.audit.AuditEvent;
import latchkey.database.Batches;

/** Deletes audit events that are older than the retention time. */
@ApplicationScoped
public class AuditRetention {

    private final Duration retention;
    private final Clock clock;

    public AuditRetention(AuditConfig config, Clock clock) {
        retention = config.retention();
        this.clock = clock;
    }

    @Scheduled(every = "1h", delayed = "15m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void hourly() {
        purge();
    }

    /** Deletes events that are due, and returns how many. */
    public int purge() {
        if (retention.isZero()) {
            return 0;
        }
        Instant then = clock.instant().minus(retention);
        return Batches.remove("events", limit -> AuditEvent.purge(then, limit));
    }
}
