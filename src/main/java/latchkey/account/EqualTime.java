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

    private static final double NANOS_A_SECOND = 1e9;

    private final Passwords passwords;

    /** Nanoseconds of the slowest check lately, by scheme. */
    private final Map<String, Long> slowest = new ConcurrentHashMap<>();

    private volatile InUse inUse = new InUse(List.of(), System.nanoTime() - FRESH);

    EqualTime(Passwords passwords, MeterRegistry meters) {
        this.passwords = passwords;
        Gauge.builder("latchkey.hashing.floor", this, time -> time.floor(inUse) / NANOS_A_SECOND)
                .baseUnit("seconds")
                .register(meters);
    }

    /** @param hashes of each family the costliest; none where all that are in use take the same time */
    private record InUse(List<PasswordHash> hashes, long readAt) {}

    /** How long the answer to a check that failed has to be held back. */
    Duration rest(Passwords.Check check) {
        observe(check);
        InUse now = current();
        now.hashes().stream()
                .filter(hash -> !slowest.containsKey(hash.scheme()))
                .forEach(this::sample);
        return Duration.ofNanos(Math.max(0, floor(now) * check.forms() - check.nanos()));
    }

    /** Nanoseconds that a refusal takes at least, for each form of the password. */
    private long floor(InUse now) {
        long longest = now.hashes().stream()
                .mapToLong(hash -> slowest.getOrDefault(hash.scheme(), 0L))
                .max()
                .orElse(0);
        return longest + longest / MARGIN;
    }

    private void observe(Passwords.Check check) {
        slowest.merge(
                check.hash().scheme(),
                check.nanos() / check.forms(),
                (expected, took) -> Math.max(took, expected - (expected - took) / FORGETTING));
    }

    /** Once in a process and scheme: the first who needs it waits. */
    private synchronized void sample(PasswordHash hash) {
        if (!slowest.containsKey(hash.scheme())) {
            try {
                observe(passwords.check("a sample", hash));
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
