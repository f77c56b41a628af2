package latchkey.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.spec.SecretKeySpec;
import latchkey.LatchkeyConfig;
import latchkey.Transactions;
import latchkey.audit.Audit;
import latchkey.audit.Draft;
import latchkey.audit.Kind;
import org.jboss.logging.Logger;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * The keys of this service, as the database has them. They are read at their first use, not at start, and a new one is made
 * when {@link RotationPlan} says so, by whichever replica comes first.
 */
@Startup
@ApplicationScoped
public class KeyRing {

    private static final Logger LOG = Logger.getLogger(KeyRing.class);

    /** How long the ring is used as it was read: as long as a compromised key can still be taken for good. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** How much later than its successor's start a key may have signed, by the clock of another replica. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** The name of the key that is a shared secret. */
    private static final String SHARED = "shared";

    private final KeyPairs pairs;
    private final Audit audit;
    private final Clock clock;
    private final RotationPlan plan;
    private final Optional<Verifying> shared;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Ring ring;

    KeyRing(KeyPairs pairs, LatchkeyConfig config, Clock clock, MeterRegistry meters, Audit audit) {
        this.pairs = pairs;
        this.audit = audit;
        this.clock = clock;
        Algorithm algorithm = config.tokens().algorithm();
        shared = algorithm == Algorithm.HS256
                ? config.tokens()
                        .sharedSecret()
                        .map(secret -> new Verifying(
                                SHARED,
                                Algorithm.HS256,
                                new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"),
                                Map.of()))
                : Optional.empty();
        TimeGauge.builder("latchkey.key.age", this, TimeUnit.SECONDS, KeyRing::age)
                .register(meters);
        plan = new RotationPlan(
                config.keys().rotateAfter(),
                config.keys().publishFor(),
                config.tokens().accessLifetime().plus(SKEW),
                algorithm == Algorithm.HS256 ? Algorithm.ES256 : algorithm);
    }

    /** In seconds; NaN before the first use of the ring. */
    private double age() {
        Ring known = ring;
        return known == null
                ? Double.NaN
                : Duration.between(known.signsFrom(), now()).toSeconds();
    }

    /** A key that verifies, with what the JWK Set says of it (RFC 7517). */
    record Verifying(String kid, Algorithm algorithm, Key key, Map<String, Object> jwk) {}

    record Signing(String kid, Algorithm algorithm, Key key) {}

    /** A key as an operator sees it. */
    public record Listed(
            String kid,
            String algorithm,
            String state,
            Instant createdAt,
            Instant signsFrom,
            @Nullable Instant compromisedAt) {}

    private record Ring(Signing signing, Instant signsFrom, List<Verifying> verifying, Instant readAt) {

        Optional<Verifying> find(String kid) {
            return verifying.stream().filter(key -> key.kid().equals(kid)).findFirst();
        }
    }

    /** The key to sign with. */
    Signing current() {
        return shared.map(key -> new Signing(key.kid(), key.algorithm(), key.key()))
                .orElseGet(() -> ring().signing());
    }

    /** The key named {@code kid}. */
    Optional<Verifying> find(String kid) {
        return shared.filter(key -> kid.equals(SHARED)).or(() -> ring().find(kid));
    }

    /** All public keys, as a JWK Set (RFC 7517, 5). */
    public Map<String, Object> jwks() {
        return Map.of("keys", ring().verifying().stream().map(Verifying::jwk).toList());
    }

    /** The algorithms of {@link #jwks}. */
    public List<String> algorithms() {
        return ring().verifying().stream()
                .map(key -> key.algorithm().name())
                .distinct()
                .toList();
    }

    /** Makes a new key, which signs once it was published for long enough. */
    public void rotate() {
        add(stored(), audit.of(Kind.KEY_ROTATION));
        ring = null;
    }

    /**
     * Stops signing and verifying with a key, at once. From now on the one signs that was published to follow it, else the one
     * before it, else a new one.
     *
     * @return false where no good key has this name
     */
    public boolean compromised(String kid) {
        Draft draft = audit.of(Kind.KEY_COMPROMISED);
        boolean known = Transactions.statement(() -> audit.tell(SigningKey.compromise(kid, draft))) == 1;
        ring = null;
        ring();
        return known;
    }

    /** Every key that is stored, the newest first. */
    public List<Listed> list() {
        ring();
        Instant now = now();
        List<SigningKey> stored = stored();
        return stored.stream()
                .map(key -> new Listed(
                        key.kid,
                        key.algorithm,
                        plan.state(key, stored, now),
                        key.createdAt,
                        key.signsFrom,
                        key.compromisedAt))
                .toList();
    }

    // As fine as PostgreSQL keeps it, or a key could sign from a moment after it was made.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }

    private Ring ring() {
        Ring known = ring;
        return known == null || old(known) ? reread() : known;
    }

    private boolean old(Ring known) {
        return Duration.between(known.readAt(), now()).abs().compareTo(FRESH) >= 0;
    }

    /** One thread reads; those that come meanwhile use what is known, so that a slow database holds up none of them. */
    private Ring reread() {
        Ring known = ring;
        if (known == null) {
            reading.lock();
        } else if (!reading.tryLock()) {
            return known;
        }
        try {
            Ring latest = ring;
            Ring fresh = latest == null || old(latest) ? readOr(latest) : latest;
            ring = fresh;
            return fresh;
        } finally {
            reading.unlock();
        }
    }

    /** Keys do not change often: while the database is away, those that are known serve. */
    private Ring readOr(@Nullable Ring known) {
        try {
            return read();
        } catch (RuntimeException e) {
            if (known == null) {
                throw e;
            }
            LOG.debug("key ring not read", e);
            return new Ring(known.signing(), known.signsFrom(), known.verifying(), now());
        }
    }

    private Ring read() {
        List<SigningKey> stored = stored();
        if (plan.due(stored, now())) {
            stored = add(stored, audit.ofService(Kind.KEY_MADE));
        }
        try {
            return ringOf(stored, now());
        } catch (GeneralSecurityException | JoseException e) {
            throw new IllegalStateException("a stored key cannot be read", e);
        }
    }

    private static List<SigningKey> stored() {
        return Transactions.statement(SigningKey::newestFirst);
    }

    /** Takes the next place, or finds it taken by another replica; either way there is a new key. */
    private List<SigningKey> add(List<SigningKey> stored, Draft draft) {
        int next = stored.isEmpty() ? 1 : stored.get(0).place + 1;
        Instant now = now();
        SigningKey made = pairs.generate(next, plan.algorithm(), now, plan.signsFrom(stored, now));
        Transactions.statement(() -> audit.tell(made.claimPlace(draft)));
        return stored();
    }

    private Ring ringOf(List<SigningKey> stored, Instant now) throws GeneralSecurityException, JoseException {
        SigningKey signs = plan.signing(stored, now).orElseThrow();
        Ring known = ring;
        Signing signing =
                known != null && known.signing().kid().equals(signs.kid) ? known.signing() : pairs.signing(signs);
        List<Verifying> verifying = new ArrayList<>();
        for (SigningKey key : plan.verifying(stored, now)) {
            Optional<Verifying> before = known == null ? Optional.empty() : known.find(key.kid);
            verifying.add(before.isPresent() ? before.get() : pairs.verifying(key));
        }
        return new Ring(signing, signs.signsFrom, List.copyOf(verifying), now);
    }
}
