package latchkey.key;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import latchkey.LatchkeyConfig;

/** Checks the settings of secrets and keys. */
public final class KeySettings {

    /** In bytes. */
    public static final int MIN_SECRET_BYTES = 32;

    /** A longer time is a mistake, and further beyond it the calendar ends. */
    private static final Duration MAX_USE = Duration.ofDays(36_500);

    /** No service needs shorter use, and all of them have to fetch each further key. */
    private static final Duration MIN_USE = Duration.ofHours(1);

    /** The maximum number of keys that verify tokens. */
    private static final int MAX_KEYS = 8;

    /** The first error of the settings, in a sentence; empty if there is none. */
    public static Optional<String> flaw(LatchkeyConfig config, KeyConfig keys, TokenConfig tokens) {
        return config.formerSecret()
                .flatMap(former -> flaw(former, config))
                .or(() -> flawOfRotation(keys, tokens))
                .or(() -> flawOfAudience(config, tokens));
    }

    private static Optional<String> flawOfAudience(LatchkeyConfig config, TokenConfig tokens) {
        return tokens.audience()
                .filter(ClientTokens.audience(config.issuer())::equals)
                .map(taken -> "latchkey.tokens.audience is " + taken
                        + ", which is the audience of programs that use the admin API: choose another.");
    }

    /** The number of keys published at once grows with the life of a token and the time for which a key is only published. */
    private static Optional<String> flawOfRotation(KeyConfig keys, TokenConfig tokens) {
        Duration use = keys.rotateAfter();
        if (use.compareTo(MIN_USE) < 0 || use.compareTo(MAX_USE) > 0) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "latchkey.keys.rotate-after is %s; it goes from %s, an hour, to %s, a hundred years.",
                    use,
                    MIN_USE,
                    MAX_USE));
        }
        if (keys.publishFor().isNegative() || keys.publishFor().compareTo(use) > 0) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "latchkey.keys.publish-for is %s; it cannot be negative, nor longer than latchkey.keys.rotate-after, %s.",
                    keys.publishFor(),
                    use));
        }
        return Optional.of(tokens.accessLifetime())
                .filter(life -> life.compareTo(use.multipliedBy(MAX_KEYS)) > 0)
                .map(life -> String.format(
                        Locale.ROOT,
                        "latchkey.tokens.access-lifetime is %s; it cannot be longer than %d times latchkey.keys.rotate-after, %s.",
                        life,
                        MAX_KEYS,
                        use));
    }

    private static Optional<String> flaw(String former, LatchkeyConfig config) {
        int length = former.getBytes(UTF_8).length;
        if (length < MIN_SECRET_BYTES) {
            return Optional.of(String.format(
                    Locale.ROOT,
                    "latchkey.former-secret has %d bytes; a secret has at least %d.",
                    length,
                    MIN_SECRET_BYTES));
        }
        return config.secret()
                .filter(former::equals)
                .map(same -> "latchkey.former-secret is latchkey.secret itself:"
                        + " it is the one before that, or is not set.");
    }

    private KeySettings() {}
}
