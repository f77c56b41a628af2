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
import java.util.function.Consumer;
import java.util.function.Function;
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
    private final WebhookSender sender;
    private final AuditLog audit;
    private final KeyRing keys;
    private final Clock clock;
    private final boolean privateNetworks;

    Webhooks(
            WebhookSecrets secrets,
            WebhookOutbox outbox,
            WebhookSender sender,
            AuditLog audit,
            KeyRing keys,
            Clock clock,
            WebhookConfig config) {
        this.secrets = secrets;
        this.outbox = outbox;
        this.sender = sender;
        this.audit = audit;
        this.keys = keys;
        this.clock = clock;
        privateNetworks = config.allowedNetworks().isPresent();
    }

    /**
     * A webhook, and its new secret.
     *
     * @param secret as the receiver needs it; it is not shown again
     */
    public record WithSecret(Webhook webhook, String secret) {}

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
    public WithSecret create(WantedWebhook wanted) {
        wanted.check(privateNetworks, sender);
        keys.requireRightSecret();
        byte[] secret = secrets.make();
        Webhook webhook = new Webhook();
        webhook.id = UUID.randomUUID();
        put(wanted, webhook);
        webhook.secret = secrets.encrypt(webhook.id, secret);
        webhook.enabled = true;
        webhook.createdAt = now();
        if (!changed(webhook.id, Kind.WEBHOOK_CREATED, () -> insert(webhook))) {
            throw AuthFailure.because(Reason.FORBIDDEN);
        }
        return new WithSecret(webhook, WebhookSecrets.shown(secret));
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
     * @param wanted made of the webhook as it is, in the same transaction; it may be called several times
     * @throws AuthFailure INVALID_FIELDS; NOT_FOUND
     */
    public Webhook change(UUID id, Function<Webhook, WantedWebhook> wanted) {
        return changedAlone(id, Kind.WEBHOOK_CHANGE, webhook -> {
            WantedWebhook checked = wanted.apply(webhook);
            checked.check(privateNetworks, sender);
            put(checked, webhook);
            webhook.update();
        });
    }

    /**
     * Removes a webhook. What waits for it is not sent.
     *
     * @param check of the webhook as it is, in the same transaction; it may be called several times
     * @throws AuthFailure NOT_FOUND
     */
    public void delete(UUID id, Consumer<Webhook> check) {
        changedAlone(id, Kind.WEBHOOK_DELETED, webhook -> {
            check.accept(webhook);
            webhook.remove();
        });
    }

    /**
     * Makes a new secret. For {@link #ROTATION}, the former one signs, too.
     *
     * @throws AuthFailure NOT_FOUND
     */
    public WithSecret rotate(UUID id) {
        keys.requireRightSecret();
        byte[] secret = secrets.make();
        byte[] encrypted = secrets.encrypt(id, secret);
        Webhook webhook =
                changedAlone(id, Kind.WEBHOOK_ROTATION, present -> present.rotate(encrypted, now().plus(ROTATION)));
        return new WithSecret(webhook, WebhookSecrets.shown(secret));
    }

    /** Changes a webhook while no one else does, and records it. */
    private Webhook changedAlone(UUID id, Kind kind, Consumer<Webhook> change) {
        return Transactions.call(() -> {
            Webhook webhook = Webhook.locked(id).orElseThrow(Webhooks::notFound);
            change.accept(webhook);
            record(id, kind);
            return webhook;
        });
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
        return Transactions.call(() -> change.getAsBoolean() && record(id, kind) > 0);
    }

    private int record(UUID id, Kind kind) {
        return audit.record(audit.of(kind).withDetail(id.toString()).storeWithoutAccount());
    }

    private Webhook known(UUID id) {
        return find(id).orElseThrow(Webhooks::notFound);
    }

    private static AuthFailure notFound() {
        return AuthFailure.because(Reason.NOT_FOUND);
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
