package latchkey.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import latchkey.LatchkeyConfig;

/** What the settings of secrets and keys must be like. */
public final class KeySettings {

    /** In bytes. */
    public static final int SHORTEST_SECRET = 32;

    /** What is wrong, in a sentence; empty where nothing is. */
    public static Optional<String> flaw(LatchkeyConfig config) {
        return config.formerSecret().flatMap(former -> flaw(former, config));
    }

    private static Optional<String> flaw(String former, LatchkeyConfig config) {
        int length = former.getBytes(UTF_8).length;
        if (length < SHORTEST_SECRET) {
            return Optional.of("latchkey.former-secret has %d bytes; a secret has at least %d."
                    .formatted(length, SHORTEST_SECRET));
        }
        return config.secret()
                .filter(former::equals)
                .map(same -> "latchkey.former-secret is latchkey.secret itself:"
                        + " it is the one before that, or is not set.");
    }

    private KeySettings() {}
}
