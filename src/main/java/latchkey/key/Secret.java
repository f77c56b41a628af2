package latchkey.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import latchkey.LatchkeyConfig;

/**
 * {@code LATCHKEY_SECRET}, as one key for each use, of which none gives away another (NIST SP 800-108, HMAC); and the former secret,
 * where there is one, under which nothing new is written.
 */
@ApplicationScoped
public class Secret {

    private static final String HMAC = "HmacSHA256";

    public enum Use {
        REFRESH_TOKENS,
        PRIVATE_KEYS
    }

    private final Map<Use, SecretKey> keys;
    private final Optional<Map<Use, SecretKey>> former;

    Secret(LatchkeyConfig config) {
        keys = keys(config.secret().orElseThrow());
        former = config.formerSecret().map(Secret::keys);
    }

    private static Map<Use, SecretKey> keys(String secret) {
        SecretKey root = new SecretKeySpec(secret.getBytes(UTF_8), HMAC);
        Map<Use, SecretKey> keys = new EnumMap<>(Use.class);
        for (Use use : Use.values()) {
            byte[] label = ("latchkey " + use.name()).getBytes(UTF_8);
            keys.put(use, new SecretKeySpec(mac(root, label), HMAC));
        }
        return keys;
    }

    /** HMAC-SHA256 of {@code data} under the key for {@code use}. */
    public byte[] mac(Use use, byte[] data) {
        return mac(key(use), data);
    }

    /** What {@link #mac} gave before the secret was changed; nothing where no former one is set. */
    public Optional<byte[]> formerMac(Use use, byte[] data) {
        return formerKey(use).map(key -> mac(key, data));
    }

    /** 32 bytes. */
    SecretKey key(Use use) {
        return requireNonNull(keys.get(use));
    }

    /** 32 bytes. */
    Optional<SecretKey> formerKey(Use use) {
        return former.map(of -> requireNonNull(of.get(use)));
    }

    private static byte[] mac(SecretKey key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }
}
