package latchkey.factor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Time-based one-time passwords as authenticator apps make them: six digits, SHA-1, 30 seconds (RFC 6238, RFC 4226). */
final class Totp {

    static final Duration STEP = Duration.ofSeconds(30);

    static final int DIGITS = 6;

    /** How many steps the clock of a phone may be off, in each direction (RFC 6238, 5.2). */
    private static final int DRIFT = 1;

    private static final int MODULUS = 1_000_000;

    private static final String HMAC = "HmacSHA1";

    /** The number of a time step, counted from 1970. */
    static long step(Instant at) {
        return at.getEpochSecond() / STEP.toSeconds();
    }

    static String code(byte[] secret, long step) {
        byte[] digest =
                hmac(secret, ByteBuffer.allocate(Long.BYTES).putLong(step).array());
        int offset = digest[digest.length - 1] & 0xf;
        int truncated = ByteBuffer.wrap(digest).getInt(offset) & Integer.MAX_VALUE;
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", truncated % MODULUS);
    }

    /** The latest step near {@code now} that {@code typed} is the code of. */
    static OptionalLong matchingStep(byte[] secret, String typed, Instant now) {
        long current = step(now);
        return LongStream.rangeClosed(current - DRIFT, current + DRIFT)
                .filter(step -> MessageDigest.isEqual(code(secret, step).getBytes(UTF_8), typed.getBytes(UTF_8)))
                .max();
    }

    private static byte[] hmac(byte[] secret, byte[] data) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret, HMAC));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC, e);
        }
    }

    private Totp() {}
}
