package latchkey.account;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import latchkey.Sql;
import org.jspecify.annotations.Nullable;

/**
 * What was tried lately of one name, from one network or in one session, each of which is a bucket. An attempt counts as
 * failed from its beginning, until it is given back.
 */
final class Attempt {

    /**
     * How long the next has to wait when no attempt is free any more; after each further one twice as long. Longer than a
     * hash and the wait for it, so that none is given back after the next has begun.
     */
    static final Duration FIRST_WAIT = Duration.ofSeconds(10);

    static final Duration LONGEST_WAIT = Duration.ofMinutes(15);

    /**
     * Reserves an attempt in each bucket that is wanted, if all of them are open, in the order of their names. A hundredth of a
     * pace is how much earlier than the one before it the clock of an attempt may be, and still not count it twice.
     */
    private static final String RESERVED = """
            closed as (
                select w.bucket from wanted w join attempt t on t.bucket = w.bucket where t.opens_at > :now
            ), reserved as (
                insert into attempt (bucket, free, pace, opens_at, fades_at)
                select bucket, free, pace,
                    moment + interval '1 second' * case when free = 1 then :first end, moment + interval '1 second' * pace
                from wanted, (select cast(:now as timestamptz) as moment) this
                where not exists (select 1 from closed) order by bucket
                on conflict (bucket) do update set free = excluded.free, pace = excluded.pace,
                    fades_at = greatest(attempt.fades_at, :now) + interval '1 second' * excluded.pace,
                    opens_at = cast(:now as timestamptz) + interval '1 second'
                        * nullif(least(:longest, :first * floor(power(2, greatest(-1, least(30, 1 - excluded.free
                            + ceil(extract(epoch from greatest(attempt.fades_at, :now) - :now) / excluded.pace - 0.01)))))), 0)
                where attempt.opens_at is null or attempt.opens_at <= :now
                returning bucket
            )
            """;

    private static final String OUTCOME =
            "w.bucket as bucket, r.bucket is not null as reserved, t.opens_at as opens_at ";

    private static final String JOINED =
            " left join reserved r on r.bucket = w.bucket left join attempt t on t.bucket = w.bucket";

    private static final String RESERVE =
            "with wanted as (select cast(:bucket as text) as bucket, :free as free, :pace as pace), " + RESERVED
                    + "select " + OUTCOME + "from wanted w" + JOINED;

    /**
     * A name from a network from which its account has a session is counted there alone, out of the reach of strangers elsewhere.
     * All others share the name's bucket, and their network's. An account has none: its names would tell of each other.
     */
    private static final String RESERVE_LOGIN = "with who as (select " + LoginName.OWNER + """
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
            """ + RESERVED + "select "
            + Account.COLUMNS + ", c.password_hash as hash, " + OUTCOME + """
            from who left join credential c on c.account_id = who.id left join account a on a.id = c.account_id
            left join wanted w on true
            """ + JOINED;

    /** @param free none where there is no limit */
    record Limit(int free, int pace) {}

    /** @param opensAt as it was before the attempt */
    record Outcome(
            String bucket, boolean reserved, @Nullable Instant opensAt) {

        /** Each that {@link #limit} can be. */
        static final List<String> LIMITS = List.of("account", "network", "registration");

        Duration closedFor(Instant now) {
            return opensAt != null && opensAt.isAfter(now) ? Duration.between(now, opensAt) : Duration.ZERO;
        }

        /** What the bucket is of, for those who look after the service. */
        String limit() {
            String kind = bucket.substring(0, bucket.indexOf(':'));
            return Set.of("name", "session").contains(kind) ? "account" : kind;
        }
    }

    /**
     * The account and the hash that a login is for; both are null where no account has the name.
     *
     * @param outcomes of the name, and of the network; of none without a limit
     */
    record Login(@Nullable Account account, @Nullable String hash, List<Outcome> outcomes) {}

    /**
     * Reserves an attempt to sign in, and finds the account it is of, in one statement: of any number of callers at
     * once, on any number of replicas, no more get in than are free.
     *
     * @param spellings as {@link LoginName#spellings} has them
     * @param bucket of the name, whether it is an account's or not
     */
    static Login reserve(
            Map<String, Object> spellings, String bucket, Network network, Limit names, Limit networks, Instant now) {
        Map<String, Object> values = values(names, now);
        values.putAll(spellings);
        values.put("bucket", bucket);
        values.put("network", network.name());
        values.put("networkFree", networks.free());
        values.put("networkPace", networks.pace());
        List<Login> rows = Sql.named(RESERVE_LOGIN, values).all(Attempt::login);
        Login first = rows.get(0);
        return new Login(
                first.account(),
                first.hash(),
                rows.stream().flatMap(row -> row.outcomes().stream()).toList());
    }

    /** Reserves an attempt in one bucket, as {@link #reserve} does. */
    static List<Outcome> reserve(String bucket, Limit limit, Instant now) {
        Map<String, Object> values = values(limit, now);
        values.put("bucket", bucket);
        return Sql.named(RESERVE, values).all(Attempt::outcome);
    }

    /**
     * Takes an attempt back, as if it had not been.
     *
     * @param proven whether those before it are forgiven, too, except to the network, where others may guess
     */
    static void giveBack(List<String> buckets, boolean proven, Instant now) {
        Sql.named("""
                        update attempt set opens_at = null, fades_at = case
                            when :proven and bucket not like 'network:%' then :now
                            else fades_at - interval '1 second' * pace end
                        where bucket in (select bucket from attempt where bucket = any(:buckets) order by bucket for update)
                                                """, Map.of("buckets", buckets.toArray(String[]::new), "proven", proven, "now", now))
                .update();
    }

    /** Removes buckets in which all is forgotten, and says how many there were, at most {@code most}. */
    static int purge(Instant now, int most) {
        return Sql.named("""
                        delete from attempt where bucket in (
                            select bucket from attempt where fades_at <= :now limit :most for update skip locked)
                                                """, Map.of("now", now, "most", most)).update();
    }

    private static Map<String, Object> values(Limit limit, Instant now) {
        return new HashMap<>(Map.of(
                "free", limit.free(),
                "pace", limit.pace(),
                "first", FIRST_WAIT.toSeconds(),
                "longest", LONGEST_WAIT.toSeconds(),
                "now", now));
    }

    /** One row has one outcome, or none where nothing is limited. */
    private static Login login(ResultSet row) throws SQLException {
        return new Login(
                row.getObject("account_id") == null ? null : Account.of(row),
                row.getString("hash"),
                row.getString("bucket") == null ? List.of() : List.of(outcome(row)));
    }

    private static Outcome outcome(ResultSet row) throws SQLException {
        return new Outcome(row.getString("bucket"), row.getBoolean("reserved"), Sql.instant(row, "opens_at"));
    }
}
