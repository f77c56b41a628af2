package latchkey.attempt;

import static java.util.Objects.requireNonNull;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.ColumnResult;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.NamedNativeQuery;
import jakarta.persistence.SqlResultSetMapping;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import latchkey.database.Statements;
import org.jspecify.annotations.Nullable;

/**
 * A bucket of a rate limit: the recent attempts for one name, from one network or in one session. An attempt counts as failed
 * from its beginning, until it is given back.
 */
@Entity
@NamedNativeQuery(name = Attempt.RESERVE_ONE, query = Attempt.RESERVE, resultSetMapping = Attempt.RESERVE_ONE)
@SqlResultSetMapping(
        name = Attempt.RESERVE_ONE,
        columns = {
            @ColumnResult(name = "bucket", type = String.class),
            @ColumnResult(name = "reserved", type = Boolean.class),
            @ColumnResult(name = "opens_at", type = Instant.class)
        })
public class Attempt extends PanacheEntityBase {

    static final String RESERVE_ONE = "Attempt.reserve";

    @Id
    public String bucket;

    /** How many attempts may fail before the next has to wait. */
    public int free;

    /** Seconds until one failed attempt is forgotten. */
    public int pace;

    /** The earliest time of the next attempt; null if the next need not wait. */
    @Nullable
    public Instant opensAt;

    /** When all failed attempts are forgotten. */
    public Instant fadesAt;

    /**
     * The wait once no attempt is free any more; it doubles with each further attempt. Longer than a hash and its wait in the
     * queue, so that no attempt is given back after the next has begun.
     */
    static final Duration FIRST_WAIT = Duration.ofSeconds(10);

    static final Duration MAX_WAIT = Duration.ofMinutes(15);

    /**
     * Reserves an attempt in each bucket of the table {@code wanted (bucket, free, pace)}, in the order of their names, if all
     * of them are open. The clock of an attempt may be a hundredth of a pace behind that of the attempt before it; it is still
     * counted once. {@link #values} gives the parameters.
     */
    public static final String RESERVED = """
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
                        * nullif(least(:maxWait, :first * floor(power(2, greatest(-1, least(30, 1 - excluded.free
                            + ceil(extract(epoch from greatest(attempt.fades_at, :now) - :now) / excluded.pace - 0.01)))))), 0)
                where attempt.opens_at is null or attempt.opens_at <= :now
                returning bucket
            )
            """;

    /** The columns of an {@link Outcome}, for each bucket {@code w} of {@code wanted}. */
    public static final String OUTCOME =
            "w.bucket as bucket, r.bucket is not null as reserved, t.opens_at as opens_at ";

    /** The joins that {@link #OUTCOME} needs, after {@code wanted w}. */
    public static final String JOINED =
            " left join reserved r on r.bucket = w.bucket left join attempt t on t.bucket = w.bucket";

    static final String RESERVE =
            "with wanted as (select cast(:bucket as text) as bucket, :free as free, :pace as pace), " + RESERVED
                    + "select " + OUTCOME + "from wanted w" + JOINED;

    /**
     * @param free how many attempts may fail before the next has to wait; 0 for no limit
     * @param pace seconds until one failed attempt is forgotten
     * @param firstWait once no attempt is free any more; it doubles with each further attempt
     */
    public record Limit(int free, int pace, Duration firstWait) {

        static Limit of(int free, int pace) {
            return new Limit(free, pace, FIRST_WAIT);
        }
    }

    /**
     * @param reserved whether the attempt was counted in the bucket
     * @param opensAt as it was before the attempt
     */
    public record Outcome(
            String bucket, boolean reserved, @Nullable Instant opensAt) {

        /** All values of {@link #limit}. */
        static final List<String> LIMITS = List.of("account", "network", "registration", "mail", "client");

        Duration closedFor(Instant now) {
            return opensAt != null && opensAt.isAfter(now) ? Duration.between(now, opensAt) : Duration.ZERO;
        }

        /** The kind of the bucket, as the metrics show it to the operator. */
        String limit() {
            String kind = bucket.substring(0, bucket.indexOf(':'));
            return Set.of("name", "session", "code", "factor").contains(kind) ? "account" : kind;
        }
    }

    /**
     * Reserves an attempt in one bucket, in one statement: of any number of simultaneous callers, on any number of replicas, no
     * more succeed than the limit allows.
     */
    static List<Outcome> reserve(String bucket, Limit limit, Instant now) {
        Map<String, Object> values = values(limit, now);
        values.put("bucket", bucket);
        return Statements.named(RESERVE_ONE, values).stream()
                .map(row -> outcome(row, 0))
                .toList();
    }

    /**
     * Gives an attempt back, as if it had not been made.
     *
     * @param proven whether the attempts before it are forgotten, too, except those of the network, where other users may guess
     */
    static void giveBack(List<String> buckets, boolean proven, Instant now) {
        Statements.list(
                Boolean.class, """
                        update attempt set opens_at = null, fades_at = case
                            when :proven and bucket not like 'network:%' and bucket not like 'client:%' then :now
                            else fades_at - interval '1 second' * pace end
                        where bucket in (select bucket from attempt where bucket = any(:buckets) order by bucket for update)
                        returning true
                        """, Map.of("buckets", buckets.toArray(String[]::new), "proven", proven, "now", now));
    }

    /** Removes buckets without attempts that still count, at most {@code limit}, and returns how many. */
    static int purge(Instant now, int limit) {
        return Statements.list(Boolean.class, """
                        delete from attempt where bucket in (
                            select bucket from attempt where fades_at <= :now limit :limit for update skip locked)
                        returning true
                        """, Map.of("now", now, "limit", limit))
                .size();
    }

    /** The parameters of {@link #RESERVED}, in a map that the caller can extend. */
    public static Map<String, Object> values(Limit limit, Instant now) {
        return new HashMap<>(Map.of(
                "free", limit.free(),
                "pace", limit.pace(),
                "first", limit.firstWait().toSeconds(),
                "maxWait", Math.max(MAX_WAIT.toSeconds(), limit.firstWait().toSeconds()),
                "now", now));
    }

    /** @param from the index of the bucket's column in the row */
    public static Outcome outcome(@Nullable Object[] row, int from) {
        return new Outcome(
                (String) requireNonNull(row[from]), (Boolean) requireNonNull(row[from + 1]), (Instant) row[from + 2]);
    }
}
