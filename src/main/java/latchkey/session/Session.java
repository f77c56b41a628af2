package latchkey.session;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import latchkey.Sql;
import latchkey.account.Account;
import latchkey.account.Network;
import latchkey.audit.AuditEvent;
import latchkey.audit.Draft;
import org.jspecify.annotations.Nullable;

/**
 * One login of one account. Its refresh token is a function of this row and the secret, so a refresh changes the row and
 * adds none.
 *
 * @param generation how often the session was refreshed; the only refresh token that is good carries this number
 * @param idleUntil never after {@code endsAt}
 * @param pacedUntil when one that is refreshed once a {@link #PACE} would be due
 */
record Session(
        UUID id,
        Account account,
        int generation,
        Instant openedAt,
        Instant refreshedAt,
        Instant idleUntil,
        Instant endsAt,
        @Nullable Instant endedAt,
        Instant pacedUntil,
        @Nullable String userAgent,
        @Nullable String address) {

    /** In which a session regains one refresh. */
    static final Duration PACE = Duration.ofSeconds(10);

    private static final String COLUMNS = """
            s.id as session_id, s.generation, s.opened_at, s.refreshed_at, s.idle_until, s.ends_at, s.ended_at, s.paced_until,
            s.user_agent, s.address,\s""" + Account.COLUMNS;

    private static final String WITH_ACCOUNT =
            "select " + COLUMNS + " from session s join account a on a.id = s.account_id where ";

    /** How live sessions end: the first reason stays. */
    private static final String END = """
            update session s set ended_at = :at, end_reason = :reason from account a
            where a.id = s.account_id and s.ended_at is null and s.idle_until > :at and %s
            returning s.account_id, a.username, s.id as session_id
            """;

    private static final String ADVANCE = """
            update session s
            set generation = s.generation + 1, refreshed_at = ?, idle_until = least(?, s.ends_at),
                paced_until = greatest(s.paced_until, ?) + interval '1 second' * ?
            from account a
            where s.id = ? and s.generation = ? and a.id = s.account_id and a.active
              and s.ended_at is null and s.idle_until > ? and s.paced_until <= ?
            returning\s""" + COLUMNS;

    /** Reads {@link #COLUMNS}. */
    private static Session of(ResultSet row) throws SQLException {
        return new Session(
                row.getObject("session_id", UUID.class),
                Account.of(row),
                row.getInt("generation"),
                requireNonNull(Sql.instant(row, "opened_at")),
                requireNonNull(Sql.instant(row, "refreshed_at")),
                requireNonNull(Sql.instant(row, "idle_until")),
                requireNonNull(Sql.instant(row, "ends_at")),
                Sql.instant(row, "ended_at"),
                requireNonNull(Sql.instant(row, "paced_until")),
                row.getString("user_agent"),
                row.getString("address"));
    }

    static Session open(Account account, Device device, Instant now, Duration idle, Duration absolute) {
        Instant endsAt = now.plus(absolute);
        Instant idleUntil = now.plus(idle);
        return new Session(
                UUID.randomUUID(),
                account,
                0,
                now,
                now,
                idleUntil.isBefore(endsAt) ? idleUntil : endsAt,
                endsAt,
                null,
                now,
                device.userAgent(),
                device.address());
    }

    /** Stores a session that was opened. */
    List<AuditEvent> store(Draft draft) {
        Map<String, Object> row = new HashMap<>();
        row.put("id", id);
        row.put("account", account.id);
        row.put("openedAt", openedAt);
        row.put("idleUntil", idleUntil);
        row.put("endsAt", endsAt);
        row.put("agent", userAgent);
        row.put("from", address);
        row.put("network", address == null ? null : Network.of(address).name());
        row.put("name", account.username);
        return draft.with("""
                insert into session (id, account_id, opened_at, refreshed_at, idle_until, ends_at, user_agent, address,
                    network)
                values (:id, :account, :openedAt, :openedAt, :idleUntil, :endsAt, :agent, :from, :network)
                returning account_id, cast(:name as text) as username, id as session_id
                """, row);
    }

    /**
     * Moves a live session of an active account from {@code generation} to the next, in one statement: of any number of
     * callers at once, on any number of replicas, exactly one gets the session, its account with it.
     *
     * @param ahead how far its pace may be ahead of the clock
     */
    static Optional<Session> advance(UUID id, int generation, Instant now, Duration idle, Duration ahead) {
        return Sql.of(ADVANCE, now, now.plus(idle), now, PACE.toSeconds(), id, generation, now, now.plus(ahead))
                .first(Session::of);
    }

    static Optional<Session> find(UUID id) {
        return Sql.of(WITH_ACCOUNT + "s.id = ?", id).first(Session::of);
    }

    /** Ends the session, once. There is nothing to tell where it had ended or expired before. */
    static List<AuditEvent> end(UUID id, EndReason reason, Draft draft) {
        return draft.with(END.formatted("s.id = :id"), Map.of("reason", reason.name(), "id", id));
    }

    static List<Session> liveOf(long account, Instant now) {
        return Sql.of(
                        WITH_ACCOUNT
                                + "s.account_id = ? and s.ended_at is null and s.idle_until > ? order by s.refreshed_at desc",
                        account,
                        now)
                .all(Session::of);
    }

    static long countLive(Instant now) {
        return Sql.of("""
                        select count(*) from session s join account a on a.id = s.account_id
                        where s.ended_at is null and s.idle_until > ? and a.active
                        """, now).first(row -> row.getLong(1)).orElseThrow();
    }

    /** Ends one or none. */
    static List<AuditEvent> endOf(long account, UUID id, EndReason reason, Draft draft) {
        return draft.with(
                END.formatted("s.account_id = :account and s.id = :id"),
                Map.of("reason", reason.name(), "account", account, "id", id));
    }

    static List<AuditEvent> endOthers(long account, UUID kept, EndReason reason, Draft draft) {
        return draft.with(
                END.formatted("s.account_id = :account and s.id <> :kept"),
                Map.of("reason", reason.name(), "account", account, "kept", kept));
    }

    static List<AuditEvent> endAll(long account, EndReason reason, Draft draft) {
        return draft.with(
                END.formatted("s.account_id = :account"), Map.of("reason", reason.name(), "account", account));
    }

    /** How many were ended: too many to tell of each. */
    static int endEverybodys(EndReason reason, Instant now) {
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

    boolean live(Instant now) {
        return endedAt == null && idleUntil.isAfter(now) && account.active;
    }

    /**
     * Whether {@code generation} was replaced so recently that its holder may not have heard. Without a grace never, though
     * {@code now} may be before the replacement where two come together.
     */
    boolean justReplaced(int generation, Instant now, Duration grace) {
        return !grace.isZero() && this.generation == generation + 1 && now.isBefore(refreshedAt.plus(grace));
    }
}
