package latchkey.account;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;
import static java.util.Comparator.comparing;
import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import latchkey.LatchkeyConfig;
import latchkey.Transactions;
import latchkey.account.Attempt.Limit;
import latchkey.account.Attempt.Outcome;
import latchkey.failure.AuthFailure;

/**
 * How often one may guess, and register. A guess is counted before it is hashed, and given back when it was right: no crowd
 * of them is faster than the count.
 */
@Startup
@ApplicationScoped
public class Attempts {

    /** Seconds in which one wrong password is forgotten. Less would not help who guesses without an end. */
    private static final int PACE = (int) Attempt.LONGEST_WAIT.toSeconds();

    private static final String HMAC = "HmacSHA256";

    private final Limit ofName;
    private final Limit ofNetwork;
    private final Limit registrations;
    private final byte[] key;
    private final Clock clock;
    private final MeterRegistry meters;

    Attempts(LatchkeyConfig config, Clock clock, MeterRegistry meters) {
        LatchkeyConfig.Limits limits = config.limits();
        ofName = new Limit(limits.attempts(), PACE);
        ofNetwork = hourly(limits.networkAttempts());
        registrations = hourly(limits.registrations());
        key = mac(config.secret().orElseThrow().getBytes(UTF_8), "latchkey ATTEMPTS");
        this.clock = clock;
        this.meters = meters;
        Outcome.LIMITS.forEach(this::refused);
    }

    /**
     * Counts a login.
     *
     * @param login username or e-mail address, in any letter case
     * @throws AuthFailure TOO_MANY_ATTEMPTS, whether an account has that name or not
     */
    public Guess login(String login, Network network) {
        Map<String, Object> spellings = LoginName.spellings(login);
        // What was typed may be a password in the wrong field: it is not stored.
        String bucket = "name:"
                + HexFormat.of()
                        .formatHex(
                                mac(key, requireNonNull(spellings.get("name")).toString()));
        Instant now = now();
        Attempt.Login reserved =
                Transactions.statement(() -> Attempt.reserve(spellings, bucket, network, ofName, ofNetwork, now));
        return new Guess(reserved.account(), reserved.hash(), admitted(reserved.outcomes(), now));
    }

    /**
     * Counts a password that has to be repeated in a session: for that, so that no stranger is in the way.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS
     */
    public Guess repetition(UUID session) {
        return new Guess(null, null, counted("session:" + session, ofName));
    }

    /**
     * Counts a registration.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS
     */
    public Guess registration(Network network) {
        return new Guess(null, null, counted("registration:" + network.name(), registrations));
    }

    /** Takes a guess back that nothing came of, as if it had not been. */
    public void withdraw(Guess guess) {
        if (guess.settle()) {
            giveBack(guess, false);
        }
    }

    /**
     * What came of checking the guess. Where that could not be found out, it is as if it had not been.
     *
     * @throws AuthFailure UNAVAILABLE where it was withdrawn
     */
    Passwords.Check judge(Guess guess, Supplier<Passwords.Check> checking) {
        guess.begin();
        Passwords.Check check;
        try {
            check = checking.get();
        } catch (RuntimeException e) {
            giveBack(guess, false);
            throw e;
        }
        if (check.right()) {
            giveBack(guess, true);
        }
        return check;
    }

    /** Removes buckets in which all is forgotten, and says how many there were, at most {@code most}. */
    public int purge(int most) {
        return Transactions.statement(() -> Attempt.purge(now(), most));
    }

    private List<String> counted(String bucket, Limit limit) {
        Instant now = now();
        return limit.free() == 0
                ? List.of()
                : admitted(Transactions.statement(() -> Attempt.reserve(bucket, limit, now)), now);
    }

    private List<String> admitted(List<Outcome> outcomes, Instant now) {
        if (outcomes.stream().allMatch(Outcome::reserved)) {
            return outcomes.stream().map(Outcome::bucket).toList();
        }
        Outcome refused = outcomes.stream()
                .filter(outcome -> !outcome.reserved())
                .max(comparing(outcome -> outcome.closedFor(now)))
                .orElseThrow();
        refused(refused.limit()).increment();
        // Where it was open just now, others of the same moment were faster.
        Duration wait = refused.closedFor(now);
        throw AuthFailure.tooManyAttempts(wait.isZero() ? Attempt.FIRST_WAIT : wait);
    }

    private Counter refused(String limit) {
        return meters.counter("latchkey.throttled", "limit", limit);
    }

    private void giveBack(Guess guess, boolean proven) {
        if (!guess.buckets().isEmpty()) {
            Instant now = now();
            Transactions.statement(() -> Attempt.giveBack(guess.buckets(), proven, now));
        }
    }

    // As fine as PostgreSQL keeps it, or what is open now would not be, sometimes.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }

    /** So many an hour, all of them at once if need be. */
    private static Limit hourly(int free) {
        return new Limit(free, Math.max(1, 3600 / Math.max(1, free)));
    }

    private static byte[] mac(byte[] key, String data) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(data.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
