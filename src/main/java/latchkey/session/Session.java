package latchkey.session;

import static java.util.Objects.requireNonNull;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
 * @param refreshedAt when it got the current refresh token
 * @param renewedAt when it was last refreshed without a new refresh token; null for never
 * @param idleUntil never after {@code endsAt}
 * @param pacedUntil when one that is refreshed once a {@link Refresh#PACE} would be due
 * @param ofThisEpoch false where all sessions of its account were ended after it was opened
 * @param contract that opened it; null where an earlier release did
 * @param refreshedBy the client that got the current refresh token first
 * @param replayedGeneration at which another client got that token by showing the one before it
 * @param replayedBy that client; null where no other client shall get it
 */
record Session(
        UUID id,
        Account account,
        int generation,
        Instant openedAt,
        Instant refreshedAt,
        @Nullable Instant renewedAt,
        Instant idleUntil,
        Instant endsAt,
        @Nullable Instant endedAt,
        Instant pacedUntil,
        boolean ofThisEpoch,
        @Nullable String contract,
        @Nullable String userAgent,
        @Nullable String address,
        @Nullable Client refreshedBy,
        @Nullable Integer replayedGeneration,
        @Nullable Client replayedBy) {

    /** The moment of its last refresh, or of the sign-in. */
    private static final String LAST_USE = "greatest(s.refreshed_at, s.renewed_at)";

    static final String COLUMNS = """
            s.id as session_id, s.generation, s.opened_at, s.refreshed_at, s.renewed_at, s.idle_until, s.ends_at, s.ended_at,
            s.paced_until,
            s.user_agent, s.address, s.contract, s.refreshed_by, s.replayed_generation, s.replayed_by,
            s.epoch = a.session_epoch as of_this_epoch,\s""" + Account.COLUMNS;

    private static final String FROM = " from session s join account a on a.id = s.account_id ";

    /** How many sessions one statement ends at most. */
    static final int BATCH = 500;

    /** What makes a session live beside its dates: nothing ended it, and its account can sign in. */
    static final String USABLE = """
            a.id = s.account_id and a.active and s.epoch = a.session_epoch and s.ended_at is null and s.idle_until > :at
            """;

    private static final String OPEN = """
            opened as (
                insert into session (id, account_id, epoch, opened_at, refreshed_at, idle_until, ends_at, contract, user_agent,
                    address, network, refreshed_by)
                select :id, a.id, a.session_epoch, :openedAt, :openedAt, :idleUntil, :endsAt, cast(:contract as text),
                    cast(:agent as text), cast(:from as text), cast(:network as text), cast(:client as text)
                from %1$s
                where a.id = :account and a.active and a.session_epoch = :epoch %2$s
                returning account_id
            ), surplus as (
                select s.id from session s join opened o on s.account_id = o.account_id
                where :others >= 0 and s.ended_at is null and s.idle_until > :openedAt
                order by %3$s desc, s.id offset greatest(:others, 0) limit :batch
            ), ended as (
                update session set ended_at = :openedAt, end_reason = 'LIMIT'
                where id in (select id from surplus) and ended_at is null returning id
            ), about as (
                select 'LOGIN' as kind, account_id, cast(:name as text) as username, cast(:id as uuid) as session_id,
                    cast(:detail as text) as detail
                from opened
                union all select 'SESSION_END', :account, :name, id, 'one too many' from ended
            )
            """;

    private static final String OPEN_WITH_PASSWORD = String.format(
            Locale.ROOT,
            OPEN,
            "account a join credential c on c.account_id = a.id",
            "and c.password_hash = :hash for share of a, c",
            LAST_USE);

    private static final String OPEN_WITHOUT_PASSWORD =
            String.format(Locale.ROOT, OPEN, "account a", "for share of a", LAST_USE);

    private static final String LIVE_OF = String.format(
            Locale.ROOT, "select " + COLUMNS + FROM + "where s.account_id = :account and " + USABLE + """
            and (cast(:after as uuid) is null or (%1$s, s.id)
                < (select greatest(last.refreshed_at, last.renewed_at), last.id from session last where last.id = :after))
            order by %1$s desc, s.id desc limit :most
            """, LAST_USE);

    /** Reads {@link #COLUMNS}. */
    static Session of(ResultSet row) throws SQLException {
        return new Session(
                row.getObject("session_id", UUID.class),
                Account.of(row),
                row.getInt("generation"),
                requireNonNull(Sql.instant(row, "opened_at")),
                requireNonNull(Sql.instant(row, "refreshed_at")),
                Sql.instant(row, "renewed_at"),
                requireNonNull(Sql.instant(row, "idle_until")),
                requireNonNull(Sql.instant(row, "ends_at")),
                Sql.instant(row, "ended_at"),
                requireNonNull(Sql.instant(row, "paced_until")),
                row.getBoolean("of_this_epoch"),
                row.getString("contract"),
                row.getString("user_agent"),
                row.getString("address"),
                Client.read(row.getString("refreshed_by")),
                row.getObject("replayed_generation", Integer.class),
                Client.read(row.getString("replayed_by")));
    }

    static Session open(Account account, Device device, Instant now, SessionConfig limits) {
        Instant endsAt = now.plus(limits.absolute());
        Instant idleUntil = now.plus(limits.idle());
        return new Session(
                UUID.randomUUID(),
                account,
                0,
                now,
                now,
                null,
                idleUntil.isBefore(endsAt) ? idleUntil : endsAt,
                endsAt,
                null,
                now,
                true,
                device.contract(),
                device.userAgent(),
                device.address(),
                Client.of(device),
                null,
                null);
    }

    /**
     * Stores a session that was opened, in one statement with what it takes: its account is active and of the epoch in which
     * it was read, and, where {@code hash} is given, that is still its password's. Sessions beyond {@code most} end, the
     * longest unused first.
     *
     * @param hash that the password matched; null where no password was shown
     * @return no LOGIN among them where the session was not opened
     */
    List<AuditEvent> store(@Nullable String hash, int most, Draft draft) {
        Map<String, Object> row = new HashMap<>();
        row.put("id", id);
        row.put("account", account.id);
        row.put("epoch", account.sessionEpoch);
        row.put("hash", hash);
        row.put("openedAt", openedAt);
        row.put("idleUntil", idleUntil);
        row.put("endsAt", endsAt);
        row.put("contract", contract);
        row.put("agent", userAgent);
        row.put("from", address);
        row.put("network", address == null ? null : Network.of(address).name());
        row.put("client", refreshedBy == null ? null : refreshedBy.stored());
        row.put("name", account.username);
        row.put("others", most - 1);
        row.put("batch", BATCH);
        return draft.withEach(hash == null ? OPEN_WITHOUT_PASSWORD : OPEN_WITH_PASSWORD, row);
    }

    static Optional<Session> find(UUID id) {
        return Sql.of("select " + COLUMNS + FROM + "where s.id = ?", id).first(Session::of);
    }

    /**
     * Live sessions of an account, the one used last first.
     *
     * @param after the last of the page before; null for the first page
     */
    static List<Session> liveOf(long account, Instant now, @Nullable UUID after, int most) {
        Map<String, Object> values = new HashMap<>(Map.of("account", account, "at", now, "most", most));
        values.put("after", after);
        return Sql.named(LIVE_OF, values).all(Session::of);
    }

    static long countLive(Instant now) {
        return Sql.named("select count(*)" + FROM + "where " + USABLE, Map.of("at", now))
                .first(row -> row.getLong(1))
                .orElseThrow();
    }

    /** When it was last refreshed, or opened. */
    Instant usedAt() {
        return renewedAt != null && renewedAt.isAfter(refreshedAt) ? renewedAt : refreshedAt;
    }

    boolean live(Instant now) {
        return endedAt == null && idleUntil.isAfter(now) && account.active && ofThisEpoch;
    }
}
