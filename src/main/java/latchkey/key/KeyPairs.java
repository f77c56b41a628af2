package latchkey.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** Generates key pairs to store, and turns stored ones into keys that sign and verify. */
@ApplicationScoped
class KeyPairs {

    private final Encryption encryption;

    KeyPairs(Encryption encryption) {
        this.encryption = encryption;
    }

    /** The shared secret that replaces key pairs, if the settings say so. */
    static Optional<KeyRing.Verifying> shared(TokenConfig tokens) {
        return tokens.sharedSecret()
                .filter(secret -> tokens.algorithm() == Algorithm.HS256)
                .map(secret -> new KeyRing.Verifying(
                        KeyRing.SHARED,
                        Algorithm.HS256,
                        new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"),
                        Map.of()));
    }

    /** @param before the previous ring; its keys are not parsed again */
    Ring ring(List<SigningKey> stored, RotationPlan plan, @Nullable Ring before, Instant now) {
        Optional<Ring> previous = Optional.ofNullable(before);
        List<KeyRing.Verifying> verifying = plan.verifying(stored, now).stream()
                .flatMap(key -> previous.flatMap(ring -> ring.find(key.kid)).or(() -> verifying(key)).stream())
                .toList();
        Optional<KeyRing.Signing> signing = plan.signing(stored, now)
                .map(key -> previous.flatMap(ring -> ring.signingAmong(List.of(key)))
                        .or(() -> signing(key)))
                // If another process encrypted all keys under a secret that this one lacks, the previous key still
                // signs.
                .orElseGet(() -> previous.flatMap(ring -> ring.signingAmong(stored)));
        Instant signsFrom = signing.flatMap(signs -> stored.stream()
                        .filter(key -> key.kid.equals(signs.kid()))
                        .map(key -> key.signsFrom)
                        .findFirst())
                .orElse(null);
        return new Ring(signing.orElse(null), signsFrom, StoredKeys.flaw(stored).orElse(null), verifying);
    }

    /** The private key; nothing if no secret of this process decrypts it, or it is damaged, or from a later release. */
    Optional<KeyRing.Signing> signing(SigningKey stored) {
        return decrypted(stored).flatMap(decrypted -> signing(stored, decrypted.content()));
    }

    private static Optional<KeyRing.Signing> signing(SigningKey stored, byte[] pkcs8) {
        try {
            Algorithm algorithm = Algorithm.valueOf(stored.algorithm);
            return Optional.of(new KeyRing.Signing(stored.kid, algorithm, algorithm.privateKey(pkcs8)));
        } catch (GeneralSecurityException | IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    /** The public key; nothing if it is damaged, or from a later release. This needs no secret. */
    Optional<KeyRing.Verifying> verifying(SigningKey stored) {
        try {
            Algorithm algorithm = Algorithm.valueOf(stored.algorithm);
            PublicKey key = algorithm.publicKey(stored.publicKey);
            PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(key);
            jwk.setKeyId(stored.kid);
            jwk.setUse("sig");
            jwk.setAlgorithm(stored.algorithm);
            return Optional.of(
                    new KeyRing.Verifying(stored.kid, algorithm, key, jwk.toParams(OutputControlLevel.PUBLIC_ONLY)));
        } catch (GeneralSecurityException | JoseException | IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }

    SigningKey.EncryptedUnder secretOf(SigningKey stored) {
        return decrypted(stored)
                .filter(decrypted -> signing(stored, decrypted.content()).isPresent()
                        && verifying(stored).isPresent())
                .map(decrypted ->
                        decrypted.former() ? SigningKey.EncryptedUnder.FORMER : SigningKey.EncryptedUnder.CURRENT)
                .orElse(SigningKey.EncryptedUnder.OTHER);
    }

    /** The same private key, encrypted under the current secret. */
    byte[] encryptedAnew(SigningKey stored) {
        return encrypted(decrypted(stored).orElseThrow().content(), stored.kid);
    }

    private Optional<Encryption.Decrypted> decrypted(SigningKey stored) {
        return encryption.decrypt(Secret.Use.PRIVATE_KEYS, stored.privateKey, stored.kid);
    }

    private byte[] encrypted(byte[] pkcs8, String kid) {
        return encryption.encrypt(Secret.Use.PRIVATE_KEYS, pkcs8, kid);
    }

    SigningKey generate(int place, Algorithm algorithm, Instant now, Instant signsFrom) {
        try {
            KeyPair pair = algorithm.generate();
            String kid = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic())
                    .calculateBase64urlEncodedThumbprint("SHA-256");
            if (kid.startsWith("-")) {
                // One in 64. A command line would take it for an option, just when an operator reports a stolen key.
                return generate(place, algorithm, now, signsFrom);
            }
            byte[] privateKey = encrypted(pair.getPrivate().getEncoded(), kid);
            return new SigningKey(
                    place, kid, algorithm.name(), pair.getPublic().getEncoded(), privateKey, now, signsFrom);
        } catch (GeneralSecurityException | JoseException e) {
            throw new IllegalStateException("no key could be made", e);
        }
    }
}
