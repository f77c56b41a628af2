package latchkey.key;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys as they were loaded at one moment.
 *
 * @param signing null if the secret decrypts no key that may sign
 * @param signsFrom of the signing key
 * @param flaw why that is so, in a sentence; null if the secret is right
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
        return Optional.ofNullable(signing).filter(current -> stored.stream()
                .anyMatch(key -> key.kid.equals(current.kid()) && key.compromisedAt == null));
    }
}
