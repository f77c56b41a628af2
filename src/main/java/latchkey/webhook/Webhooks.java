package latchkey.webhook;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.key.KeyRing;

/** The webhooks, as the operator lists and changes them. Each change is an audit event with the webhook's id. */
@ApplicationScoped
public class Webhooks {

    /** How long the former secret signs, too, after a new one was made. */
    public static final Duration ROTATION = Duration.ofHours(24);

    private final WebhookSecrets secrets;
    private final WebhookOutbox outbox;
    private final AuditLog audit;
    private final KeyRing keys;
    private final Clock clock;
    private final boolean privateNetworks;

    Webhooks(
            WebhookSecrets secrets,
            WebhookOutbox outbox,
            AuditLog audit,
            KeyRing keys,
            Clock clock,
            WebhookConfig config) {
        this.secrets = secrets;
        this.outbox = outbox;
        this.audit = audit;
        this.keys = keys;
        this.clock = clock;
        privateNetworks = config.allowedNetworks().isPresent();
    }

    /**
     * A new webhook.
     *
     * @param secret as the receiver needs it; it is not shown again
     */
    public record Created(Webhook webhook, String secret) {}

    /** In the order in which they were added. */
    public List<Webhook> list() {
        return Transactions.statement(Webhook::all);
    }

    public Optional<Webhook> find(UUID id) {
        return Transactions.statement(() -> Webhook.find(id));
    }

    /**
     * Adds a webhook. It gets the events from now on.
     *
     * @throws AuthFailure INVALID_FIELDS; FORBIDDEN if there are {@link Webhook#LIMIT}
     */
    public Created create(WantedWebhook wanted) {
        wanted.check(privateNetworks);
        keys.requireRightSecret();
        byte[] secret = secrets.make();
        Webhook webhook = new Webhook();
        webhook.id = UUID.randomUUID();
        put(wanted, webhook);
        webhook.secret = secrets.encrypt(webhook.id, secret);
        webhook.enabled = true;
        webhook.createdAt = now();
        require(changed(webhook.id, Kind.WEBHOOK_CREATED, () -> insert(webhook)), Reason.FORBIDDEN);
        return new Created(webhook, WebhookSecrets.shown(secret));
    }

    /** Tries again if another webhook took the place that was free. */
    private static boolean insert(Webhook webhook) {
        boolean stored = webhook.insert();
        while (!stored && !Webhook.isFull()) {
            stored = webhook.insert();
        }
        return stored;
    }

    /**
     * Changes URL, description and kinds. What waits goes to the new URL.
     *
     * @throws AuthFailure INVALID_FIELDS; NOT_FOUND
     */
    public Webhook change(UUID id, WantedWebhook wanted) {
        wanted.check(privateNetworks);
        Webhook webhook = known(id);
        put(wanted, webhook);
        require(changed(id, Kind.WEBHOOK_CHANGE, webhook::update), Reason.NOT_FOUND);
        return webhook;
    }

    /**
     * Removes a webhook. What waits for it is not sent.
     *
     * @throws AuthFailure NOT_FOUND
     */
    public void delete(UUID id) {
        require(changed(id, Kind.WEBHOOK_DELETED, () -> Webhook.delete(id)), Reason.NOT_FOUND);
    }

    /**
     * Makes a new secret. For {@link #ROTATION}, the former one signs, too.
     *
     * @return the secret as the receiver needs it; it is not shown again
     * @throws AuthFailure NOT_FOUND
     */
    public String rotate(UUID id) {
        keys.requireRightSecret();
        byte[] secret = secrets.make();
        byte[] encrypted = secrets.encrypt(id, secret);
        require(
                changed(id, Kind.WEBHOOK_ROTATION, () -> Webhook.rotate(id, encrypted, now().plus(ROTATION))),
                Reason.NOT_FOUND);
        return WebhookSecrets.shown(secret);
    }

    /**
     * Lets a webhook get events again; what waits is sent at once. Does nothing if it is enabled.
     *
     * @throws AuthFailure NOT_FOUND
     */
    public void enable(UUID id) {
        known(id);
        if (changed(id, Kind.WEBHOOK_ENABLED, () -> Webhook.enable(id, now()))) {
            outbox.start();
        }
    }

    /**
     * Lets a webhook get no events: none is stored for it, and what waits is not sent. Does nothing if it is disabled.
     *
     * @throws AuthFailure NOT_FOUND
     */
    public void disable(UUID id) {
        known(id);
        changed(id, Kind.WEBHOOK_DISABLED, () -> Webhook.disable(id, "by an operator", now()));
    }

    /** Makes a change and records it; false if it changes nothing. */
    private boolean changed(UUID id, Kind kind, BooleanSupplier change) {
        return Transactions.call(() -> change.getAsBoolean()
                && audit.record(audit.of(kind).withDetail(id.toString()).storeWithoutAccount()) > 0);
    }

    private static void require(boolean holds, Reason otherwise) {
        if (!holds) {
            throw AuthFailure.because(otherwise);
        }
    }

    private Webhook known(UUID id) {
        return find(id).orElseThrow(() -> AuthFailure.because(Reason.NOT_FOUND));
    }

    private static void put(WantedWebhook wanted, Webhook webhook) {
        webhook.url = wanted.url();
        webhook.description = wanted.description();
        webhook.kinds = new TreeSet<>(wanted.kinds()).stream().map(Kind::name).collect(Collectors.joining(" "));
    }

    // In microseconds, as PostgreSQL stores it.
    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
