package latchkey.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import latchkey.LatchkeyConfig;
import latchkey.hash.Digests;

/**
 * {@code LATCHKEY_SECRET} as one key for each use, none of which reveals another (NIST SP 800-108, HMAC); and the former
 * secret, if there is one, under which Latchkey writes nothing new.
 */
@ApplicationScoped
public class Secret {

    public enum Use {
        REFRESH_TOKENS,
        PRIVATE_KEYS,
        /** The shared secrets of authenticator apps. */
        TOTP,
        RECOVERY_CODES,
        /** The tokens of sign-ins that wait for a code. */
        MFA_TOKENS,
        /** The challenges that passkeys sign. */
        CHALLENGES,
        /** What passkeys store for an account. */
        USER_HANDLES,
        /** The secrets that webhooks are signed with. */
        WEBHOOKS,
        /** Idempotency keys, and the answers to their requests. */
        REPEATABLE_REQUESTS
    }

    private final Map<Use, byte[]> keys;
    private final Optional<Map<Use, byte[]>> former;

    public Secret(LatchkeyConfig config) {
        keys = keys(config.secret().orElseThrow());
        former = config.formerSecret().map(Secret::keys);
    }

    private static Map<Use, byte[]> keys(String secret) {
        byte[] root = secret.getBytes(UTF_8);
        Map<Use, byte[]> keys = new EnumMap<>(Use.class);
        for (Use use : Use.values()) {
            byte[] label = ("latchkey " + use.name()).getBytes(UTF_8);
            keys.put(use, Digests.hmacSha256(root, label));
        }
        return keys;
    }

    /** HMAC-SHA256 of {@code data} under the key for {@code use}. */
    public byte[] mac(Use use, byte[] data) {
        return Digests.hmacSha256(key(use), data);
    }

    /** What {@link #mac} returned before the secret was changed; nothing if no former secret is set. */
    public Optional<byte[]> formerMac(Use use, byte[] data) {
        return formerKey(use).map(key -> Digests.hmacSha256(key, data));
    }

    /** 32 bytes. */
    byte[] key(Use use) {
        return requireNonNull(keys.get(use));
    }

    /** 32 bytes. */
    Optional<byte[]> formerKey(Use use) {
        return former.map(formerKeys -> requireNonNull(formerKeys.get(use)));
    }
}
