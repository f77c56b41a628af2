package latchkey.session;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import latchkey.database.Batches;
import latchkey.database.JdbcStatement;
import latchkey.database.Transactions;
import org.jspecify.annotations.Nullable;

/**
 * Ends live sessions, with the first reason kept and an audit event for each that ended.
 *
 * @param reason why they end
 */
public record SessionEnd(Reason reason, EventDraft draft) {

    /** Why a session ended before its time. */
    enum Reason {
        /** The user signed out. */
        LOGOUT,
        /** A client showed a used refresh token: two clients have it, and one of them is a thief (RFC 9700, 4.14.2). */
        REUSE,
        PASSWORD,
        /** The account was disabled, or an operator ended the session. */
        ADMIN,
        /** The account opened more sessions than it may have. */
        LIMIT
    }

    private static final String END = """
            update session s set ended_at = :at, end_reason = :reason from account a
            where a.id = s.account_id and s.ended_at is null and s.idle_until > :at and %s
            returning s.account_id, a.username, s.id as session_id
            """;

    /** How many sessions one statement finds: it reads the whole table, since no index has a time that each refresh changes. */
    private static final int FOUND = 50_000;

    private static final String EXPIRED = "select id from session where coalesce(ended_at, idle_until) < ? limit ?";

    private static final String REMOVE = """
            delete from session where id in (
                select id from session where id = any(?) and coalesce(ended_at, idle_until) < ? for update skip locked)
            """;

    /** Sessions of an account, except {@code :kept} if that is given. */
    private static final String OF_ACCOUNT = """
            s.id in (
                select id from session
                where account_id = :account and ended_at is null and idle_until > :at
                    and id is distinct from cast(:kept as uuid)
                limit :batch)
            """;

    /** The sessions from earlier epochs of the account; a session that the user opens in the current epoch is not one. */
    private static final String OF_FORMER_EPOCHS = """
            s.id in (
                select f.id from session f join account owner on owner.id = f.account_id
                where f.account_id = :account and f.ended_at is null and f.idle_until > :at and f.epoch <> owner.session_epoch
                limit :batch)
            """;

    List<AuditEvent> of(UUID session) {
        return draft.storeWith(
                String.format(Locale.ROOT, END, "s.id = :id"), Map.of("reason", reason.name(), "id", session));
    }

    /** As {@link #of}, if the session belongs to this account. */
    List<AuditEvent> of(long account, UUID session) {
        return draft.storeWith(
                String.format(Locale.ROOT, END, "s.account_id = :account and s.id = :id"),
                Map.of("reason", reason.name(), "account", account, "id", session));
    }

    /**
     * Ends one batch of an account's sessions; callers repeat it until it ends none.
     *
     * @param kept the session that stays; null for none
     */
    List<AuditEvent> batchOf(long account, @Nullable UUID kept) {
        Map<String, Object> values = new HashMap<>();
        values.put("reason", reason.name());
        values.put("account", account);
        values.put("kept", kept);
        values.put("batch", Session.BATCH);
        return draft.storeWith(String.format(Locale.ROOT, END, OF_ACCOUNT), values);
    }

    /** As {@link #batchOf}, for sessions from earlier epochs of the account. */
    List<AuditEvent> batchOfFormerEpochs(long account) {
        return draft.storeWith(
                String.format(Locale.ROOT, END, OF_FORMER_EPOCHS),
                Map.of("reason", reason.name(), "account", account, "batch", Session.BATCH));
    }

    /** Ends the sessions of all accounts, which are too many for an event each, and returns how many. In a transaction. */
    static int ofAll(Reason reason, Instant now) {
        return Session.update(
                "endedAt = ?1, endReason = ?2 where endedAt is null and idleUntil > ?1", now, reason.name());
    }

    /**
     * Removes sessions that ended or expired before {@code then}, and returns how many. Replicas that purge at the same time share the
     * work: what others have locked is left to them, or to the next purge.
     */
    public static int purge(Instant then) {
        int removed = 0;
        List<UUID> expired;
        int now;
        do {
            expired = Transactions.statement(
                    () -> JdbcStatement.of(EXPIRED, then, FOUND).all(row -> row.getObject("id", UUID.class)));
            now = Batches.remove("sessions", expired, ids -> JdbcStatement.kept(REMOVE, ids.toArray(UUID[]::new), then)
                    .update());
            removed += now;
        } while (expired.size() == FOUND && now > 0);
        return removed;
    }
}
