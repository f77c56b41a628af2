package latchkey.webhook;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toMap;

import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import latchkey.audit.AuditEvent;
import latchkey.audit.AuditLog;
import latchkey.audit.EventDeliveries;
import latchkey.database.Batches;
import latchkey.database.Transactions;
import latchkey.delivery.DeliveryThreads;
import latchkey.key.KeyRing;
import latchkey.webhook.WebhookSender.Answer;

/**
 * The events that wait to be sent to webhooks. The process that stores an event tries at once, on another thread; if that fails, the
 * replica that looks first tries again. A process has one thread for each receiver, so a slow one does not hold up the others.
 */
@ApplicationScoped
public class WebhookOutbox implements EventDeliveries {

    /** Ticks of ten seconds. */
    private static final int IDLE_TICKS = 30;

    /** Events that one process sends to one receiver at the same time. */
    private static final int BATCH = 8;

    /** How long delivered and failed events are listed. Longer than the attempts take, since {@link Webhook#disableIfSilent} looks back. */
    private static final Duration RETENTION = Duration.ofDays(7);

    /** How long a command waits for receivers. */
    private static final Duration COMMAND_WAIT = Duration.ofMinutes(10);

    private static final Answer UNREADABLE =
            new Answer(null, "LATCHKEY_SECRET does not decrypt the webhook's secret: rotate it");

    private final WebhookSender sender;
    private final WebhookSecrets secrets;
    private final WebhookOutcomes outcomes;
    private final KeyRing keys;
    private final AuditLog audit;
    private final Clock clock;
    private final DeliveryThreads threads = new DeliveryThreads("webhooks", Webhook.LIMIT, this::work);

    /** Whether there were enabled webhooks at the last look. */
    private volatile boolean needed = true;

    /** Looks that were left out since. */
    private int leftOut;

    /** Webhooks that a thread of this process works for. */
    private final Set<UUID> busy = new HashSet<>();

    WebhookOutbox(
            WebhookSender sender,
            WebhookSecrets secrets,
            WebhookOutcomes outcomes,
            KeyRing keys,
            AuditLog audit,
            Clock clock) {
        this.sender = sender;
        this.secrets = secrets;
        this.outcomes = outcomes;
        this.keys = keys;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public void start() {
        threads.start();
    }

    /**
     * Looks for events that another process left, and for those that are to be tried again. Without webhooks, it looks every five minutes
     * whether there are some: a process that stores an event for one does not wait for that.
     */
    @Scheduled(every = "10s", delayed = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void tick() {
        if (needed || ++leftOut == IDLE_TICKS) {
            leftOut = 0;
            threads.start();
        }
    }

    /**
     * Sends events until none is due, and returns what became of those that this process sent meanwhile.
     *
     * @throws IllegalStateException with a sentence, if the secret of this process is wrong
     */
    public WebhookOutcomes.Count deliver() {
        WebhookOutcomes.Count before = outcomes.count();
        work();
        threads.await(COMMAND_WAIT);
        return outcomes.count().minus(before);
    }

    private void work() {
        Optional<Claimed> claimed = claim();
        while (claimed.isPresent()) {
            // Another receiver may have events, too.
            threads.start();
            try {
                send(claimed.get());
            } finally {
                release(claimed.get().webhook());
            }
            claimed = claim();
        }
        needed = Transactions.statement(Webhook::anyEnabled);
    }

    /** Deliveries of one webhook that were taken at the same time. */
    private record Claimed(Webhook webhook, List<WebhookDelivery> deliveries, Instant at) {}

    private synchronized Optional<Claimed> claim() {
        Instant now = now();
        List<Webhook> due = threads.areStopping() ? List.of() : Transactions.statement(() -> Webhook.due(now));
        if (!due.isEmpty()) {
            keys.requireRightSecret();
        }
        return due.stream()
                .filter(webhook -> !busy.contains(webhook.id))
                .map(webhook -> claim(webhook, now))
                .filter(claimed -> !claimed.deliveries().isEmpty())
                .peek(claimed -> busy.add(claimed.webhook().id))
                .findFirst();
    }

    private static Claimed claim(Webhook webhook, Instant now) {
        return new Claimed(webhook, Transactions.statement(() -> WebhookDelivery.claim(webhook.id, now, BATCH)), now);
    }

    private synchronized void release(Webhook webhook) {
        busy.remove(webhook.id);
    }

    private void send(Claimed claimed) {
        Webhook webhook = claimed.webhook();
        Map<Long, AuditEvent> events =
                Transactions.statement(() -> WebhookDelivery.events(webhook.id, claimed.at())).stream()
                        .collect(toMap(event -> event.id, event -> event));
        Map<Boolean, List<WebhookDelivery>> present =
                claimed.deliveries().stream().collect(partitioningBy(delivery -> events.containsKey(delivery.eventId)));
        present.getOrDefault(false, List.of()).forEach(outcomes::storeRemoved);
        List<WebhookDelivery> deliveries = present.getOrDefault(true, List.of());
        List<CompletableFuture<Answer>> answers = deliveries.stream()
                .map(delivery -> send(
                        webhook,
                        Message.of(delivery.id, requireNonNull(events.get(delivery.eventId))),
                        delivery.attempts))
                .toList();
        for (int i = 0; i < answers.size(); i++) {
            outcomes.store(webhook, deliveries.get(i), answers.get(i).join());
        }
    }

    private CompletableFuture<Answer> send(Webhook webhook, Message message, int attempt) {
        Instant now = clock.instant();
        List<byte[]> signing = secrets.of(webhook, now);
        if (signing.isEmpty()) {
            return CompletableFuture.completedFuture(UNREADABLE);
        }
        String body = audit.json(message.payload());
        return sender.send(new WebhookSender.Post(
                        URI.create(webhook.url), message.headers(body, signing, now), body, attempt))
                .toCompletableFuture();
    }

    /** Sends a message that is about no event, and waits for the answer. */
    Answer test(Webhook webhook) {
        return send(webhook, Message.test(UUID.randomUUID(), now()), 1).join();
    }

    /** Removes what was delivered or given up long ago. */
    public void purge() {
        Instant then = now().minus(RETENTION);
        Batches.remove("deliveries", limit -> WebhookDelivery.purge(then, limit));
    }

    @PreDestroy
    void stop() {
        threads.stop();
    }

    // In microseconds, as PostgreSQL stores it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
