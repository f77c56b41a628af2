package latchkey.key;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When each key of the ring is published, signs, and is retired. A key is first published, then signs, and after its successor
 * of the same algorithm signs, it verifies until the last token it signed has expired. Replicas with different algorithms in
 * their settings, as in a rolling update, have a key each.
 *
 * @param rotateAfter how long a key signs
 * @param publishFor how long it is published first, at least as long as services may cache the JWK Set
 * @param verifyFor how long it verifies after it signed last, at least as long as an access token lives
 * @param algorithm that this replica should sign with
 */
record RotationPlan(Duration rotateAfter, Duration publishFor, Duration verifyFor, Algorithm algorithm) {

    /**
     * The key that signs: one of this algorithm, or, if none of it signs yet, of another. If all keys that signed are
     * compromised, their successor signs before its time. {@code keys} has the newest first, as everywhere here.
     */
    Optional<SigningKey> signing(List<SigningKey> keys, Instant now) {
        List<SigningKey> begun = readable(verifying(keys, now)).stream()
                .filter(key -> !key.signsFrom.isAfter(now))
                .toList();
        return begun.stream()
                .filter(this::isOfThisAlgorithm)
                .findFirst()
                .or(() -> begun.stream().findFirst())
                .or(() -> readable(keys).stream().reduce((newer, older) -> older));
    }

    /**
     * The keys that verify, and that the JWK Set has. Another replica may still sign with a key that this one cannot decrypt.
     */
    List<SigningKey> verifying(List<SigningKey> keys, Instant now) {
        List<SigningKey> readable = readable(keys);
        List<SigningKey> deciding = readable.isEmpty() ? uncompromised(keys) : readable;
        return uncompromised(keys).stream()
                .filter(key -> deciding.stream().noneMatch(later -> hasReplaced(key, later, now)))
                .toList();
    }

    /** Whether the last token that {@code key} signed has expired, since {@code later} began to sign in its place. */
    private boolean hasReplaced(SigningKey key, SigningKey later, Instant now) {
        return later.place > key.place
                && !now.isBefore(later.signsFrom.plus(verifyFor))
                && (later.algorithm.equals(key.algorithm) || isOld(key, now));
    }

    /** Whether a replica that signs with this key would have generated a newer one of its algorithm by now. */
    private boolean isOld(SigningKey key, Instant now) {
        return !now.isBefore(key.signsFrom.plus(rotateAfter).plus(verifyFor));
    }

    /** Whether to generate a new key: the newest of this algorithm is old enough, or there is none, or no key can sign. */
    boolean needsNewKey(List<SigningKey> keys, Instant now) {
        return signing(keys, now).isEmpty()
                || readable(keys).stream()
                        .filter(this::isOfThisAlgorithm)
                        .findFirst()
                        .filter(newest ->
                                now.isBefore(newest.signsFrom.plus(rotateAfter).minus(publishFor)))
                        .isEmpty();
    }

    private boolean isOfThisAlgorithm(SigningKey key) {
        return key.algorithm.equals(algorithm.name());
    }

    /** When a key generated now begins to sign: at once if no other can sign meanwhile. */
    Instant signsFrom(List<SigningKey> keys, Instant now) {
        return signing(keys, now).isPresent() ? now.plus(publishFor) : now;
    }

    /** The state that the operator sees: published, signing, verifying, retired or compromised. */
    String state(SigningKey key, List<SigningKey> stored, Instant now) {
        if (key.compromisedAt != null) {
            return "compromised";
        }
        if (key.signsFrom.isAfter(now)) {
            return "published";
        }
        if (signing(stored, now).filter(signing -> signing == key).isPresent()) {
            return "signing";
        }
        return verifying(stored, now).contains(key) ? "verifying" : "retired";
    }

    private static List<SigningKey> uncompromised(List<SigningKey> keys) {
        return keys.stream().filter(key -> key.compromisedAt == null).toList();
    }

    /** Good keys that this process can sign with. */
    private static List<SigningKey> readable(List<SigningKey> keys) {
        return uncompromised(keys).stream().filter(SigningKey::isReadable).toList();
    }
}
