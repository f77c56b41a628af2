package latchkey.factor;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import latchkey.account.Account;
import latchkey.factor.SignInMethods.Method;
import latchkey.hash.Digests;
import latchkey.key.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of sign-ins that wait for a second factor. Such a token proves that its client has shown the password, or a mailed link, and
 * nothing else; Latchkey stores none of them. It is good until it expires, the password changes, or all sessions of the account end.
 *
 * <p>A page that asks for the second factor hands the sign-in back to the frontend with a token that proves this, too: it opens a session
 * by itself, once, within a minute.
 */
@ApplicationScoped
public class MfaTokens {

    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final Duration COMPLETE_LIFETIME = Duration.ofMinutes(1);

    private static final int DIGEST_BYTES = 32;
    private static final int RANDOM_BYTES = 8;

    /** The number of a method that was not shown. */
    private static final byte NONE = -1;

    /** Account, epoch, expiry, a digest of the password's hash, the second factor that was shown, and a random number. */
    private static final int CONTENT_BYTES =
            Long.BYTES + Integer.BYTES + Long.BYTES + DIGEST_BYTES + Byte.BYTES + RANDOM_BYTES;

    private static final int MAC_BYTES = 32;

    private final Secret secret;
    private final Clock clock;
    // Not static: a native image would freeze a static field with its seed.
    private final SecureRandom random = new SecureRandom();

    MfaTokens(Secret secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    /**
     * A sign-in that waits for a second factor.
     *
     * @param shown the second factor that the user has shown already; null for none
     */
    public record Pending(
            long account,
            int epoch,
            byte[] digest,
            @Nullable Method shown) {

        /** Whether the account has not changed since. */
        public boolean isOf(Account current) {
            return current.id == account && current.sessionEpoch == epoch;
        }

        /** Whether the user showed the password with this hash. */
        public boolean isOf(String hash) {
            return MessageDigest.isEqual(digest, Digests.sha256(hash));
        }

        /** Whether the user showed a mailed link or code instead of a password. */
        public boolean isByMail() {
            return Arrays.equals(digest, new byte[digest.length]);
        }
    }

    /** @param hash that the password matched; null if the user showed a mailed link or code */
    public String token(Account account, @Nullable String hash) {
        return token(account, hash, LIFETIME, NONE);
    }

    /**
     * A token for a user who has shown the second factor, too.
     *
     * @param hash that the password matched; null if the user showed a mailed link or code
     */
    public String complete(Account account, @Nullable String hash, Method shown) {
        return token(account, hash, COMPLETE_LIFETIME, (byte) shown.ordinal());
    }

    private String token(Account account, @Nullable String hash, Duration lifetime, byte shown) {
        byte[] nonce = new byte[RANDOM_BYTES];
        random.nextBytes(nonce);
        byte[] content = ByteBuffer.allocate(CONTENT_BYTES)
                .putLong(account.id)
                .putInt(account.sessionEpoch)
                .putLong(clock.instant().plus(lifetime).getEpochSecond())
                .put(hash == null ? new byte[DIGEST_BYTES] : Digests.sha256(hash))
                .put(shown)
                .put(nonce)
                .array();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(CONTENT_BYTES + MAC_BYTES)
                        .put(content)
                        .put(secret.mac(Secret.Use.MFA_TOKENS, content))
                        .array());
    }

    /** What a token proves; nothing if it is forged or has expired. */
    public Optional<Pending> read(String token) {
        byte[] bytes = decoded(token);
        if (bytes.length != CONTENT_BYTES + MAC_BYTES) {
            return Optional.empty();
        }
        byte[] content = Arrays.copyOf(bytes, CONTENT_BYTES);
        byte[] mac = Arrays.copyOfRange(bytes, CONTENT_BYTES, bytes.length);
        boolean ours = MessageDigest.isEqual(mac, secret.mac(Secret.Use.MFA_TOKENS, content))
                || secret.formerMac(Secret.Use.MFA_TOKENS, content)
                        .filter(former -> MessageDigest.isEqual(mac, former))
                        .isPresent();
        ByteBuffer fields = ByteBuffer.wrap(content);
        long account = fields.getLong();
        int epoch = fields.getInt();
        Instant expiry = Instant.ofEpochSecond(fields.getLong());
        byte[] digest = new byte[DIGEST_BYTES];
        fields.get(digest);
        byte shown = fields.get();
        return ours && expiry.isAfter(clock.instant())
                ? Optional.of(new Pending(account, epoch, digest, shown == NONE ? null : Method.values()[shown]))
                : Optional.empty();
    }

    /** Uses up a token of {@link #complete}; false if it was used before. In the transaction that opens the session. */
    public boolean use(String token) {
        return UsedToken.use(decoded(token), clock.instant().plus(COMPLETE_LIFETIME));
    }

    private static byte[] decoded(String token) {
        try {
            return Base64.getUrlDecoder().decode(token.getBytes(UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
