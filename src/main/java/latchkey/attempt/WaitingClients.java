package latchkey.attempt;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Statements;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jspecify.annotations.Nullable;

/** Who has to wait for a rate limit now, and how an operator lets them try again. */
@ApplicationScoped
public class WaitingClients {

    private static final String AT = " at ";

    private final RateLimits limits;
    private final AuditLog audit;

    WaitingClients(RateLimits limits, AuditLog audit) {
        this.limits = limits;
        this.audit = audit;
    }

    /**
     * A bucket that admits no attempt now.
     *
     * @param limit what it counts: name, network, code, factor, session, registration, mail, client, address or reminder
     * @param network that it counts for; null if any
     * @param until the next attempt
     */
    public record Waiting(
            String bucket, String limit, @Nullable String network, Instant until) {

        private static Waiting of(Attempt attempt) {
            String limit = attempt.bucket.substring(0, attempt.bucket.indexOf(':'));
            int at = attempt.bucket.indexOf(AT);
            return new Waiting(
                    attempt.bucket,
                    limit,
                    switch (limit) {
                        case "network", "registration", "mail", "client" ->
                            attempt.bucket.substring(limit.length() + 1);
                        default -> at < 0 ? null : attempt.bucket.substring(at + AT.length());
                    },
                    attempt.opensAt == null ? attempt.fadesAt : attempt.opensAt);
        }
    }

    /**
     * One page of those who have to wait, by bucket. Mails that an address or an account got are not among them.
     *
     * @param after the bucket of the page before
     */
    public List<Waiting> list(String after, int limit) {
        return Transactions.statement(() -> Statements.list(
                        Attempt.class, """
                        select * from attempt where bucket > :after and opens_at > :now
                            and bucket not like 'address:%' and bucket not like 'reminder:%'
                        order by bucket limit :limit
                        """, Map.of("after", after, "now", limits.now(), "limit", limit)))
                .stream()
                .map(Waiting::of)
                .toList();
    }

    /**
     * The waiting buckets of an account.
     *
     * @param names that the user signs in with, folded
     * @param networks from which the account has sessions
     */
    public List<Waiting> of(long account, Collection<String> names, Collection<String> networks) {
        String[] buckets = buckets(account, names, networks).toArray(String[]::new);
        return Transactions.statement(() -> Statements.list(
                        Attempt.class,
                        "select * from attempt where bucket = any(:buckets) and opens_at > :now order by bucket",
                        Map.of("buckets", buckets, "now", limits.now())))
                .stream()
                .map(Waiting::of)
                .toList();
    }

    /**
     * Forgets all attempts of a bucket.
     *
     * @throws AuthFailure NOT_FOUND if there are none
     */
    public void reset(String bucket) {
        Transactions.call(() -> {
            if (forget(List.of(bucket)) == 0) {
                throw AuthFailure.because(Reason.NOT_FOUND);
            }
            return audit.record(audit.of(Kind.LIMIT_RESET)
                    .withDetail(bucket.substring(0, bucket.indexOf(':')))
                    .storeWithoutAccount());
        });
    }

    /** Forgets all attempts of an account, and returns in how many buckets. */
    public int reset(long account, String username, Collection<String> names, Collection<String> networks) {
        return Transactions.call(() -> {
            int forgotten = forget(buckets(account, names, networks));
            audit.record(audit.of(Kind.LIMIT_RESET).storeFor(account, username));
            return forgotten;
        });
    }

    private List<String> buckets(long account, Collection<String> names, Collection<String> networks) {
        List<String> buckets = new ArrayList<>(List.of("factor:" + account));
        for (String name : names) {
            String hash = limits.hashed(name);
            buckets.add("name:" + hash);
            buckets.add("code:" + hash);
            networks.forEach(network -> buckets.add("name:" + hash + AT + network));
        }
        return buckets;
    }

    private static int forget(List<String> buckets) {
        return Statements.list(
                        Boolean.class,
                        "delete from attempt where bucket = any(:buckets) returning true",
                        Map.of("buckets", buckets.toArray(String[]::new)))
                .size();
    }
}
