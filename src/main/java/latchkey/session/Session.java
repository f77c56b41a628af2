package latchkey.session;

import static java.util.Objects.requireNonNull;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityResult;
import jakarta.persistence.FetchType;
import jakarta.persistence.FieldResult;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.NamedNativeQuery;
import jakarta.persistence.SqlResultSetMapping;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.attempt.Network;
import latchkey.database.Statements;
import latchkey.factor.SignInMethods;
import latchkey.key.AccessTokens;
import org.jspecify.annotations.Nullable;

/**
 * One login of one account. Its refresh token is derived from this row and the secret, so a refresh changes the row and adds
 * none.
 */
@Entity
@NamedNativeQuery(name = Session.FIND, query = Session.BY_ID, resultSetMapping = Session.WITH_ACCOUNT)
@NamedNativeQuery(name = Session.LIVE, query = Session.LIVE_OF, resultSetMapping = Session.WITH_ACCOUNT)
@NamedNativeQuery(name = Refresh.RENEW_QUERY, query = Refresh.RENEW, resultSetMapping = Session.WITH_ACCOUNT)
@NamedNativeQuery(name = Refresh.KEEP_QUERY, query = Refresh.KEEP, resultSetMapping = Session.WITH_ACCOUNT)
@SqlResultSetMapping(
        name = Session.WITH_ACCOUNT,
        entities = {
            @EntityResult(entityClass = Account.class),
            @EntityResult(
                    entityClass = Session.class,
                    fields = {
                        @FieldResult(name = "id", column = "session_id"),
                        @FieldResult(name = "account", column = "account_id"),
                        @FieldResult(name = "epoch", column = "epoch"),
                        @FieldResult(name = "generation", column = "generation"),
                        @FieldResult(name = "openedAt", column = "opened_at"),
                        @FieldResult(name = "refreshedAt", column = "refreshed_at"),
                        @FieldResult(name = "renewedAt", column = "renewed_at"),
                        @FieldResult(name = "idleUntil", column = "idle_until"),
                        @FieldResult(name = "endsAt", column = "ends_at"),
                        @FieldResult(name = "endedAt", column = "ended_at"),
                        @FieldResult(name = "endReason", column = "end_reason"),
                        @FieldResult(name = "pacedUntil", column = "paced_until"),
                        @FieldResult(name = "contract", column = "contract"),
                        @FieldResult(name = "userAgent", column = "user_agent"),
                        @FieldResult(name = "address", column = "address"),
                        @FieldResult(name = "network", column = "network"),
                        @FieldResult(name = "refreshedBy", column = "refreshed_by"),
                        @FieldResult(name = "replayedGeneration", column = "replayed_generation"),
                        @FieldResult(name = "replayedBy", column = "replayed_by"),
                        @FieldResult(name = "amr", column = "amr")
                    })
        })
public class Session extends PanacheEntityBase {

    static final String FIND = "Session.find";
    static final String LIVE = "Session.live";
    static final String WITH_ACCOUNT = "Session.withAccount";

    @Id
    public UUID id;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "account_id")
    public Account account;

    /** The account's {@link Account#sessionEpoch} when the session was opened; the session is no longer live once it differs. */
    public int epoch;

    /** How often the session was refreshed; only the refresh token with this number is good. */
    public int generation;

    public Instant openedAt;

    /** When the session got its current refresh token. */
    public Instant refreshedAt;

    /** When the session was last refreshed without a new refresh token; null for never. */
    @Nullable
    public Instant renewedAt;

    /** Never after {@link #endsAt}. */
    public Instant idleUntil;

    public Instant endsAt;

    @Nullable
    public Instant endedAt;

    /** An {@link SessionEnd.Reason}; null while the session is live. */
    @Nullable
    public String endReason;

    /** When the next refresh would be due, at one in each {@link Refresh#REFILL_PERIOD}. */
    public Instant pacedUntil;

    /** The contract that opened the session; null if an earlier release did. */
    @Nullable
    public String contract;

    @Nullable
    public String userAgent;

    @Nullable
    public String address;

    @Nullable
    public String network;

    /** The client that got the current refresh token first. */
    @Nullable
    @Convert(converter = Client.Column.class)
    public Client refreshedBy;

    /** The generation at which another client got the current refresh token by showing the previous one. */
    @Nullable
    public Integer replayedGeneration;

    /** That other client; null if none may get the token. */
    @Nullable
    @Convert(converter = Client.Column.class)
    public Client replayedBy;

    /** The {@link SignInMethods}; null if the user signed in elsewhere, or with an earlier release. */
    @Nullable
    public String amr;

    /** The time of the last refresh, or of the sign-in. */
    static final String LAST_USE = "greatest(s.refreshed_at, s.renewed_at)";

    /** The columns of {@link #WITH_ACCOUNT}. */
    static final String COLUMNS = """
            a.*, s.id as session_id, s.account_id, s.epoch, s.generation, s.opened_at, s.refreshed_at, s.renewed_at, s.idle_until,
            s.ends_at, s.ended_at, s.end_reason, s.paced_until, s.contract, s.user_agent, s.address, s.network, s.refreshed_by,
            s.replayed_generation, s.replayed_by, s.amr""";

    private static final String FROM = " from session s join account a on a.id = s.account_id ";

    static final String BY_ID = "select " + COLUMNS + FROM + "where s.id = :id";

    /** The maximum number of sessions that one statement ends. */
    static final int BATCH = 500;

    /** The conditions of a live session: nothing ended it, it has not expired, and its account can sign in. */
    static final String USABLE = """
            a.id = s.account_id and a.active and s.epoch = a.session_epoch and s.ended_at is null and s.idle_until > :at
            """;

    static final String LIVE_OF = "select " + COLUMNS + FROM + "where s.account_id = :account and " + USABLE
            + "and (cast(:after as uuid) is null or (" + LAST_USE + ", s.id)"
            + " < (select greatest(last.refreshed_at, last.renewed_at), last.id from session last where last.id = :after))"
            + " order by " + LAST_USE + " desc, s.id desc limit :limit";

    /** The sessions of a {@code @NamedNativeQuery} with {@link #WITH_ACCOUNT}, each with its account. */
    static List<Session> named(String query, Map<String, ?> values) {
        return Statements.named(query, values).stream()
                .map(row -> {
                    Session session = (Session) requireNonNull(row[1]);
                    session.account = (Account) requireNonNull(row[0]);
                    return session;
                })
                .toList();
    }

    static Session open(Account account, Device device, Instant now, SessionConfig limits) {
        Instant endsAt = now.plus(limits.absolute());
        Instant idleUntil = now.plus(limits.idle());
        Session session = new Session();
        session.id = UUID.randomUUID();
        session.account = account;
        session.epoch = account.sessionEpoch;
        session.openedAt = now;
        session.refreshedAt = now;
        session.idleUntil = idleUntil.isBefore(endsAt) ? idleUntil : endsAt;
        session.endsAt = endsAt;
        session.pacedUntil = now;
        session.contract = device.contract();
        session.userAgent = device.userAgent();
        session.address = device.address();
        session.network =
                device.address() == null ? null : Network.of(device.address()).name();
        session.refreshedBy = Client.of(device);
        return session;
    }

    static Optional<Session> withId(UUID id) {
        return named(FIND, Map.of("id", id)).stream().findFirst();
    }

    /**
     * One page of an account's live sessions, the last used first.
     *
     * @param after the last session of the page before; null for the first page
     */
    static List<Session> liveOf(long account, Instant now, @Nullable UUID after, int limit) {
        Map<String, Object> values = new HashMap<>(Map.of("account", account, "at", now, "limit", limit));
        values.put("after", after);
        return named(LIVE, values);
    }

    /** In a transaction. */
    static long countLive(Instant now) {
        return count(
                "from Session s where s.account.active and s.epoch = s.account.sessionEpoch and s.endedAt is null and s.idleUntil > ?1",
                now);
    }

    /** The time of the last refresh, or of the sign-in. */
    Instant usedAt() {
        return renewedAt != null && renewedAt.isAfter(refreshedAt) ? renewedAt : refreshedAt;
    }

    /** What its access tokens say of it. */
    AccessTokens.Authenticated authenticated() {
        Optional<SignInMethods> methods = signInMethods();
        return new AccessTokens.Authenticated(
                id,
                contract,
                methods.map(shown -> new AccessTokens.SignIn(
                                openedAt, shown.amr(), shown.assurance().claim()))
                        .orElse(null));
    }

    Optional<SignInMethods> signInMethods() {
        return Optional.ofNullable(amr).map(SignInMethods::read);
    }

    /** False if all sessions of the account were ended after this one was opened. */
    boolean ofThisEpoch() {
        return epoch == account.sessionEpoch;
    }

    boolean live(Instant now) {
        return endedAt == null && idleUntil.isAfter(now) && account.active && ofThisEpoch();
    }
}
