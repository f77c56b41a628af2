package latchkey.key;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When each key of the ring is published, signs, and is retired: published, then after a while signing, and once its
 * successor signs, verifying until the last token it signed has expired.
 *
 * @param rotateAfter how long a key signs
 * @param publishFor how long it is published first, at least as long as anybody may cache the JWK Set
 * @param verifyFor how long it verifies after it signed last, at least as long as an access token lives
 */
record RotationPlan(Duration rotateAfter, Duration publishFor, Duration verifyFor, Algorithm algorithm) {

    /**
     * The key that signs; where all that did are compromised, the one that was to follow, before its time. Of {@code keys}, the
     * newest first, as everywhere here.
     */
    Optional<SigningKey> signing(List<SigningKey> keys, Instant now) {
        List<SigningKey> good = readable(keys);
        return good.stream()
                .filter(key -> !key.signsFrom.isAfter(now))
                .findFirst()
                .or(() -> good.stream().reduce((newer, older) -> older));
    }

    /** Those that verify, and that the JWK Set has. A private key that cannot be read here may sign elsewhere. */
    List<SigningKey> verifying(List<SigningKey> keys, Instant now) {
        List<SigningKey> readable = readable(keys);
        List<SigningKey> deciding = readable.isEmpty() ? good(keys) : readable;
        return good(keys).stream()
                .filter(key -> deciding.stream().noneMatch(later -> hasReplaced(key, later, now)))
                .toList();
    }

    /** Whether the last token that {@code key} signed has expired since the later one began. */
    private boolean hasReplaced(SigningKey key, SigningKey later, Instant now) {
        return later.place > key.place && !now.isBefore(later.signsFrom.plus(verifyFor));
    }

    /** Whether a new key is to be made: the newest is old enough, or of another algorithm, or there is none to sign with. */
    boolean due(List<SigningKey> keys, Instant now) {
        return signing(keys, now).isEmpty()
                || readable(keys).stream()
                        .findFirst()
                        .filter(newest ->
                                now.isBefore(newest.signsFrom.plus(rotateAfter).minus(publishFor)))
                        .filter(newest -> newest.algorithm.equals(algorithm.name()))
                        .isEmpty();
    }

    /** When a key that is made now begins to sign: at once if there is no other to sign meanwhile. */
    Instant signsFrom(List<SigningKey> keys, Instant now) {
        return signing(keys, now).isPresent() ? now.plus(publishFor) : now;
    }

    /** What an operator is told of a key: published, signing, verifying, retired or compromised. */
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

    private static List<SigningKey> good(List<SigningKey> keys) {
        return keys.stream().filter(key -> key.compromisedAt == null).toList();
    }

    /** Good ones that this process can sign with. */
    private static List<SigningKey> readable(List<SigningKey> keys) {
        return good(keys).stream().filter(SigningKey::isReadable).toList();
    }
}
