package latchkey.session;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import latchkey.Sql;
import latchkey.audit.AuditEvent;
import latchkey.audit.Draft;

/**
 * A refresh that a client asks for: the statements that decide on it, each by itself, so that of any number of callers at once,
 * on any number of replicas, exactly one succeeds.
 *
 * @param generation of the refresh token that the client shows
 * @param idle how long the session lives after it
 */
record Refresh(UUID session, int generation, Device device, Instant now, Duration idle) {

    /** In which a session regains one refresh. */
    static final Duration PACE = Duration.ofSeconds(10);

    /** Longer than any session lasts: as nothing is counted, it is for what was counted before. */
    private static final Duration UNLIMITED = Duration.ofDays(365_000);

    private static final String ADVANCE = """
            update session s
            set generation = s.generation + 1, refreshed_at = :at, idle_until = least(:idle, s.ends_at),
                paced_until = greatest(s.paced_until, :at) + interval '1 second' * :pace,
                refreshed_by = :client, contract = coalesce(s.contract, :contract)
            from account a
            where s.id = :id and s.generation = :generation and s.paced_until <= :ahead and
            """ + Session.USABLE + "returning " + Session.COLUMNS;

    /** A session of which no contract is known was never refreshed by one that replaces its token. */
    private static final String RENEW = """
            update session s
            set paced_until = greatest(s.paced_until, :at) + interval '1 second' * :pace, renewed_at = :at, contract = :contract
            from account a
            where s.id = :id and s.generation = :generation and s.paced_until <= :ahead
              and (s.contract = :contract or (s.contract is null and s.generation = 0)) and
            """ + Session.USABLE + "returning " + Session.COLUMNS;

    private static final String PACED = """
            update session s set paced_until = greatest(s.paced_until, :at) + interval '1 second' * :pace
            where s.id = :id and s.generation > :generation and s.paced_until <= :ahead
            returning s.id
            """;

    /** No other client may ask with the token before, which may have been stolen with the password. */
    private static final String KEEP = """
            update session s
            set generation = s.generation + 1, refreshed_at = :at, idle_until = least(:idle, s.ends_at),
                refreshed_by = :client, replayed_generation = s.generation + 1, replayed_by = null, epoch = a.session_epoch
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
     * @param ahead how far its pace may be ahead of the clock
     */
    Optional<Session> advance(Duration ahead) {
        return Sql.named(ADVANCE, paced(ahead)).first(Session::of);
    }

    /** Finds a live session of this contract at this generation, and counts the refresh against its pace. */
    Optional<Session> renew(Duration ahead) {
        return Sql.named(RENEW, paced(ahead)).first(Session::of);
    }

    /** Counts an answer to the token before the current one against the session's pace; false where it comes too fast. */
    boolean pace(Duration ahead) {
        return Sql.named(PACED, paced(ahead)).first(row -> true).isPresent();
    }

    /** Has another client than the one before get the successor, once. There is no event where it may not. */
    List<AuditEvent> replay(Draft draft) {
        return draft.with(REPLAY, Map.of("id", session, "generation", generation, "client", client().stored()));
    }

    /** Moves the session that a password is changed in to the next generation and its account's present epoch. */
    static Optional<Session> keep(UUID session, long account, Device device, Instant now, Duration idle) {
        return Sql.named(
                        KEEP,
                        Map.of(
                                "id", session,
                                "account", account,
                                "client", Client.of(device).stored(),
                                "at", now,
                                "idle", now.plus(idle)))
                .first(Session::of);
    }

    /** How far a session's pace may be ahead of the clock, where so many refreshes may come at once; 0 for any number. */
    static Duration ahead(int refreshes) {
        return refreshes == 0 ? UNLIMITED : PACE.multipliedBy(refreshes - 1L);
    }

    private Map<String, Object> paced(Duration ahead) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", session);
        values.put("generation", generation);
        values.put("client", client().stored());
        values.put("contract", device.contract());
        values.put("at", now);
        values.put("idle", now.plus(idle));
        values.put("pace", ahead.equals(UNLIMITED) ? 0 : PACE.toSeconds());
        values.put("ahead", now.plus(ahead));
        return values;
    }
}
