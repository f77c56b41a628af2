package latchkey.email;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import latchkey.database.Statements;
import latchkey.delivery.RetrySchedule;
import org.jspecify.annotations.Nullable;

/**
 * A mail to send, stored in the transaction that causes it. It has no text and no token: {@link MailTexts} makes both when it is
 * sent. Sent and failed mails are kept for a week, for the operator.
 */
@Entity
@Table(name = "outbox_message")
public class OutboxMessage extends PanacheEntityBase {

    private static final RetrySchedule SCHEDULE = new RetrySchedule(
            List.of(
                    Duration.ofSeconds(10),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(15),
                    Duration.ofHours(1),
                    Duration.ofHours(3),
                    Duration.ofHours(6),
                    Duration.ofHours(12)),
            0.5);

    /** How long a replica may take for one attempt. After that, another replica tries, too. */
    static final Duration LEASE = Duration.ofMinutes(2);

    private static final int MAX_FAILURE_LENGTH = 300;

    /** The mail's {@code Message-ID}, the same in each attempt. */
    @Id
    public UUID id;

    @Enumerated(EnumType.STRING)
    public MailKind kind;

    /** Null for a mail to the operator. */
    @Nullable
    public Long accountId;

    public String recipient;

    /** A language of {@link MailTexts}. */
    public String language;

    /** The {@link EmailLink#id} of its link. */
    @Nullable
    public UUID linkId;

    /** The {@link EmailLink#id} of its link "this was not me". */
    @Nullable
    public UUID notMeId;

    /** What the mail names: the new address of the account, or the URL of a webhook. */
    @Nullable
    public String about;

    /** What the mail says beside {@link #about}: why a webhook was disabled. */
    @Nullable
    public String detail;

    /** Of the client that caused the mail. */
    @Nullable
    public String address;

    /** Of the client that caused the mail. */
    @Nullable
    public String userAgent;

    public Instant createdAt;

    /** When the next attempt is due; null if there is none. */
    @Nullable
    public Instant dueAt;

    public int attempts;

    @Nullable
    public Instant sentAt;

    /** Why the last attempt failed. */
    @Nullable
    public String failure;

    /** What becomes of a mail. */
    public enum State {
        WAITING,
        SENT,
        FAILED
    }

    public State state() {
        return sentAt != null ? State.SENT : dueAt != null ? State.WAITING : State.FAILED;
    }

    /** Whether another attempt follows if this one fails for a while. */
    boolean hasAttemptsLeft() {
        return SCHEDULE.hasNext(attempts);
    }

    /** In the current transaction. */
    void insert() {
        Statements.call(session -> session.insert(this));
    }

    /** Takes the mail that is due for longest, and counts an attempt. No other replica takes it within {@link #LEASE}. */
    static Optional<OutboxMessage> claim(Instant now) {
        return Statements.first(OutboxMessage.class, """
                update outbox_message set attempts = attempts + 1, due_at = :lease
                where id = (
                    select id from outbox_message where due_at <= :now order by due_at limit 1 for update skip locked)
                returning *
                """, Map.of("now", now, "lease", now.plus(LEASE)));
    }

    /** Stores that the mail server has taken the mail. */
    void sent(Instant now) {
        update("sent_at = :at, due_at = null, failure = null", null, now);
    }

    /** Stores that an attempt failed. */
    void failed(String why, Instant now) {
        update("due_at = :at, failure = :why", why, SCHEDULE.next(attempts, now));
    }

    /** Stores that there will be no further attempt. */
    void givenUp(String why, Instant now) {
        update("due_at = null, failure = :why", why, now);
    }

    /** Only if no other replica has taken the mail since. */
    private void update(String change, @Nullable String why, Instant at) {
        Map<String, Object> values = new HashMap<>(Map.of("id", id, "attempts", attempts, "at", at));
        values.put(
                "why", why == null || why.length() <= MAX_FAILURE_LENGTH ? why : why.substring(0, MAX_FAILURE_LENGTH));
        Statements.list(
                Boolean.class,
                "update outbox_message set " + change + " where id = :id and attempts = :attempts returning true",
                values);
    }

    /** Makes failed mails due again, all of them or one, and stores an event of each. */
    static List<AuditEvent> retry(@Nullable UUID id, Instant now, EventDraft draft) {
        Map<String, Object> values = new HashMap<>(Map.of("now", now));
        values.put("id", id);
        return draft.storeWith("""
                update outbox_message m set due_at = :now, attempts = 0 from (
                    select o.id, a.id as account_id, a.username from outbox_message o left join account a on a.id = o.account_id
                    where o.sent_at is null and o.id = coalesce(cast(:id as uuid), o.id)
                        and (o.due_at is null or cast(:id as uuid) is not null)) again
                where m.id = again.id and m.sent_at is null
                returning again.account_id, again.username, cast(null as uuid) as session_id
                """, values);
    }

    /** The newest mails, or those of one account. */
    static List<OutboxMessage> list(boolean withSent, @Nullable Long account, int limit) {
        Map<String, Object> values = new HashMap<>(Map.of("sent", withSent, "limit", limit));
        values.put("account", account);
        return Statements.list(OutboxMessage.class, """
                select * from outbox_message
                where (:sent or sent_at is null)
                    and (cast(:account as bigint) is null or account_id = cast(:account as bigint))
                order by created_at desc, id limit :limit
                """, values);
    }

    /**
     * One page of the mails that were not sent, or of all, the newest first.
     *
     * @param before the time and the id of the last mail of the page before
     */
    static List<OutboxMessage> page(boolean withSent, Instant before, UUID id, int limit) {
        return Statements.list(
                OutboxMessage.class,
                "select * from outbox_message where (created_at, id) < (:before, :id)"
                        + (withSent ? "" : " and sent_at is null") + " order by created_at desc, id desc limit :limit",
                Map.of("before", before, "id", id, "limit", limit));
    }

    /** How many mails wait, and since when the oldest does. */
    record Backlog(long waiting, @Nullable Instant oldest) {}

    static Backlog backlog() {
        Object[] row = Statements.first(
                        Object[].class,
                        "select count(*) as waiting, min(created_at) as oldest from outbox_message where due_at is not null",
                        Map.of())
                .orElseThrow();
        return new Backlog(((Number) row[0]).longValue(), (Instant) row[1]);
    }

    /** Removes mails of before {@code then} that were sent or given up, at most {@code limit}, and returns how many. */
    public static int purge(Instant then, int limit) {
        return Statements.list(Boolean.class, """
                        delete from outbox_message where id in (
                            select id from outbox_message where created_at < :then and due_at is null limit :limit
                            for update skip locked)
                        returning true
                        """, Map.of("then", then, "limit", limit))
                .size();
    }
}
