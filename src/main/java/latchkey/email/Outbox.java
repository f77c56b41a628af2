package latchkey.email;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import latchkey.audit.AuditLog;
import latchkey.audit.EventDraft;
import latchkey.audit.Kind;
import latchkey.database.Batches;
import latchkey.database.Transactions;
import latchkey.delivery.DeliveryThreads;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jspecify.annotations.Nullable;

/**
 * The mails that wait to be sent. The process that stores a mail tries to send it at once, on a thread of its own; if that fails, the
 * replica that looks first tries again.
 */
@Startup
@ApplicationScoped
public class Outbox {

    /** Mails that one process sends at the same time. */
    private static final int MAX_CONCURRENT = 4;

    /** How long sent and failed mails are kept. */
    private static final Duration RETENTION = Duration.ofDays(7);

    private static final Duration COMMAND_WAIT = Duration.ofSeconds(10);

    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

    private static final String MAILS = "latchkey.mails";
    private static final String OUTCOME = "outcome";

    private final EmailConfig config;
    private final MailTexts texts;
    private final MailSender sender;
    private final Clock clock;
    private final AuditLog audit;
    private final TransactionSynchronizationRegistry transaction;
    private final Counter sent;
    private final Counter retried;
    private final Counter failed;
    private final DeliveryThreads threads = new DeliveryThreads("outbox", MAX_CONCURRENT, this::deliver);
    private volatile Instant loggedAt = Instant.MIN;

    Outbox(
            EmailConfig config,
            MailTexts texts,
            MailSender sender,
            Clock clock,
            AuditLog audit,
            TransactionSynchronizationRegistry transaction,
            MeterRegistry meters) {
        this.config = config;
        this.texts = texts;
        this.sender = sender;
        this.clock = clock;
        this.audit = audit;
        this.transaction = transaction;
        sent = meters.counter(MAILS, OUTCOME, "sent");
        retried = meters.counter(MAILS, OUTCOME, "to be retried");
        failed = meters.counter(MAILS, OUTCOME, "failed");
    }

    /** Stores a mail in the current transaction, and sends it once that has committed. */
    void add(OutboxMessage message) {
        message.insert();
        threads.startAfterCommit(transaction);
    }

    /** Looks for mails that another process left, and for those that are to be tried again. */
    @Scheduled(every = "10s", delayed = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        if (config.sender().isPresent()) {
            threads.start();
        }
    }

    /** Waits until the mails that this process sends now are sent or refused: a command must not end before. */
    public void awaitDelivery() {
        threads.await(COMMAND_WAIT);
    }

    /** What became of mails that were due. */
    public record Delivery(int sent, int retried, int failed) {}

    /**
     * Sends mails until none is due.
     *
     * @throws IllegalStateException with a sentence, if the secret of this process is wrong
     */
    public Delivery deliver() {
        sender.requireRightSecret();
        int[] counts = new int[OutboxMessage.State.values().length];
        while (!threads.areStopping()) {
            Optional<OutboxMessage> due = Transactions.statement(() -> OutboxMessage.claim(now()));
            if (due.isEmpty()) {
                break;
            }
            counts[send(due.get()).ordinal()]++;
        }
        return new Delivery(
                counts[OutboxMessage.State.SENT.ordinal()],
                counts[OutboxMessage.State.WAITING.ordinal()],
                counts[OutboxMessage.State.FAILED.ordinal()]);
    }

    private OutboxMessage.State send(OutboxMessage message) {
        UUID link = message.linkId;
        if (link != null
                && Transactions.statement(() -> EmailLink.find(link, now())).isEmpty()) {
            return givenUp(message, "its link has expired, or a newer one has replaced it");
        }
        try {
            sender.send(texts.write(message));
        } catch (MailSender.Failure e) {
            return failed(message, String.valueOf(e.getMessage()), e.isPermanent());
        } catch (RuntimeException e) {
            // Of a setting or a template: the next mail may be sent.
            Log.error("a mail cannot be written or sent", e);
            return failed(message, e.toString(), false);
        }
        sent.increment();
        Transactions.statement(() -> message.sent(now()));
        return OutboxMessage.State.SENT;
    }

    private OutboxMessage.State failed(OutboxMessage message, String why, boolean permanent) {
        return permanent || !message.hasAttemptsLeft() ? givenUp(message, why) : toBeRetried(message, why);
    }

    private OutboxMessage.State toBeRetried(OutboxMessage message, String why) {
        retried.increment();
        Transactions.statement(() -> message.failed(why, now()));
        Instant now = clock.instant();
        if (loggedAt.plus(LOG_INTERVAL).isBefore(now)) {
            loggedAt = now;
            Log.warnf("mails cannot be sent and will be tried again: %s", why);
        }
        return OutboxMessage.State.WAITING;
    }

    private OutboxMessage.State givenUp(OutboxMessage message, String why) {
        failed.increment();
        Transactions.statement(() -> message.givenUp(why, now()));
        Log.warnf(
                "mail %s (%s) for account %s is given up after %d attempts: %s",
                message.id, message.kind, message.accountId, message.attempts, why);
        return OutboxMessage.State.FAILED;
    }

    /** The newest mails: all of the last week, or those that were not sent. */
    public List<OutboxMessage> list(boolean withSent, @Nullable Long account, int limit) {
        return Transactions.statement(() -> OutboxMessage.list(withSent, account, limit));
    }

    /** As {@link OutboxMessage#page}. */
    public List<OutboxMessage> page(boolean withSent, Instant before, UUID id, int limit) {
        return Transactions.statement(() -> OutboxMessage.page(withSent, before, id, limit));
    }

    /**
     * Makes a failed mail due again.
     *
     * @throws AuthFailure NOT_FOUND if it is sent, or there is none
     */
    public void retryOne(UUID id) {
        if (retry(id) == 0) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }

    /** Makes failed mails due again, all of them or one, and returns how many. */
    public int retry(@Nullable UUID id) {
        EventDraft draft = audit.of(Kind.OUTBOX_RETRY);
        return Transactions.statement(() -> audit.record(OutboxMessage.retry(id, now(), draft)));
    }

    /** Removes old mails that were sent or given up, and expired links. */
    public void purge() {
        Instant now = now();
        Batches.remove("mails", limit -> OutboxMessage.purge(now.minus(RETENTION), limit));
        Batches.remove("links", limit -> EmailLink.purge(now, limit));
    }

    /** Waits for the mails that are being sent: another replica would send them again. */
    @PreDestroy
    void stop() {
        threads.stop();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
