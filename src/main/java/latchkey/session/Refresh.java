package latchkey.session;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import latchkey.account.Account;
import latchkey.audit.AuditEvent;
import latchkey.audit.EventDraft;
import latchkey.database.JdbcStatement;
import latchkey.database.Statements;

/**
 * A refresh request, with the statements that decide on it. Each is one statement, so that of any number of simultaneous
 * callers, on any number of replicas, exactly one succeeds.
 *
 * @param generation of the refresh token that the client shows
 * @param idle how long the session lives after it
 */
record Refresh(UUID session, int generation, Device device, Instant now, Duration idle) {

    /** The time in which a session regains one refresh. */
    static final Duration REFILL_PERIOD = Duration.ofSeconds(10);

    /** Longer than any session lasts. Without a limit nothing is counted; this covers earlier counts. */
    private static final Duration UNLIMITED = Duration.ofDays(365_000);

    static final String RENEW_QUERY = "Session.renew";
    static final String KEEP_QUERY = "Session.keep";

    private static final String ADVANCE = """
            update session s
            set generation = s.generation + 1, refreshed_at = ?, idle_until = least(?, s.ends_at),
                paced_until = greatest(s.paced_until, ?) + interval '1 second' * ?,
                refreshed_by = ?, contract = coalesce(s.contract, ?)
            from account a
            where s.id = ? and s.generation = ? and s.paced_until <= ? and
            """ + Session.USABLE.replace(":at", "?") + "returning " + Session.COLUMNS;

    /**
     * {@link #ADVANCE} for many. It leaves out sessions that another statement has locked, so that no two groups wait for each
     * other's rows.
     */
    private static final String ADVANCE_ALL =
            """
            with shown as (
                select * from unnest(?, ?, ?, ?, ?) with ordinality as shown (id, generation, at, client, contract, place)
            ), unlocked as materialized (select id from session where id = any(?) for no key update skip locked)
            update session s
            set generation = s.generation + 1, refreshed_at = shown.at,
                idle_until = least(shown.at + cast(? as interval), s.ends_at),
                paced_until = greatest(s.paced_until, shown.at) + interval '1 second' * ?,
                refreshed_by = shown.client, contract = coalesce(s.contract, shown.contract)
            from account a, shown, unlocked
            where s.id = shown.id and s.id = unlocked.id and s.generation = shown.generation
              and s.paced_until <= shown.at + cast(? as interval) and
            """ + Session.USABLE.replace(":at", "shown.at") + "returning shown.place, " + Session.COLUMNS;

    /** A session without a known contract was never refreshed by a contract that replaces its token. */
    static final String RENEW = """
            update session s
            set paced_until = greatest(s.paced_until, :at) + interval '1 second' * :pace, renewed_at = :at, contract = :contract
            from account a
            where s.id = :id and s.generation = :generation and s.paced_until <= :maxPacedUntil
              and (s.contract = :contract or (s.contract is null and s.generation = 0)) and
            """ + Session.USABLE + "returning " + Session.COLUMNS;

    private static final String PACED = """
            update session s set paced_until = greatest(s.paced_until, :at) + interval '1 second' * :pace
            where s.id = :id and s.generation > :generation and s.paced_until <= :maxPacedUntil
            returning s.id
            """;

    private static final String KEPT_GENERATION =
            "s.generation + case when s.contract = any(:keepers) then 0 else 1 end";

    /** No other client may use the previous token, which may have been stolen with the password. */
    static final String KEEP = "update session s set generation = " + KEPT_GENERATION + ", replayed_generation = "
            + KEPT_GENERATION + """
            , replayed_by = null, refreshed_by = :client, refreshed_at = :at, idle_until = least(:idle, s.ends_at),
                epoch = a.session_epoch
            from account a
            where s.id = :id and s.account_id = :account and a.id = s.account_id and s.epoch = a.session_epoch - 1
              and s.ended_at is null and s.idle_until > :at
            returning\s""" + Session.COLUMNS;

    private static final String REPLAY =
            """
            update session s set replayed_generation = s.generation, replayed_by = :client
            from account a
            where s.id = :id and s.generation = :generation + 1
              and (s.replayed_generation is null
                  or s.replayed_generation < s.generation - case when s.replayed_by is null then 0 else 1 end) and
            """ + Session.USABLE + "returning s.account_id, a.username, s.id as session_id";

    Client client() {
        return Client.of(device);
    }

    /**
     * Moves a live session of an active account from this generation to the next.
     *
     * @param burst how far its pace may be ahead of the clock
     */
    Optional<Session> advance(Duration burst) {
        return JdbcStatement.of(
                        ADVANCE,
                        now,
                        now.plus(idle),
                        now,
                        pace(burst),
                        client().stored(),
                        device.contract(),
                        session,
                        generation,
                        now.plus(burst),
                        now)
                .first(Refresh::read);
    }

    /**
     * As {@link #advance}, for many at once.
     *
     * @return the sessions that advanced; each other refresh must be tried alone. A map by identity, since two clients may show the
     *     same token at the same time.
     */
    static Map<Refresh, Optional<Session>> advanceAll(List<Refresh> group, Duration burst) {
        UUID[] sessions = array(group, Refresh::session, UUID[]::new);
        Map<Refresh, Optional<Session>> advanced = new IdentityHashMap<>();
        JdbcStatement.kept(
                        ADVANCE_ALL,
                        sessions,
                        array(group, Refresh::generation, Integer[]::new),
                        array(group, Refresh::now, Instant[]::new),
                        array(group, refresh -> refresh.client().stored(), String[]::new),
                        array(group, refresh -> refresh.device.contract(), String[]::new),
                        sessions,
                        group.get(0).idle.toString(),
                        pace(burst),
                        burst.toString())
                .all(row -> advanced.put(group.get(row.getInt("place") - 1), Optional.of(read(row))));
        return advanced;
    }

    private static <T> T[] array(List<Refresh> group, Function<Refresh, T> value, IntFunction<T[]> ofLength) {
        return group.stream().map(value).toArray(ofLength);
    }

    /** Finds a live session of this contract at this generation, and counts the refresh against its pace. */
    Optional<Session> renew(Duration burst) {
        return Session.named(RENEW_QUERY, parameters(burst)).stream().findFirst();
    }

    /** Counts an answer to the previous token against the session's pace; false if it comes too fast. */
    boolean countAgainstPace(Duration burst) {
        return Statements.first(UUID.class, PACED, parameters(burst)).isPresent();
    }

    /** Gives another client the successor, once. Records no event if it may not have it. */
    List<AuditEvent> replay(EventDraft draft) {
        return draft.storeWith(REPLAY, Map.of("id", session, "generation", generation, "client", client().stored()));
    }

    /**
     * Moves the session in which a password is changed to its account's present epoch, and to the next generation.
     *
     * @param keepers the contracts whose sessions stay at their generation, so that their refresh token stays good
     */
    static Optional<Session> keep(
            UUID session, long account, Device device, Instant now, Duration idle, Set<String> keepers) {
        return Session.named(
                        KEEP_QUERY,
                        Map.of(
                                "id",
                                session,
                                "account",
                                account,
                                "client",
                                Client.of(device).stored(),
                                "at",
                                now,
                                "keepers",
                                keepers.toArray(String[]::new),
                                "idle",
                                now.plus(idle)))
                .stream()
                .findFirst();
    }

    /** How far a session's pace may be ahead of the clock if so many refreshes may come at once; 0 for any number. */
    static Duration burst(int refreshes) {
        return refreshes == 0 ? UNLIMITED : REFILL_PERIOD.multipliedBy(refreshes - 1L);
    }

    /** Seconds that a refresh moves the session's pace ahead. */
    private static long pace(Duration burst) {
        return burst.equals(UNLIMITED) ? 0 : REFILL_PERIOD.toSeconds();
    }

    /** Reads {@link Session#COLUMNS}. */
    static Session read(ResultSet row) throws SQLException {
        Session session = new Session();
        session.id = row.getObject("session_id", UUID.class);
        session.account = Account.read(row);
        session.epoch = row.getInt("epoch");
        session.generation = row.getInt("generation");
        session.openedAt = requireNonNull(JdbcStatement.instant(row, "opened_at"));
        session.refreshedAt = requireNonNull(JdbcStatement.instant(row, "refreshed_at"));
        session.renewedAt = JdbcStatement.instant(row, "renewed_at");
        session.idleUntil = requireNonNull(JdbcStatement.instant(row, "idle_until"));
        session.endsAt = requireNonNull(JdbcStatement.instant(row, "ends_at"));
        session.endedAt = JdbcStatement.instant(row, "ended_at");
        session.endReason = row.getString("end_reason");
        session.pacedUntil = requireNonNull(JdbcStatement.instant(row, "paced_until"));
        session.contract = row.getString("contract");
        session.userAgent = row.getString("user_agent");
        session.address = row.getString("address");
        session.network = row.getString("network");
        session.refreshedBy = Client.read(row.getString("refreshed_by"));
        session.replayedGeneration = row.getObject("replayed_generation", Integer.class);
        session.replayedBy = Client.read(row.getString("replayed_by"));
        session.amr = row.getString("amr");
        return session;
    }

    private Map<String, Object> parameters(Duration burst) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", session);
        values.put("generation", generation);
        values.put("client", client().stored());
        values.put("contract", device.contract());
        values.put("at", now);
        values.put("idle", now.plus(idle));
        values.put("pace", pace(burst));
        values.put("maxPacedUntil", now.plus(burst));
        return values;
    }
}
