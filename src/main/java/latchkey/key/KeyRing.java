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
import latchkey.audit.AuditLog;
import latchkey.audit.EventDraft;
import latchkey.audit.Kind;
import latchkey.database.ReloadingValue;
import latchkey.database.Transactions;
import org.jspecify.annotations.Nullable;

/**
 * Latchkey's signing keys, as the database has them. They are loaded at their first use, not at start. When
 * {@link RotationPlan} asks for a new key, the first replica to notice generates it.
 */
@Startup
@ApplicationScoped
public class KeyRing {

    /** How long a loaded ring is used, and so how long a compromised key may still be accepted. */
    private static final Duration CACHED_FOR = Duration.ofSeconds(1);

    /** How long after its successor's start a key may still sign, by the clock of another replica. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** The name of the key for a shared secret. */
    static final String SHARED = "shared";

    private final StoredKeys storedKeys;
    private final KeyPairs pairs;
    private final AuditLog audit;
    private final Clock clock;
    private final RotationPlan plan;
    private final Optional<Verifying> shared;
    private final ReloadingValue<Ring> ring;

    KeyRing(
            StoredKeys storedKeys,
            KeyPairs pairs,
            TokenConfig tokens,
            KeyConfig keys,
            Clock clock,
            MeterRegistry meters,
            AuditLog audit) {
        this.storedKeys = storedKeys;
        this.pairs = pairs;
        this.audit = audit;
        this.clock = clock;
        Algorithm algorithm = tokens.algorithm();
        shared = KeyPairs.shared(tokens);
        TimeGauge.builder("latchkey.key.age", this, TimeUnit.SECONDS, KeyRing::age)
                .register(meters);
        ring = new ReloadingValue<>("key ring", this::read, clock, CACHED_FOR);
        plan = new RotationPlan(
                keys.rotateAfter(),
                keys.publishFor(),
                tokens.accessLifetime().plus(SKEW),
                algorithm == Algorithm.HS256 ? Algorithm.ES256 : algorithm);
    }

    /** The age of the signing key in seconds; NaN before the first use of the ring. */
    private double age() {
        Ring loaded = ring.latest();
        return loaded == null || loaded.signsFrom() == null
                ? Double.NaN
                : Duration.between(loaded.signsFrom(), now()).toSeconds();
    }

    /** A key that verifies, with its members in the JWK Set (RFC 7517). */
    record Verifying(String kid, Algorithm algorithm, Key key, Map<String, Object> jwk) {}

    record Signing(String kid, Algorithm algorithm, Key key) {}

    /**
     * A key as the operator sees it.
     *
     * @param secret the one it is encrypted under: {@code current}, {@code former} or {@code other}
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

    /** The key pair to sign with, even if users' tokens are signed with a shared secret. */
    Signing pair() {
        return ring.get().toSignWith();
    }

    /** The key pair named {@code kid}. */
    Optional<Verifying> findPair(String kid) {
        return ring.get().find(kid);
    }

    /**
     * Why no key can be used or stored, in a sentence; empty if all is well. The check generates no key before the first is
     * needed.
     */
    Optional<String> flaw() {
        return ring.latest() == null
                ? StoredKeys.flaw(storedKeys.read())
                : Optional.ofNullable(ring.get().flaw());
    }

    /**
     * Does nothing if the secret is right. With a wrong one, no other process could read what this one encrypts or derives.
     *
     * @throws IllegalStateException with a sentence
     */
    public void requireRightSecret() {
        flaw().ifPresent(KeyRing::refuse);
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
     * Generates a new key, which signs once it has been published for long enough.
     *
     * @throws IllegalStateException with a sentence, if the secret decrypts none of the stored keys
     */
    public void rotate() {
        add(storedKeys.read(), audit.of(Kind.KEY_ROTATION));
        ring.forget();
    }

    /**
     * Stops signing and verifying with a compromised key, at once. From now on its published successor signs, else the key
     * before it, else a new one.
     *
     * @return false if no good key has this name
     */
    public boolean revoke(String kid) {
        return revoke(kid, () -> true).isPresent();
    }

    /**
     * As {@link #revoke(String)}, with further work in the same transaction.
     *
     * @param alongside the further work; it may be called several times
     * @return what that returned; nothing if no good key has this name
     */
    public <T> Optional<T> revoke(String kid, Supplier<T> alongside) {
        EventDraft draft = audit.of(Kind.KEY_COMPROMISED);
        Optional<T> result = Transactions.call(() ->
                audit.record(SigningKey.compromise(kid, draft)) == 1 ? Optional.of(alongside.get()) : Optional.empty());
        ring.forget();
        ring.get();
        return result;
    }

    /** All stored keys, the newest first. */
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
                        key.secret.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    // In microseconds, as PostgreSQL stores it: else a key could start to sign after it was made.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }

    private Ring read() {
        List<SigningKey> stored = storedKeys.read();
        if (StoredKeys.flaw(stored).isEmpty() && plan.needsNewKey(stored, now())) {
            stored = add(stored, audit.ofService(Kind.KEY_MADE));
        }
        return pairs.ring(stored, plan, ring.latest(), now());
    }

    /** Stores a new key in the next place, unless another replica did so; either way there is a new key. */
    private List<SigningKey> add(List<SigningKey> stored, EventDraft draft) {
        StoredKeys.flaw(stored).ifPresent(KeyRing::refuse);
        int next = stored.isEmpty() ? 1 : stored.get(0).place + 1;
        Instant now = now();
        SigningKey generated = pairs.generate(next, plan.algorithm(), now, plan.signsFrom(stored, now));
        Transactions.statement(() -> audit.record(generated.claimPlace(draft)));
        return storedKeys.read();
    }

    private static void refuse(String flaw) {
        throw new IllegalStateException("Not done: " + flaw);
    }
}
