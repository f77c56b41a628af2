package latchkey.key;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys as they were read at one moment.
 *
 * @param signing null where the secret opens none that may sign
 * @param signsFrom of the signing key
 * @param flaw why that is so, in a sentence; null where the secret is the right one
 */
record Ring(
        KeyRing.@Nullable Signing signing,
        @Nullable Instant signsFrom,
        @Nullable String flaw,
        List<KeyRing.Verifying> verifying) {

    Optional<KeyRing.Verifying> find(String kid) {
        return verifying.stream().filter(key -> key.kid().equals(kid)).findFirst();
    }

    KeyRing.Signing toSignWith() {
        if (signing == null) {
            throw new IllegalStateException(flaw);
        }
        return signing;
    }

    /** The key that signed so far, if it is a good one of these. */
    Optional<KeyRing.Signing> signingAmong(List<SigningKey> stored) {
        return Optional.ofNullable(signing).filter(known -> stored.stream()
                .anyMatch(key -> key.kid.equals(known.kid()) && key.compromisedAt == null));
    }
}
