package latchkey.account;

import static java.util.Objects.requireNonNull;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.ColumnResult;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityResult;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.NamedNativeQuery;
import jakarta.persistence.SqlResultSetMapping;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Stream;
import latchkey.attempt.Attempt;
import latchkey.attempt.Network;
import latchkey.attempt.RateLimits;
import latchkey.database.Statements;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.text.Spelling;
import org.jspecify.annotations.Nullable;

/** A username or an e-mail address, folded for comparison, that an account signs in with. */
@Entity
@NamedNativeQuery(
        name = LoginName.COUNT_LOGIN_QUERY,
        query = LoginName.COUNT_LOGIN,
        resultSetMapping = LoginName.COUNT_LOGIN_QUERY)
@SqlResultSetMapping(
        name = LoginName.COUNT_LOGIN_QUERY,
        entities = @EntityResult(entityClass = Account.class),
        columns = {
            @ColumnResult(name = "hash", type = String.class),
            @ColumnResult(name = "second_factor", type = Boolean.class),
            @ColumnResult(name = "bucket", type = String.class),
            @ColumnResult(name = "reserved", type = Boolean.class),
            @ColumnResult(name = "opens_at", type = Instant.class)
        })
public class LoginName extends PanacheEntityBase {

    /**
     * SQL for the account with a login name: the name as typed, since some older names have blanks at their ends, else the
     * trimmed name.
     */
    public static final String OWNER =
            "coalesce((select account_id from login_name where name = :typed and kept_until is null),"
                    + " (select account_id from login_name where name = :name and kept_until is null))";

    static final String COUNT_LOGIN_QUERY = "LoginName.countLogin";

    /**
     * Counts a login and finds its account. If the account has a session from the client's network, the login counts for the
     * name in that network alone, which clients elsewhere cannot use up. All other logins count for the name and for the
     * network. Buckets belong to names, not to accounts: else two names would reveal that they belong to one account.
     */
    static final String COUNT_LOGIN = "with who as (select " + OWNER + """
             as id
            ), known as (
                select exists (select 1 from session s where s.account_id = who.id and s.network = :network) as here from who
            ), wanted as (
                select cast(:bucket as text) || case when here then ' at ' || :network else '' end as bucket,
                    :free as free, :pace as pace
                from known where :free > 0
                union all
                select 'network:' || :network, :networkFree, :networkPace from known where not here and :networkFree > 0
            ),
            """ + Attempt.RESERVED + "select "
            + "a.*, c.password_hash as hash,"
            + " exists (select 1 from factor f where f.account_id = who.id and f.confirmed_at is not null) as second_factor, "
            + Attempt.OUTCOME + """
            from who left join credential c on c.account_id = who.id left join account a on a.id = c.account_id
            left join wanted w on true
            """ + Attempt.JOINED;

    /** Folded. */
    @Id
    public String name;

    /**
     * Until when the name stays with an account that has given it up, so that no other account takes it; null for a name to sign in
     * with.
     */
    @Nullable
    public Instant keptUntil;

    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "account_id")
    public Account account;

    /**
     * Gives {@code account} those {@code names} that are free, in one statement: of any number of simultaneous callers, on any
     * number of replicas, exactly one gets each name.
     *
     * @param names folded; sorted, so that two callers never wait for each other
     * @return the names that were free, or are the account's already
     */
    static Set<String> claim(Account account, SortedSet<String> names, Instant now) {
        return new HashSet<>(Statements.list(
                String.class, """
                insert into login_name as n (name, account_id)
                select name, :account from unnest(:names) as name order by name
                on conflict (name) do update set account_id = excluded.account_id, kept_until = null
                where n.account_id = excluded.account_id or n.kept_until <= :now
                returning name
                """, Map.of("account", account.id, "names", names.toArray(String[]::new), "now", now)));
    }

    /**
     * Counts a login and finds its account, in one statement: of any number of simultaneous logins, on any number of replicas,
     * no more pass than the limits allow.
     *
     * @param spellings from {@link #spellings}
     * @throws AuthFailure TOO_MANY_ATTEMPTS, whether or not an account has the name
     */
    static LoginAttempt count(Map<String, Object> spellings, Network network, RateLimits limits) {
        Instant now = limits.now();
        Map<String, Object> values = limits.ofLogin((String) requireNonNull(spellings.get("name")), network, now);
        values.putAll(spellings);
        List<@Nullable Object[]> rows = Transactions.statement(() -> Statements.named(COUNT_LOGIN_QUERY, values));
        @Nullable Object[] first = rows.get(0);
        // Without a limit there is no bucket.
        Stream<@Nullable Object[]> counted = rows.stream().filter(row -> row[3] != null);
        List<Attempt.Outcome> outcomes =
                counted.map(row -> Attempt.outcome(row, 3)).toList();
        return new LoginAttempt(
                (Account) first[0], (String) first[1], Boolean.TRUE.equals(first[2]), limits.admitted(outcomes, now));
    }

    /** Keeps a name for an account that no longer signs in with it. */
    static void keep(long account, String name, Instant until) {
        Statements.list(
                Boolean.class,
                "update login_name set kept_until = :until where account_id = :account and name = :name returning true",
                Map.of("account", account, "name", name, "until", until));
    }

    /** Removes a name of an account. */
    static void release(long account, String name) {
        Statements.list(
                Boolean.class,
                "delete from login_name where account_id = :account and name = :name returning true",
                Map.of("account", account, "name", name));
    }

    /** Removes names that were kept until before {@code now}, at most {@code limit}, and returns how many. */
    public static int purge(Instant now, int limit) {
        return Statements.list(Boolean.class, """
                        delete from login_name where name in (
                            select name from login_name where kept_until < :now limit :limit for update skip locked)
                        returning true
                        """, Map.of("now", now, "limit", limit))
                .size();
    }

    /** The parameters of {@link #OWNER}. */
    public static Map<String, Object> spellings(String typed) {
        return Map.of("typed", Spelling.folded(typed), "name", Spelling.folded(Spelling.normalised(typed)));
    }
}
