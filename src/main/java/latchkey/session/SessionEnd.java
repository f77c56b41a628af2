package latchkey.session;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import latchkey.Sql;
import latchkey.audit.AuditEvent;
import latchkey.audit.Draft;
import org.jspecify.annotations.Nullable;

/**
 * The end of live sessions: the first reason stays, and there is no event where none ended.
 *
 * @param reason why they end
 */
record SessionEnd(EndReason reason, Draft draft) {

    private static final String END = """
            update session s set ended_at = :at, end_reason = :reason from account a
            where a.id = s.account_id and s.ended_at is null and s.idle_until > :at and %s
            returning s.account_id, a.username, s.id as session_id
            """;

    /** Sessions of an account, but for one where that is given. */
    private static final String SOME = """
            s.id in (
                select id from session
                where account_id = :account and ended_at is null and idle_until > :at
                    and id is distinct from cast(:kept as uuid)
                limit :batch)
            """;

    /** The sessions of an earlier epoch of the account; a session that the user opens in the current epoch is not one. */
    private static final String FORMER = """
            s.id in (
                select f.id from session f join account owner on owner.id = f.account_id
                where f.account_id = :account and f.ended_at is null and f.idle_until > :at and f.epoch <> owner.session_epoch
                limit :batch)
            """;

    List<AuditEvent> of(UUID session) {
        return draft.with(
                String.format(Locale.ROOT, END, "s.id = :id"), Map.of("reason", reason.name(), "id", session));
    }

    /** As {@link #of}, if it is one of this account. */
    List<AuditEvent> of(long account, UUID session) {
        return draft.with(
                String.format(Locale.ROOT, END, "s.account_id = :account and s.id = :id"),
                Map.of("reason", reason.name(), "account", account, "id", session));
    }

    /**
     * Ends some sessions of an account: there are none left where it ends none.
     *
     * @param kept the one that stays, if any does
     */
    List<AuditEvent> ofSome(long account, @Nullable UUID kept) {
        Map<String, Object> values = new HashMap<>();
        values.put("reason", reason.name());
        values.put("account", account);
        values.put("kept", kept);
        values.put("batch", Session.BATCH);
        return draft.with(String.format(Locale.ROOT, END, SOME), values);
    }

    /** As {@link #ofSome}, of sessions that were opened in an earlier epoch of the account. */
    List<AuditEvent> ofFormer(long account) {
        return draft.with(
                String.format(Locale.ROOT, END, FORMER),
                Map.of("reason", reason.name(), "account", account, "batch", Session.BATCH));
    }

    /** How many sessions of all accounts were ended: too many for an event each. */
    static int ofAll(EndReason reason, Instant now) {
        return Sql.of(
                        "update session set ended_at = ?, end_reason = ? where ended_at is null and idle_until > ?",
                        now,
                        reason.name(),
                        now)
                .update();
    }

    /**
     * Removes sessions that ended or expired before {@code then}. Replicas that purge at the same time share the work.
     *
     * @return how many there were, at most {@code most}
     */
    static int purge(Instant then, int most) {
        return Sql.of("""
                        delete from session where id in (
                            select id from session where coalesce(ended_at, idle_until) < ? limit ? for update skip locked)
                        """, then, most).update();
    }
}
