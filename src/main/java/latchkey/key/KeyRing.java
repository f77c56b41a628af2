package latchkey.key;

import static java.time.temporal.ChronoUnit.MICROS;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import latchkey.LatchkeyConfig;
import latchkey.Remembered;
import latchkey.Transactions;
import latchkey.audit.Audit;
import latchkey.audit.Draft;
import latchkey.audit.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The keys of this service, as the database has them. They are read at their first use, not at start, and a new one is made
 * when {@link RotationPlan} says so, by whichever replica comes first.
 */
@Startup
@ApplicationScoped
public class KeyRing {

    /** How long the ring is used as it was read: as long as a compromised key can still be taken for good. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** How much later than its successor's start a key may have signed, by the clock of another replica. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** The name of the key that is a shared secret. */
    static final String SHARED = "shared";

    private final StoredKeys storedKeys;
    private final KeyPairs pairs;
    private final Audit audit;
    private final Clock clock;
    private final RotationPlan plan;
    private final Optional<Verifying> shared;
    private final Remembered<Ring> ring;

    KeyRing(
            StoredKeys storedKeys,
            KeyPairs pairs,
            LatchkeyConfig config,
            Clock clock,
            MeterRegistry meters,
            Audit audit) {
        this.storedKeys = storedKeys;
        this.pairs = pairs;
        this.audit = audit;
        this.clock = clock;
        Algorithm algorithm = config.tokens().algorithm();
        shared = KeyPairs.shared(config.tokens());
        TimeGauge.builder("latchkey.key.age", this, TimeUnit.SECONDS, KeyRing::age)
                .register(meters);
        ring = new Remembered<>("key ring", this::read, clock, FRESH);
        plan = new RotationPlan(
                config.keys().rotateAfter(),
                config.keys().publishFor(),
                config.tokens().accessLifetime().plus(SKEW),
                algorithm == Algorithm.HS256 ? Algorithm.ES256 : algorithm);
    }

    /** In seconds; NaN before the first use of the ring. */
    private double age() {
        Ring known = ring.latest();
        return known == null || known.signsFrom() == null
                ? Double.NaN
                : Duration.between(known.signsFrom(), now()).toSeconds();
    }

    /** A key that verifies, with what the JWK Set says of it (RFC 7517). */
    record Verifying(String kid, Algorithm algorithm, Key key, Map<String, Object> jwk) {}

    record Signing(String kid, Algorithm algorithm, Key key) {}

    /**
     * A key as an operator sees it.
     *
     * @param secret which one it is encrypted under: {@code current}, {@code former} or {@code other}
     */
    public record Listed(
            String kid,
            String algorithm,
            String state,
            Instant createdAt,
            Instant signsFrom,
            @Nullable Instant compromisedAt,
            String secret) {}

    /** The key to sign with. */
    Signing current() {
        return shared.map(key -> new Signing(key.kid(), key.algorithm(), key.key()))
                .orElseGet(() -> ring.get().toSignWith());
    }

    /** Why nothing can be signed, nor a key stored, in a sentence; empty where it can. It makes no key before the first is needed. */
    Optional<String> flaw() {
        return ring.latest() == null
                ? StoredKeys.flaw(storedKeys.read())
                : Optional.ofNullable(ring.get().flaw());
    }

    /** The key named {@code kid}. */
    Optional<Verifying> find(String kid) {
        return shared.filter(key -> kid.equals(SHARED)).or(() -> ring.get().find(kid));
    }

    /** All public keys, as a JWK Set (RFC 7517, 5). */
    public Map<String, Object> jwks() {
        return Map.of(
                "keys", ring.get().verifying().stream().map(Verifying::jwk).toList());
    }

    /** The algorithms of {@link #jwks}. */
    public List<String> algorithms() {
        return ring.get().verifying().stream()
                .map(key -> key.algorithm().name())
                .distinct()
                .toList();
    }

    /**
     * Makes a new key, which signs once it was published for long enough.
     *
     * @throws IllegalStateException with a sentence, where the secret reads none of those that are stored
     */
    public void rotate() {
        add(storedKeys.read(), audit.of(Kind.KEY_ROTATION));
        ring.forget();
    }

    /**
     * Stops signing and verifying with a key, at once. From now on the one signs that was published to follow it, else the one
     * before it, else a new one.
     *
     * @return false where no good key has this name
     */
    public boolean compromised(String kid) {
        return compromised(kid, () -> true).isPresent();
    }

    /**
     * As {@link #compromised(String)}.
     *
     * @param alongside what happens in the same transaction; it may be called several times
     * @return what that gave; nothing where no good key has this name
     */
    public <T> Optional<T> compromised(String kid, Supplier<T> alongside) {
        Draft draft = audit.of(Kind.KEY_COMPROMISED);
        Optional<T> done = Transactions.call(() ->
                audit.tell(SigningKey.compromise(kid, draft)) == 1 ? Optional.of(alongside.get()) : Optional.empty());
        ring.forget();
        ring.get();
        return done;
    }

    /** Every key that is stored, the newest first. */
    public List<Listed> list() {
        ring.get();
        Instant now = now();
        List<SigningKey> stored = storedKeys.read();
        return stored.stream()
                .map(key -> new Listed(
                        key.kid,
                        key.algorithm,
                        plan.state(key, stored, now),
                        key.createdAt,
                        key.signsFrom,
                        key.compromisedAt,
                        key.under.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    // As fine as PostgreSQL keeps it, or a key could sign from a moment after it was made.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }

    private Ring read() {
        List<SigningKey> stored = storedKeys.read();
        if (StoredKeys.flaw(stored).isEmpty() && plan.due(stored, now())) {
            stored = add(stored, audit.ofService(Kind.KEY_MADE));
        }
        return pairs.ring(stored, plan, ring.latest(), now());
    }

    /** Takes the next place, or finds it taken by another replica; either way there is a new key. */
    private List<SigningKey> add(List<SigningKey> stored, Draft draft) {
        StoredKeys.flaw(stored).ifPresent(flaw -> {
            throw new IllegalStateException("Not done: " + flaw);
        });
        int next = stored.isEmpty() ? 1 : stored.get(0).place + 1;
        Instant now = now();
        SigningKey made = pairs.generate(next, plan.algorithm(), now, plan.signsFrom(stored, now));
        Transactions.statement(() -> audit.tell(made.claimPlace(draft)));
        return storedKeys.read();
    }
}
