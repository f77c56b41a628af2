package latchkey.key;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.GeneralSecurityException;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import latchkey.LatchkeyConfig;

/** {@code LATCHKEY_SECRET}, as one key for each use, of which none gives away another (NIST SP 800-108, HMAC). */
@ApplicationScoped
public class Secret {

    private static final String HMAC = "HmacSHA256";

    public enum Use {
        REFRESH_TOKENS,
        PRIVATE_KEYS
    }

    private final Map<Use, SecretKey> keys = new EnumMap<>(Use.class);

    Secret(LatchkeyConfig config) {
        SecretKey root = new SecretKeySpec(config.secret().orElseThrow().getBytes(UTF_8), HMAC);
        for (Use use : Use.values()) {
            byte[] label = ("latchkey " + use.name()).getBytes(UTF_8);
            keys.put(use, new SecretKeySpec(mac(root, label), HMAC));
        }
    }

    /** HMAC-SHA256 of {@code data} under the key for {@code use}. */
    public byte[] mac(Use use, byte[] data) {
        return mac(key(use), data);
    }

    /** 32 bytes. */
    SecretKey key(Use use) {
        return requireNonNull(keys.get(use));
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
