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
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.hash.PasswordHash;

/**
 * Makes every refused login take as long as a check of the costliest hash in use, so that the time does not reveal which names
 * have accounts, or whose hash was upgraded. The remaining time is spent on a timer, not on a CPU.
 */
@Startup
@ApplicationScoped
class ConstantTimeRefusal {

    /** How long a reading of the hashes in use is cached. */
    private static final long CACHED_NANOS = Duration.ofSeconds(1).toNanos();

    /** The number of schemes with different costs that are considered. */
    private static final int MAX_SCHEMES = 64;

    /** Decay of the moving maximum: a faster check lowers the expected time by 1/16 of the difference. */
    private static final int DECAY = 16;

    /** A refusal takes 1/8 longer than the slowest recent check. */
    private static final int MARGIN = 8;

    /** The password length in bytes for which the metric shows the time. */
    private static final List<Integer> TYPICAL_LENGTHS = List.of(12);

    private static final double NANOS_A_SECOND = 1e9;

    private final Passwords passwords;

    /** Nanoseconds of the slowest recent check, by scheme and, if it matters, password length. */
    private final Map<String, Long> slowest = new ConcurrentHashMap<>();

    private volatile InUse inUse = new InUse(List.of(), System.nanoTime() - CACHED_NANOS);

    ConstantTimeRefusal(Passwords passwords, MeterRegistry meters) {
        this.passwords = passwords;
        Gauge.builder("latchkey.hashing.floor", this, time -> time.floor(inUse, TYPICAL_LENGTHS) / NANOS_A_SECOND)
                .baseUnit("seconds")
                .register(meters);
    }

    /** @param hashes the costliest of each family; empty if all hashes in use take the same time */
    private record InUse(List<PasswordHash> hashes, long readAt) {}

    /** How long to delay the answer to a failed check. */
    Duration missingTime(Passwords.Check check) {
        observe(check);
        InUse schemesInUse = current();
        for (PasswordHash hash : schemesInUse.hashes()) {
            check.lengths().stream()
                    .filter(length -> !slowest.containsKey(kind(hash, length)))
                    .forEach(length -> sample(hash, length));
        }
        return Duration.ofNanos(Math.max(0, floor(schemesInUse, check.lengths()) - check.nanos()));
    }

    /** The least nanoseconds that a refusal takes for a password with forms of these lengths. */
    private long floor(InUse schemesInUse, List<Integer> lengths) {
        long slowestCheck = schemesInUse.hashes().stream()
                .mapToLong(hash -> lengths.stream()
                        .mapToLong(length -> slowest.getOrDefault(kind(hash, length), 0L))
                        .sum())
                .max()
                .orElse(0);
        return slowestCheck + slowestCheck / MARGIN;
    }

    /** Checks of the same kind take the same time. */
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
                    (expected, took) -> Math.max(took, expected - (expected - took) / DECAY));
        }
    }

    /** Measures a kind of check, once in a process; the first request that needs it waits. */
    private synchronized void sample(PasswordHash hash, int length) {
        if (!slowest.containsKey(kind(hash, length))) {
            try {
                observe(passwords.check("x".repeat(length), hash));
            } catch (AuthFailure busy) {
                Log.debugf("%s is not measured yet", hash.scheme());
            }
        }
    }

    private InUse current() {
        InUse cached = inUse;
        if (System.nanoTime() - cached.readAt() < CACHED_NANOS) {
            return cached;
        }
        InUse read = new InUse(read(), System.nanoTime());
        inUse = read;
        return read;
    }

    private List<PasswordHash> read() {
        List<PasswordHash> all = Stream.concat(
                        Stream.of(passwords.dummyHash()),
                        Transactions.statement(() -> Credential.oneOfEachScheme(MAX_SCHEMES)).stream()
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
