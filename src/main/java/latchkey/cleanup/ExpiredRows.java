package latchkey.cleanup;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import latchkey.account.LoginName;
import latchkey.attempt.RateLimits;
import latchkey.client.RepeatableRequest;
import latchkey.database.Batches;
import latchkey.email.Outbox;
import latchkey.factor.RememberedDevice;
import latchkey.factor.UsedToken;
import latchkey.legacy.LegacyIssuers;
import latchkey.session.SessionEnd;
import latchkey.webhook.WebhookOutbox;

/**
 * Deletes sessions that ended or expired, rate limit buckets without attempts, records of expired tokens of other issuers, old mails and links, and old deliveries
 * of webhooks, so that these tables do not grow.
 */
@ApplicationScoped
public class ExpiredRows {

    /** How long an operator can look up why a session ended. */
    private static final Duration RETENTION = Duration.ofDays(7);

    private final RateLimits limits;
    private final LegacyIssuers issuers;
    private final Outbox outbox;
    private final WebhookOutbox webhooks;
    private final Clock clock;

    ExpiredRows(RateLimits limits, LegacyIssuers issuers, Outbox outbox, WebhookOutbox webhooks, Clock clock) {
        this.limits = limits;
        this.issuers = issuers;
        this.outbox = outbox;
        this.webhooks = webhooks;
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
        outbox.purge();
        webhooks.purge();
        UsedToken.purge(clock.instant());
        RememberedDevice.purge(clock.instant());
        Batches.remove("idempotency keys", limit -> RepeatableRequest.purge(clock.instant(), limit));
        Batches.remove("former login names", limit -> LoginName.purge(clock.instant(), limit));
        return SessionEnd.purge(clock.instant().minus(RETENTION));
    }
}
