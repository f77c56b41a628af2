package latchkey.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;
import static java.util.Comparator.comparing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import latchkey.LatchkeyConfig;
import latchkey.attempt.Attempt.Limit;
import latchkey.attempt.Attempt.Outcome;
import latchkey.database.Batches;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.hash.Digests;

/**
 * Limits how often a client may try a password, or register. An attempt is counted before the password is hashed and given back
 * if the password was right, so that simultaneous attempts cannot pass the limit.
 */
@Startup
@ApplicationScoped
public class RateLimits {

    /** Seconds until one wrong password is forgotten. A shorter time would not help an attacker who never stops guessing. */
    private static final int REFILL_SECONDS = (int) Attempt.MAX_WAIT.toSeconds();

    /**
     * Wrong codes for one address, or of the second factor of one account. This allows a hundred guesses in a day. A mailed code has 39
     * bits; a guess at six digits is right once in 333,333 times.
     */
    private static final int CODES = 5;

    private static final Limit ONE_A_WEEK = new Limit(1, 7 * 24 * 3600, Duration.ofDays(7));

    private static final Limit ONE_A_MINUTE = new Limit(1, 60, Duration.ofMinutes(1));

    private final Limit nameLimit;
    private final Limit codeLimit;
    private final Limit networkLimit;
    private final Limit registrations;
    private final Limit mails;
    private final byte[] key;
    private final Clock clock;
    private final MeterRegistry meters;

    RateLimits(LatchkeyConfig config, LimitConfig limits, Clock clock, MeterRegistry meters) {
        nameLimit = Limit.of(limits.attempts(), REFILL_SECONDS);
        codeLimit = Limit.of(CODES, REFILL_SECONDS);
        networkLimit = hourly(limits.networkAttempts());
        registrations = hourly(limits.registrations());
        mails = hourly(limits.mails());
        key = mac(config.secret().orElseThrow().getBytes(UTF_8), "latchkey ATTEMPTS");
        this.clock = clock;
        this.meters = meters;
        Outcome.LIMITS.forEach(this::refused);
    }

    /**
     * The parameters of a statement that counts a login by {@link Attempt#RESERVED}, in a bucket of the name and one of the
     * network.
     *
     * @param name folded; users may type a password here by mistake, so the bucket has the name's HMAC
     */
    public Map<String, Object> ofLogin(String name, Network network, Instant now) {
        Map<String, Object> values = Attempt.values(nameLimit, now);
        values.put("bucket", "name:" + hashed(name));
        values.put("network", network.name());
        values.put("networkFree", networkLimit.free());
        values.put("networkPace", networkLimit.pace());
        return values;
    }

    /**
     * Counts a password that a signed-in user repeats. It counts in the session, so that other clients cannot lock the user
     * out.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS
     */
    public CountedAttempt repetition(UUID session) {
        return new CountedAttempt(counted("session:" + session, nameLimit));
    }

    /**
     * Counts a registration.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS
     */
    public CountedAttempt registration(Network network) {
        return new CountedAttempt(counted("registration:" + network.name(), registrations));
    }

    /**
     * Counts a request for a mail.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS from this network
     */
    public void mailRequest(Network network) {
        counted("mail:" + network.name(), mails);
    }

    /** Counts a mail; false if the address got one within the last minute. Without a limit for mails, it is never false. */
    public boolean mayMail(String foldedAddress) {
        Instant now = now();
        return mails.free() == 0
                || Transactions.statement(() -> Attempt.reserve("address:" + hashed(foldedAddress), ONE_A_MINUTE, now))
                        .stream()
                        .allMatch(Outcome::reserved);
    }

    /** Counts a mail that reminds the owner of an account; false if there was one within the last week. */
    public boolean mayRemind(long account) {
        Instant now = now();
        return Transactions.statement(() -> Attempt.reserve("reminder:" + account, ONE_A_WEEK, now)).stream()
                .allMatch(Outcome::reserved);
    }

    /**
     * Counts a mailed code that a user types.
     *
     * @param foldedAddress that the code was mailed to
     * @throws AuthFailure TOO_MANY_ATTEMPTS, whether or not an account has the address
     */
    public CountedAttempt code(String foldedAddress) {
        return new CountedAttempt(counted("code:" + hashed(foldedAddress), codeLimit));
    }

    /**
     * Counts a code of a second factor.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS with codes for this account
     */
    public CountedAttempt factor(long account) {
        return new CountedAttempt(counted("factor:" + account, codeLimit));
    }

    /**
     * Counts a request for a token by a client.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS that failed from this network
     */
    public CountedAttempt client(Network network) {
        return new CountedAttempt(counted("client:" + network.name(), networkLimit));
    }

    /** Gives back an attempt that was not carried out. */
    public void withdraw(CountedAttempt attempt) {
        if (attempt.settle()) {
            giveBack(attempt, false);
        }
    }

    /**
     * Carries out an attempt, and gives it back if it succeeded, or if {@code checking} threw an exception.
     *
     * @return what {@code checking} returned
     * @throws AuthFailure UNAVAILABLE if the attempt was withdrawn
     */
    public <T> T judge(CountedAttempt attempt, Supplier<T> checking, Predicate<T> succeeded) {
        attempt.begin();
        T result;
        try {
            result = checking.get();
        } catch (RuntimeException e) {
            giveBack(attempt, false);
            throw e;
        }
        if (succeeded.test(result)) {
            giveBack(attempt, true);
        }
        return result;
    }

    /** Removes buckets without attempts that still count. */
    public void purge() {
        Batches.remove("attempts", limit -> Attempt.purge(now(), limit));
    }

    private List<String> counted(String bucket, Limit limit) {
        Instant now = now();
        return limit.free() == 0
                ? List.of()
                : admitted(Transactions.statement(() -> Attempt.reserve(bucket, limit, now)), now);
    }

    /**
     * The buckets in which an attempt was counted.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS if one of them refused it
     */
    public List<String> admitted(List<Outcome> outcomes, Instant now) {
        if (outcomes.stream().allMatch(Outcome::reserved)) {
            return outcomes.stream().map(Outcome::bucket).toList();
        }
        Outcome refused = outcomes.stream()
                .filter(outcome -> !outcome.reserved())
                .max(comparing(outcome -> outcome.closedFor(now)))
                .orElseThrow();
        refused(refused.limit()).increment();
        // If the bucket was open, a simultaneous attempt took the last free place.
        Duration wait = refused.closedFor(now);
        throw AuthFailure.tooManyAttempts(wait.isZero() ? Attempt.FIRST_WAIT : wait);
    }

    private Counter refused(String limit) {
        return meters.counter("latchkey.throttled", "limit", limit);
    }

    private void giveBack(CountedAttempt attempt, boolean succeeded) {
        if (!attempt.buckets().isEmpty()) {
            Instant now = now();
            Transactions.statement(() -> Attempt.giveBack(attempt.buckets(), succeeded, now));
        }
    }

    /** The time of an attempt, in microseconds as PostgreSQL stores it, so that comparisons in Java and SQL agree. */
    public Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }

    /** {@code free} attempts in an hour, all of them at once if need be. */
    private static Limit hourly(int free) {
        return Limit.of(free, Math.max(1, 3600 / Math.max(1, free)));
    }

    String hashed(String name) {
        return HexFormat.of().formatHex(mac(key, name));
    }

    private static byte[] mac(byte[] key, String data) {
        return Digests.hmacSha256(key, data.getBytes(UTF_8));
    }
}
