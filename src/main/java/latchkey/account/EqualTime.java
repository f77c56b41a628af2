package latchkey.account;

import static java.util.Comparator.comparingLong;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import latchkey.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.hash.PasswordHash;

/**
 * Makes every refused login take as long as one with the costliest hash in use, so that a wrong password does not tell who has an
 * account, and who has moved. A refusal waits the missing time on a timer, which takes no CPU.
 */
@Startup
@ApplicationScoped
class EqualTime {

    /** Nanoseconds for which what is in use is taken to be what it was. */
    private static final long FRESH = Duration.ofSeconds(1).toNanos();

    /** Schemes of different costs that are looked at. */
    private static final int MOST = 64;

    /** What the latest check counts for in what is expected of the next, unless it took longer: one part in so many. */
    private static final int FORGETTING = 16;

    /** How much longer than the slowest check lately a refusal takes: one part in so many. */
    private static final int MARGIN = 8;

    /** Bytes of the password that the metric is told of. */
    private static final List<Integer> TYPICAL = List.of(12);

    private static final double NANOS_A_SECOND = 1e9;

    private final Passwords passwords;

    /** Nanoseconds of the slowest check lately, by scheme and, where that matters, the password's length. */
    private final Map<String, Long> slowest = new ConcurrentHashMap<>();

    private volatile InUse inUse = new InUse(List.of(), System.nanoTime() - FRESH);

    EqualTime(Passwords passwords, MeterRegistry meters) {
        this.passwords = passwords;
        Gauge.builder("latchkey.hashing.floor", this, time -> time.floor(inUse, TYPICAL) / NANOS_A_SECOND)
                .baseUnit("seconds")
                .register(meters);
    }

    /** @param hashes of each family the costliest; none where all that are in use take the same time */
    private record InUse(List<PasswordHash> hashes, long readAt) {}

    /** How long the answer to a check that failed has to be held back. */
    Duration rest(Passwords.Check check) {
        observe(check);
        InUse now = current();
        for (PasswordHash hash : now.hashes()) {
            check.lengths().stream()
                    .filter(length -> !slowest.containsKey(kind(hash, length)))
                    .forEach(length -> sample(hash, length));
        }
        return Duration.ofNanos(Math.max(0, floor(now, check.lengths()) - check.nanos()));
    }

    /** Nanoseconds that a refusal takes at least, of a password whose forms have these lengths. */
    private long floor(InUse now, List<Integer> lengths) {
        long longest = now.hashes().stream()
                .mapToLong(hash -> lengths.stream()
                        .mapToLong(length -> slowest.getOrDefault(kind(hash, length), 0L))
                        .sum())
                .max()
                .orElse(0);
        return longest + longest / MARGIN;
    }

    /** Checks of a kind take the same time. */
    private static String kind(PasswordHash hash, int length) {
        return hash.scheme() + hash.pace(length);
    }

    private void observe(Passwords.Check check) {
        List<String> kinds = check.lengths().stream()
                .map(length -> kind(check.hash(), length))
                .distinct()
                .toList();
        if (kinds.size() == 1) {
            slowest.merge(
                    kinds.get(0),
                    check.nanos() / check.forms(),
                    (expected, took) -> Math.max(took, expected - (expected - took) / FORGETTING));
        }
    }

    /** Once in a process and kind: the first who needs it waits. */
    private synchronized void sample(PasswordHash hash, int length) {
        if (!slowest.containsKey(kind(hash, length))) {
            try {
                observe(passwords.check("x".repeat(length), hash));
            } catch (AuthFailure busy) {
                Log.debugf("%s not measured yet", hash.scheme());
            }
        }
    }

    private InUse current() {
        InUse known = inUse;
        if (System.nanoTime() - known.readAt() < FRESH) {
            return known;
        }
        InUse read = new InUse(read(), System.nanoTime());
        inUse = read;
        return read;
    }

    private List<PasswordHash> read() {
        List<PasswordHash> all = Stream.concat(
                        Stream.of(passwords.ofNobody()),
                        Transactions.statement(() -> Credential.oneOfEachScheme(MOST)).stream()
                                .flatMap(stored -> PasswordHash.find(stored).stream())
                                .filter(passwords::hasRoomFor))
                .toList();
        if (all.stream().map(PasswordHash::scheme).distinct().count() == 1) {
            return List.of();
        }
        return List.copyOf(all.stream()
                .collect(toMap(
                        PasswordHash::family, identity(), BinaryOperator.maxBy(comparingLong(PasswordHash::work))))
                .values());
    }
}
