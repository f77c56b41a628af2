package latchkey.key;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jose4j.jwk.EllipticCurveJsonWebKey;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jspecify.annotations.Nullable;

/**
 * The keys of this service, as the database has them: all verify, one signs. They are read at their first use, not at
 * start, and the first of them is made then, by whichever replica comes first.
 */
@ApplicationScoped
public class KeyRing {

    static final String ALGORITHM = "ES256";

    private static final Logger LOG = Logger.getLogger(KeyRing.class);

    /** How long the ring is used as it was read. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    /** How soon a key that was not in the ring is looked for again: a flood of unknown ones costs one query a second. */
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final PrivateKeys privateKeys;
    private final Clock clock;
    private volatile @Nullable Ring ring;

    KeyRing(PrivateKeys privateKeys, Clock clock) {
        this.privateKeys = privateKeys;
        this.clock = clock;
    }

    /** A key that verifies, with what JWKS says of it (RFC 7517). */
    record Verifying(String kid, PublicKey key, Map<String, Object> jwk) {}

    record Signing(String kid, PrivateKey key) {}

    private record Ring(Signing signing, List<Verifying> verifying, Instant readAt) {

        Optional<Verifying> find(String kid) {
            return verifying.stream().filter(key -> key.kid().equals(kid)).findFirst();
        }

        boolean olderThan(Duration age, Instant now) {
            return !now.isBefore(readAt.plus(age));
        }
    }

    /** The key to sign with. */
    Signing current() {
        return ring(FRESH).signing();
    }

    /** The key named {@code kid}, which another replica may have made a moment ago. */
    Optional<PublicKey> find(String kid) {
        return ring(FRESH).find(kid).or(() -> ring(AGAIN).find(kid)).map(Verifying::key);
    }

    /** All public keys, as a JWK Set (RFC 7517, 5). */
    public Map<String, Object> jwks() {
        return Map.of(
                "keys", ring(FRESH).verifying().stream().map(Verifying::jwk).toList());
    }

    private Ring ring(Duration age) {
        Ring known = ring;
        return known == null || known.olderThan(age, clock.instant()) ? reread(age) : known;
    }

    private synchronized Ring reread(Duration age) {
        Ring known = ring;
        Instant now = clock.instant();
        if (known != null && !known.olderThan(age, now)) {
            return known;
        }
        try {
            ring = read(now);
        } catch (RuntimeException e) {
            // Keys do not change often: while the database is away, those that are known serve.
            if (known == null) {
                throw e;
            }
            LOG.debug("key ring not read", e);
            ring = new Ring(known.signing(), known.verifying(), now);
        }
        return ring;
    }

    private Ring read(Instant now) {
        return QuarkusTransaction.requiringNew().call(() -> {
            List<SigningKey> stored = SigningKey.ring();
            if (stored.isEmpty()) {
                generate(1, now).claimPlace();
                stored = SigningKey.ring();
            }
            return ring(stored, now);
        });
    }

    private Ring ring(List<SigningKey> stored, Instant now) throws GeneralSecurityException {
        SigningKey newest = stored.get(0);
        Signing signing = ring != null && ring.signing().kid().equals(newest.kid)
                ? ring.signing()
                : new Signing(newest.kid, privateKey(newest));
        List<Verifying> verifying = new java.util.ArrayList<>();
        for (SigningKey key : stored) {
            verifying.add(verifying(key));
        }
        return new Ring(signing, List.copyOf(verifying), now);
    }

    private PrivateKey privateKey(SigningKey stored) throws GeneralSecurityException {
        byte[] pkcs8 = privateKeys.unwrap(stored.privateKey, stored.kid);
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    private static Verifying verifying(SigningKey stored) throws GeneralSecurityException {
        PublicKey key = KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(stored.publicKey));
        EllipticCurveJsonWebKey jwk = new EllipticCurveJsonWebKey((ECPublicKey) key);
        jwk.setKeyId(stored.kid);
        jwk.setUse("sig");
        jwk.setAlgorithm(stored.algorithm);
        return new Verifying(stored.kid, key, jwk.toParams(OutputControlLevel.PUBLIC_ONLY));
    }

    private SigningKey generate(int place, Instant now) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair pair = generator.generateKeyPair();
        String kid = new EllipticCurveJsonWebKey((ECPublicKey) pair.getPublic())
                .calculateBase64urlEncodedThumbprint("SHA-256");
        byte[] wrapped = privateKeys.wrap(pair.getPrivate().getEncoded(), kid);
        return new SigningKey(place, kid, ALGORITHM, pair.getPublic().getEncoded(), wrapped, now);
    }
}
