package latchkey.passkey;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import latchkey.factor.UsedToken;
import latchkey.key.Secret;

/**
 * Makes challenges for authenticators to sign. A challenge is a random value with its expiry and a MAC, so Latchkey stores none before it is
 * answered. It is good once, for one purpose, and in the session or sign-in that it was made for.
 */
@ApplicationScoped
class Challenges {

    static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final int RANDOM_BYTES = 16;
    private static final int MAC_BYTES = 32;
    private static final int CONTENT_BYTES = RANDOM_BYTES + Long.BYTES;

    /** What an answer to a challenge is for. */
    enum Purpose {
        REGISTRATION,
        SIGN_IN,
        SECOND_FACTOR
    }

    private final Secret secret;
    private final Clock clock;
    // Not static: a native image would freeze a static field with its seed.
    private final SecureRandom random = new SecureRandom();

    Challenges(Secret secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    /** @param bound the session, or the token of the sign-in, that the challenge is for; empty for none */
    byte[] make(Purpose purpose, String bound) {
        byte[] nonce = new byte[RANDOM_BYTES];
        random.nextBytes(nonce);
        byte[] content = ByteBuffer.allocate(CONTENT_BYTES)
                .put(nonce)
                .putLong(clock.instant().plus(LIFETIME).getEpochSecond())
                .array();
        return ByteBuffer.allocate(CONTENT_BYTES + MAC_BYTES)
                .put(content)
                .put(secret.mac(Secret.Use.CHALLENGES, signed(content, purpose, bound)))
                .array();
    }

    /** Whether it was made for this purpose, and has not expired. */
    boolean isGood(byte[] challenge, Purpose purpose, String bound) {
        if (challenge.length != CONTENT_BYTES + MAC_BYTES) {
            return false;
        }
        byte[] data = signed(Arrays.copyOf(challenge, CONTENT_BYTES), purpose, bound);
        byte[] mac = Arrays.copyOfRange(challenge, CONTENT_BYTES, challenge.length);
        return Stream.concat(
                                Stream.of(secret.mac(Secret.Use.CHALLENGES, data)),
                                secret.formerMac(Secret.Use.CHALLENGES, data).stream())
                        .anyMatch(good -> MessageDigest.isEqual(good, mac))
                && expiry(challenge).isAfter(clock.instant());
    }

    /** Uses up a good challenge; false if it was used before. */
    static boolean use(byte[] challenge) {
        return UsedToken.use(challenge, expiry(challenge));
    }

    private static Instant expiry(byte[] challenge) {
        return Instant.ofEpochSecond(ByteBuffer.wrap(challenge).getLong(RANDOM_BYTES));
    }

    private static byte[] signed(byte[] content, Purpose purpose, String bound) {
        byte[] context = (purpose + " " + bound).getBytes(UTF_8);
        return ByteBuffer.allocate(content.length + context.length)
                .put(content)
                .put(context)
                .array();
    }
}
