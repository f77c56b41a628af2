package latchkey.webhook;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import latchkey.audit.AuditEvent;
import latchkey.database.Statements;
import latchkey.delivery.RetrySchedule;
import org.jspecify.annotations.Nullable;

/** An event to send to a webhook, stored by the statement that stores the event: see {@link AuditEvent}. */
@Entity
public class WebhookDelivery extends PanacheEntityBase {

    /** Three days. */
    static final RetrySchedule SCHEDULE = new RetrySchedule(
            List.of(
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(25),
                    Duration.ofMinutes(90),
                    Duration.ofHours(4),
                    Duration.ofHours(8),
                    Duration.ofHours(12),
                    Duration.ofHours(22),
                    Duration.ofHours(24)),
            0.1);

    /** How long a replica may take for its attempts. After that, another replica tries, too. */
    static final Duration LEASE = Duration.ofMinutes(2);

    private static final int LONGEST_FAILURE = 300;

    /** How many deliveries one page looks at. */
    static final int SCANNED = 2_000;

    /** The message's {@code webhook-id}, the same in each attempt. */
    @Id
    public UUID id;

    public UUID webhookId;

    /** The {@link AuditEvent#id}. */
    public long eventId;

    /** The name of the event's kind. */
    public String kind;

    /** When it was stored, or last asked for again. */
    public Instant createdAt;

    /** When the next attempt is due; null if there is none. */
    @Nullable
    public Instant dueAt;

    public int attempts;

    @Nullable
    public Instant deliveredAt;

    /** Of the last answer; null if there was none. */
    @Nullable
    public Integer status;

    /** Why the last attempt failed. */
    @Nullable
    public String failure;

    /** What becomes of an event. */
    public enum State {
        WAITING("due_at is not null"),
        DELIVERED("delivered_at is not null"),
        FAILED("due_at is null and delivered_at is null");

        private final String condition;

        State(String condition) {
            this.condition = condition;
        }
    }

    public State state() {
        return deliveredAt != null ? State.DELIVERED : dueAt != null ? State.WAITING : State.FAILED;
    }

    /** Takes the deliveries of a webhook that are due for longest, and counts an attempt. No other replica takes them within {@link #LEASE}. */
    static List<WebhookDelivery> claim(UUID webhook, Instant now, int limit) {
        return Statements.list(
                WebhookDelivery.class,
                """
                update webhook_delivery set attempts = attempts + 1, due_at = :lease
                where id in (
                    select id from webhook_delivery where webhook_id = :webhook and due_at <= :now order by due_at limit :limit
                    for update skip locked)
                returning *
                """,
                Map.of("webhook", webhook, "now", now, "lease", now.plus(LEASE), "limit", limit));
    }

    /** The events of what {@link #claim} took at this moment. */
    static List<AuditEvent> events(UUID webhook, Instant claimed) {
        return Statements.list(AuditEvent.class, """
                select audit_event.* from webhook_delivery d join audit_event on audit_event.id = d.event_id
                where d.webhook_id = :webhook and d.due_at = :lease
                """, Map.of("webhook", webhook, "lease", claimed.plus(LEASE)));
    }

    /** Stores that the receiver took the event. */
    void delivered(@Nullable Integer answered, Instant now) {
        update("delivered_at = :at, due_at = null", answered, null, now);
    }

    /** Stores that an attempt failed, and when the next is due. */
    void failed(@Nullable Integer answered, String why, Instant now) {
        update("due_at = :at", answered, why, SCHEDULE.next(attempts, now));
    }

    /** Stores that there will be no further attempt. */
    void givenUp(@Nullable Integer answered, String why, Instant now) {
        update("due_at = null", answered, why, now);
    }

    /** Only if no other replica has taken it since. */
    private void update(String change, @Nullable Integer answered, @Nullable String why, Instant at) {
        Map<String, Object> values = new HashMap<>(Map.of("id", id, "attempts", attempts, "at", at));
        values.put("status", answered);
        values.put("why", why == null || why.length() <= LONGEST_FAILURE ? why : why.substring(0, LONGEST_FAILURE));
        Statements.list(
                Boolean.class,
                "update webhook_delivery set " + change
                        + ", status = cast(:status as integer), failure = cast(:why as text)"
                        + " where id = :id and attempts = :attempts returning true",
                values);
    }

    /**
     * Deliveries of a webhook, those of the newest events first. Looks at {@link #SCANNED} at most.
     *
     * @param before the {@link #eventId} after which the page begins
     */
    static List<WebhookDelivery> page(UUID webhook, @Nullable State state, long before, int limit) {
        return Statements.list(
                WebhookDelivery.class,
                "select * from (select * from webhook_delivery where webhook_id = :webhook and event_id < :before"
                        + " order by event_id desc limit :scanned) scanned"
                        + (state == null ? "" : " where " + state.condition)
                        + " order by event_id desc limit :limit",
                Map.of("webhook", webhook, "before", before, "limit", limit, "scanned", SCANNED));
    }

    /** The {@link #eventId} of the last delivery that {@link #page} looks at; empty if it looks at all. */
    static Optional<Long> lastScanned(UUID webhook, long before) {
        return Statements.first(
                Long.class,
                "select event_id from webhook_delivery where webhook_id = :webhook and event_id < :before"
                        + " order by event_id desc offset :scanned - 1 limit 1",
                Map.of("webhook", webhook, "before", before, "scanned", SCANNED));
    }

    /** Makes a delivery due, whatever became of it; false if there is none. */
    static boolean sendAgain(UUID webhook, UUID id, Instant now) {
        return Statements.first(Boolean.class, """
                        update webhook_delivery set created_at = :now, due_at = :now, attempts = 0, delivered_at = null, failure = null
                        where id = :id and webhook_id = :webhook returning true
                        """, Map.of("webhook", webhook, "id", id, "now", now))
                .isPresent();
    }

    /** Lets the deliveries that wait begin anew. There can be many, so only their number is read. */
    static void retryWaiting(UUID webhook, Instant now) {
        Statements.list(Long.class, """
                with again as (
                    update webhook_delivery set created_at = :now, due_at = :now, attempts = 0
                    where webhook_id = :webhook and due_at is not null returning id
                ) select count(*) from again
                """, Map.of("webhook", webhook, "now", now));
    }

    /**
     * Makes events of a time due for a webhook that gets their kind, the oldest first.
     *
     * @param limit the maximum number of events
     * @return the times of these events, and of the one after them, if there are more
     */
    static List<Instant> replay(UUID webhook, Instant from, Instant until, int limit, Instant now) {
        return Statements.list(
                Instant.class,
                """
                with chosen as (
                    select e.id, e.kind, e.happened_at from audit_event e join webhook w on w.id = :webhook
                    where e.happened_at >= :from and e.happened_at < :until
                        and (w.kinds = '' or e.kind = any (string_to_array(w.kinds, ' ')))
                    order by e.happened_at, e.id limit :limit + 1
                ), replayed as (
                    insert into webhook_delivery (webhook_id, event_id, kind, created_at, due_at)
                    select :webhook, id, kind, :now, :now from (select * from chosen order by happened_at, id limit :limit) as all_but_one
                    on conflict (webhook_id, event_id) do update
                        set created_at = :now, due_at = :now, attempts = 0, delivered_at = null, failure = null
                )
                select happened_at from chosen order by happened_at, id
                """,
                Map.of("webhook", webhook, "from", from, "until", until, "limit", limit, "now", now));
    }

    /** How many events wait for enabled webhooks, and since when the oldest does. */
    record Backlog(long waiting, @Nullable Instant oldest) {}

    static Backlog backlog() {
        Object[] row = Statements.first(Object[].class, """
                        select count(*) as waiting, min(d.created_at) as oldest
                        from webhook_delivery d join webhook on webhook.id = d.webhook_id
                        where d.due_at is not null and webhook.enabled
                        """, Map.of()).orElseThrow();
        return new Backlog(((Number) row[0]).longValue(), (Instant) row[1]);
    }

    /**
     * Removes what was delivered or given up before {@code then}, or has waited since then for a webhook that is disabled or removed.
     *
     * @return how many, at most {@code limit}
     */
    static int purge(Instant then, int limit) {
        return Statements.list(Boolean.class, """
                        delete from webhook_delivery where id in (
                            select id from webhook_delivery d where created_at < :then and (due_at is null
                                or not exists (select 1 from webhook where webhook.id = d.webhook_id and webhook.enabled))
                            limit :limit for update skip locked)
                        returning true
                        """, Map.of("then", then, "limit", limit))
                .size();
    }
}
