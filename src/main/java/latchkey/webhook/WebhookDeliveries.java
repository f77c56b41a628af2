package latchkey.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.key.KeyRing;
import org.jspecify.annotations.Nullable;

/** What became of the events for webhooks, as the operator sees it, and events that are sent again. */
@ApplicationScoped
public class WebhookDeliveries {

    /** How many events can be sent again at once. */
    public static final int MAX_REPLAY = 10_000;

    /** The limit of simultaneous tests: each holds a thread until the receiver answers. */
    static final int MAX_TESTS = 4;

    private final WebhookOutbox outbox;
    private final AuditLog audit;
    private final KeyRing keys;
    private final Clock clock;
    private final Semaphore tests = new Semaphore(MAX_TESTS);

    WebhookDeliveries(WebhookOutbox outbox, AuditLog audit, KeyRing keys, Clock clock) {
        this.outbox = outbox;
        this.audit = audit;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * A page of deliveries. It may have fewer than were asked for, and there are still more.
     *
     * @param next the {@link WebhookDelivery#eventId} before which the next page begins; null if there are no more
     */
    public record Page(
            List<WebhookDelivery> deliveries, @Nullable Long next) {}

    /**
     * What became of the events of the last week, the newest event first.
     *
     * @param state only these; null for all
     * @param before {@link Page#next} of the page before; null for the first page
     * @throws AuthFailure NOT_FOUND
     */
    public Page page(UUID webhook, WebhookDelivery.@Nullable State state, @Nullable Long before, int limit) {
        known(webhook);
        long end = before == null ? Long.MAX_VALUE : before;
        List<WebhookDelivery> found = Transactions.statement(
                () -> WebhookDelivery.page(webhook, state, end, Math.min(limit, WebhookDelivery.SCANNED) + 1));
        return found.size() > limit
                ? new Page(found.subList(0, limit), found.get(limit - 1).eventId)
                : new Page(
                        found,
                        Transactions.statement(() -> WebhookDelivery.lastScanned(webhook, end))
                                .orElse(null));
    }

    /**
     * Sends one event again, with the same id.
     *
     * @throws AuthFailure NOT_FOUND
     */
    public void sendAgain(UUID webhook, UUID delivery) {
        Transactions.call(() -> {
            if (!WebhookDelivery.sendAgain(webhook, delivery, now())) {
                throw AuthFailure.because(Reason.NOT_FOUND);
            }
            return record(webhook, Kind.WEBHOOK_REPLAY);
        });
        outbox.start();
    }

    /**
     * Events that are sent again.
     *
     * @param more the time of the first event that is not, if there are more than {@link #MAX_REPLAY}; else null
     */
    public record Replay(int events, @Nullable Instant more) {}

    /**
     * Sends the events of a time again that are in the audit log, and of the webhook's kinds. Those that were never sent, since there was
     * no webhook or it was disabled, are sent, too; those that were have the same id again.
     *
     * @throws AuthFailure NOT_FOUND
     */
    public Replay replay(UUID webhook, Instant from, Instant until) {
        known(webhook);
        List<Instant> times = Transactions.call(() -> {
            List<Instant> found = WebhookDelivery.replay(webhook, from, until, MAX_REPLAY, now());
            record(webhook, Kind.WEBHOOK_REPLAY);
            return found;
        });
        outbox.start();
        boolean more = times.size() > MAX_REPLAY;
        return new Replay(more ? MAX_REPLAY : times.size(), more ? times.get(MAX_REPLAY) : null);
    }

    /**
     * Sends a message of the type {@code latchkey.test}, and waits for the answer.
     *
     * @throws AuthFailure NOT_FOUND; UNAVAILABLE if too many wait
     */
    public WebhookSender.Answer test(UUID webhook) {
        keys.requireRightSecret();
        Webhook known = known(webhook);
        if (!tests.tryAcquire()) {
            throw AuthFailure.because(Reason.UNAVAILABLE);
        }
        try {
            Transactions.statement(() -> record(webhook, Kind.WEBHOOK_TEST));
            return outbox.test(known);
        } finally {
            tests.release();
        }
    }

    private int record(UUID webhook, Kind kind) {
        return audit.record(audit.of(kind).withDetail(webhook.toString()).storeWithoutAccount());
    }

    private static Webhook known(UUID webhook) {
        return Transactions.statement(() -> Webhook.find(webhook))
                .orElseThrow(() -> AuthFailure.because(Reason.NOT_FOUND));
    }

    // In microseconds, as PostgreSQL stores it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
