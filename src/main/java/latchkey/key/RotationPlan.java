package latchkey.key;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * When each key of the ring is published, signs, and is retired: published, then after a while signing, and once its
 * successor of the same algorithm signs, verifying until the last token it signed has expired. Replicas that are told different
 * algorithms, as in any rolling update of it, have a key each.
 *
 * @param rotateAfter how long a key signs
 * @param publishFor how long it is published first, at least as long as anybody may cache the JWK Set
 * @param verifyFor how long it verifies after it signed last, at least as long as an access token lives
 * @param algorithm that this replica is to sign with
 */
record RotationPlan(Duration rotateAfter, Duration publishFor, Duration verifyFor, Algorithm algorithm) {

    /**
     * The key that signs: of this algorithm, or where none of it signs yet, of another; where all that did are compromised, the
     * one that was to follow, before its time. Of {@code keys}, the newest first, as everywhere here.
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

    /** Those that verify, and that the JWK Set has. A private key that cannot be read here may sign elsewhere. */
    List<SigningKey> verifying(List<SigningKey> keys, Instant now) {
        List<SigningKey> readable = readable(keys);
        List<SigningKey> deciding = readable.isEmpty() ? good(keys) : readable;
        return good(keys).stream()
                .filter(key -> deciding.stream().noneMatch(later -> hasReplaced(key, later, now)))
                .toList();
    }

    /** Whether the last token that {@code key} signed has expired, since the later one began to sign in its place. */
    private boolean hasReplaced(SigningKey key, SigningKey later, Instant now) {
        return later.place > key.place
                && !now.isBefore(later.signsFrom.plus(verifyFor))
                && (later.algorithm.equals(key.algorithm) || isOld(key, now));
    }

    /** Whether a replica that signs with it would have another of its algorithm by now. */
    private boolean isOld(SigningKey key, Instant now) {
        return !now.isBefore(key.signsFrom.plus(rotateAfter).plus(verifyFor));
    }

    /** Whether a new key is to be made: the newest of this algorithm is old enough, or there is none, or none to sign with. */
    boolean due(List<SigningKey> keys, Instant now) {
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
