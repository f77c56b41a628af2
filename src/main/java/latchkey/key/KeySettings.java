package latchkey.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import latchkey.LatchkeyConfig;

/** What the settings of secrets and keys must be like. */
public final class KeySettings {

    /** In bytes. */
    public static final int SHORTEST_SECRET = 32;

    /** Longer is a slip, and beyond it the calendar ends. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** No service needs it more often, and each key is one more that all of them fetch. */
    private static final Duration SHORTEST_USE = Duration.ofHours(1);

    /** How many keys may verify the tokens that are out there. */
    private static final int MOST_KEYS = 8;

    /** What is wrong, in a sentence; empty where nothing is. */
    public static Optional<String> flaw(LatchkeyConfig config) {
        return config.formerSecret()
                .flatMap(former -> flaw(former, config))
                .or(() -> flawOfRotation(config.keys(), config.tokens()));
    }

    /** As many keys are published at once as are made within the life of a token and the time in which one is only published. */
    private static Optional<String> flawOfRotation(LatchkeyConfig.Keys keys, LatchkeyConfig.Tokens tokens) {
        Duration use = keys.rotateAfter();
        if (use.compareTo(SHORTEST_USE) < 0 || use.compareTo(LONGEST) > 0) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "latchkey.keys.rotate-after is %s; it goes from %s, an hour, to %s, a hundred years.",
                    use,
                    SHORTEST_USE,
                    LONGEST));
        }
        if (keys.publishFor().isNegative() || keys.publishFor().compareTo(use) > 0) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "latchkey.keys.publish-for is %s; it cannot be negative, nor longer than latchkey.keys.rotate-after, %s.",
                    keys.publishFor(),
                    use));
        }
        return Optional.of(tokens.accessLifetime())
                .filter(life -> life.compareTo(use.multipliedBy(MOST_KEYS)) > 0)
                .map(life -> String.format(
                        Locale.ROOT,
                        "latchkey.tokens.access-lifetime is %s; it cannot be longer than %d times latchkey.keys.rotate-after, %s.",
                        life,
                        MOST_KEYS,
                        use));
    }

    private static Optional<String> flaw(String former, LatchkeyConfig config) {
        int length = former.getBytes(UTF_8).length;
        if (length < SHORTEST_SECRET) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "latchkey.former-secret has %d bytes; a secret has at least %d.",
                    length,
                    SHORTEST_SECRET));
        }
        return config.secret()
                .filter(former::equals)
                .map(same -> "latchkey.former-secret is latchkey.secret itself:"
                        + " it is the one before that, or is not set.");
    }

    private KeySettings() {}
}
