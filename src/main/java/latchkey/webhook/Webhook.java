package latchkey.webhook;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import latchkey.database.Statements;
import latchkey.hash.Digests;
import org.jspecify.annotations.Nullable;

/** A receiver of audit events. */
@Entity
public class Webhook extends PanacheEntityBase {

    /** How many webhooks there may be. */
    public static final int LIMIT = 20;

    /** In characters. */
    public static final int LONGEST_URL = 2_000;

    /** In characters. */
    public static final int LONGEST_DESCRIPTION = 200;

    private static final String DISABLE =
            "update webhook set enabled = false, disabled_at = :now, disabled_because = :why"
                    + " where id = :id and enabled ";

    @Id
    public UUID id;

    /** From 1 to {@link #LIMIT}. */
    public int place;

    public String url;
    public String description;

    /** The names of the kinds of events that it gets, separated by blanks; empty for all. */
    public String kinds;

    /** Encrypted. */
    public byte[] secret;

    /** Encrypted; signs, too, until {@link #formerUntil}. */
    public byte @Nullable [] formerSecret;

    @Nullable
    public Instant formerUntil;

    /** Whether events are stored for it, and sent. */
    public boolean enabled;

    @Nullable
    public Instant disabledAt;

    @Nullable
    public String disabledBecause;

    public Instant createdAt;

    /** The names of the kinds of events that it gets; empty for all. */
    public List<String> kindNames() {
        return Stream.of(kinds.split(" ")).filter(kind -> !kind.isEmpty()).toList();
    }

    /** Changes whenever someone changes the webhook. */
    public String version() {
        String all = String.join(
                "\n", id.toString(), url, kinds, String.valueOf(enabled), String.valueOf(formerUntil), description);
        return HexFormat.of().formatHex(Digests.sha256(all), 0, 16);
    }

    /** The URL without its query, which can contain a secret. */
    public String urlWithoutQuery() {
        return url.replaceFirst("[?].*", "");
    }

    /** All webhooks, in the order in which they were added. */
    static List<Webhook> all() {
        return Statements.list(Webhook.class, "select * from webhook order by created_at, id", Map.of());
    }

    static Optional<Webhook> find(UUID id) {
        return Statements.first(Webhook.class, "select * from webhook where id = :id", Map.of("id", id));
    }

    /** As {@link #find}, locked against changes by others. In a transaction. */
    static Optional<Webhook> locked(UUID id) {
        return Statements.first(Webhook.class, "select * from webhook where id = :id for update", Map.of("id", id));
    }

    /** Those with a delivery that is due, the one that waits longest first. */
    static List<Webhook> due(Instant now) {
        return Statements.list(Webhook.class, """
                select webhook.* from webhook cross join lateral (
                    select min(due_at) as due from webhook_delivery where webhook_id = webhook.id and due_at <= :now) as waiting
                where enabled and waiting.due is not null order by waiting.due
                """, Map.of("now", now));
    }

    static boolean anyEnabled() {
        return Statements.first(Boolean.class, "select exists (select from webhook where enabled)", Map.of())
                .orElseThrow();
    }

    /** Stores the webhook in a free place; false if there is none, or if another one took it at the same time. */
    boolean insert() {
        Map<String, Object> row = new HashMap<>();
        row.put("id", id);
        row.put("url", url);
        row.put("description", description);
        row.put("kinds", kinds);
        row.put("secret", secret);
        row.put("now", createdAt);
        row.put("limit", LIMIT);
        return Statements.first(Boolean.class, """
                        insert into webhook (id, place, url, description, kinds, secret, enabled, created_at)
                        select :id, free.place, :url, :description, :kinds, :secret, true, :now
                        from generate_series(1, :limit) as free (place)
                        where not exists (select 1 from webhook taken where taken.place = free.place)
                        order by free.place limit 1
                        on conflict (place) do nothing
                        returning true
                        """, row).isPresent();
    }

    static boolean isFull() {
        return Statements.list(Boolean.class, "select true from webhook", Map.of())
                        .size()
                >= LIMIT;
    }

    /** Stores URL, description and kinds. */
    void update() {
        Statements.list(
                Boolean.class,
                "update webhook set url = :url, description = :description, kinds = :kinds where id = :id returning true",
                Map.of("id", id, "url", url, "description", description, "kinds", kinds));
    }

    /** Removes the webhook. Its deliveries are no longer sent, and are purged with the old ones. */
    void remove() {
        Statements.list(Boolean.class, "delete from webhook where id = :id returning true", Map.of("id", id));
    }

    /** Makes a new secret sign, and the present one, too, for some time. */
    void rotate(byte[] encrypted, Instant until) {
        formerSecret = secret;
        formerUntil = until;
        secret = encrypted;
        Statements.list(
                Boolean.class,
                "update webhook set former_secret = :former, former_until = :until, secret = :secret where id = :id"
                        + " returning true",
                Map.of("id", id, "secret", encrypted, "former", formerSecret, "until", until));
    }

    /** Stores the secrets encrypted anew, if they are still those that were read. */
    boolean replaceSecrets(byte[] encrypted, byte @Nullable [] formerEncrypted) {
        Map<String, Object> values = new HashMap<>(Map.of("id", id, "encrypted", encrypted, "before", secret));
        values.put("former", formerEncrypted);
        return Statements.first(
                        Boolean.class,
                        "update webhook set secret = :encrypted, former_secret = cast(:former as bytea)"
                                + " where id = :id and secret = :before returning true",
                        values)
                .isPresent();
    }

    /** Lets the webhook get events again, and those that wait at once; false if it does already, or does not exist. In a transaction. */
    static boolean enable(UUID id, Instant now) {
        boolean enabled = Statements.first(
                        Boolean.class,
                        "update webhook set enabled = true, disabled_at = null, disabled_because = null"
                                + " where id = :id and not enabled returning true",
                        Map.of("id", id))
                .isPresent();
        if (enabled) {
            WebhookDelivery.retryWaiting(id, now);
        }
        return enabled;
    }

    /** Lets the webhook get no events; false if it gets none already, or does not exist. */
    static boolean disable(UUID id, String why, Instant now) {
        return Statements.first(Boolean.class, DISABLE + "returning true", Map.of("id", id, "why", why, "now", now))
                .isPresent();
    }

    /** As {@link #disable}, if the receiver has taken nothing since {@code then}. */
    static boolean disableIfSilent(UUID id, String why, Instant then, Instant now) {
        return Statements.first(
                        Boolean.class,
                        DISABLE + "and not exists (select 1 from webhook_delivery d"
                                + " where d.webhook_id = webhook.id and d.delivered_at >= :then) returning true",
                        Map.of("id", id, "why", why, "then", then, "now", now))
                .isPresent();
    }
}
