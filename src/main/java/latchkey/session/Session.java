package latchkey.session;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import latchkey.account.Account;
import org.hibernate.query.NativeQuery;
import org.jspecify.annotations.Nullable;

/**
 * One login of one account. Its refresh token is a function of this row and the secret, so a refresh changes the row and
 * adds none.
 */
@Entity
class Session extends PanacheEntityBase {

    /** How a live session ends: the first reason stays. */
    private static final String END = "endedAt = ?1, endReason = ?2 where endedAt is null and idleUntil > ?1";

    @Id
    public UUID id;

    @ManyToOne(fetch = FetchType.LAZY)
    public Account account;

    /** How often the session was refreshed; the only refresh token that is good carries this number. */
    public int generation;

    public Instant openedAt;
    public Instant refreshedAt;
    /** Never after {@link #endsAt}. */
    public Instant idleUntil;

    public Instant endsAt;
    public @Nullable Instant endedAt;

    @Enumerated(EnumType.STRING)
    public @Nullable EndReason endReason;

    public @Nullable String userAgent;
    public @Nullable String address;

    @SuppressWarnings("NullAway.Init") // Hibernate fills it
    protected Session() {}

    private Session(Account account, Device device, Instant now, Duration idle, Duration absolute) {
        id = UUID.randomUUID();
        this.account = account;
        openedAt = now;
        refreshedAt = now;
        endsAt = now.plus(absolute);
        idleUntil = earlier(now.plus(idle), endsAt);
        userAgent = device.userAgent();
        address = device.address();
    }

    static Session open(Account account, Device device, Instant now, Duration idle, Duration absolute) {
        return new Session(account, device, now, idle, absolute);
    }

    /**
     * Moves a live session of an active account from {@code generation} to the next, in one statement: of any number of
     * callers at once, on any number of replicas, exactly one gets the session, its account with it.
     */
    static Optional<Session> advance(UUID id, int generation, Instant now, Duration idle) {
        return getEntityManager()
                .createNativeQuery("""
                        update session s
                        set generation = s.generation + 1, refreshed_at = :now, idle_until = least(:idleUntil, s.ends_at)
                        from account a
                        where s.id = :id and s.generation = :generation and a.id = s.account_id and a.active
                          and s.ended_at is null and s.idle_until > :now
                        returning {s.*}, {a.*}
                        """)
                .unwrap(NativeQuery.class)
                .addEntity("s", Session.class)
                .addJoin("a", "s.account")
                .setParameter("id", id)
                .setParameter("generation", generation)
                .setParameter("now", now)
                .setParameter("idleUntil", now.plus(idle))
                .getResultStream()
                .findFirst();
    }

    static Optional<Session> findWithAccount(UUID id) {
        return find("select s from Session s join fetch s.account where s.id = ?1", id)
                .firstResultOptional();
    }

    /** Ends the session, once: the first reason stays. False where it had ended or expired before. */
    static boolean end(UUID id, EndReason reason, Instant now) {
        return update(END + " and id = ?3", now, reason, id) == 1;
    }

    static List<Session> liveOf(long account, Instant now) {
        return list(
                "select s from Session s join fetch s.account"
                        + " where s.account.id = ?1 and s.endedAt is null and s.idleUntil > ?2 order by s.refreshedAt desc",
                account,
                now);
    }

    static long countLive(Instant now) {
        return count("endedAt is null and idleUntil > ?1 and account.active", now);
    }

    /** How many were ended: one or none. */
    static int endOf(long account, UUID id, EndReason reason, Instant now) {
        return update(END + " and account.id = ?3 and id = ?4", now, reason, account, id);
    }

    static int endOthers(long account, UUID kept, EndReason reason, Instant now) {
        return update(END + " and account.id = ?3 and id <> ?4", now, reason, account, kept);
    }

    static int endAll(long account, EndReason reason, Instant now) {
        return update(END + " and account.id = ?3", now, reason, account);
    }

    static int endEverybodys(EndReason reason, Instant now) {
        return update(END, now, reason);
    }

    /**
     * Removes sessions that ended or expired before {@code then}. Replicas that purge at the same time share the work.
     *
     * @return how many there were, at most {@code most}
     */
    static int purge(Instant then, int most) {
        return getEntityManager()
                .createNativeQuery("""
                        delete from session where id in (
                            select id from session where coalesce(ended_at, idle_until) < :then limit :most for update skip locked)
                        """)
                .setParameter("then", then)
                .setParameter("most", most)
                .executeUpdate();
    }

    boolean live(Instant now) {
        return endedAt == null && idleUntil.isAfter(now) && account.active;
    }

    /** Whether {@code generation} was replaced so recently that its holder may not have heard. */
    boolean justReplaced(int generation, Instant now, Duration grace) {
        return this.generation == generation + 1 && now.isBefore(refreshedAt.plus(grace));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
