package latchkey.factor;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import latchkey.account.Account;
import latchkey.hash.Digests;
import latchkey.key.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of sign-ins that wait for a code. Such a token proves that its client has shown the password, or a mailed link, and
 * nothing else; Latchkey stores none of them. It is good until it expires, the password changes, or all sessions of the account end.
 */
@ApplicationScoped
public class MfaTokens {

    private static final Duration LIFETIME = Duration.ofMinutes(5);

    private static final int DIGEST_BYTES = 32;

    /** Account, epoch, expiry, and a digest of the password's hash. */
    private static final int CONTENT_BYTES = Long.BYTES + Integer.BYTES + Long.BYTES + DIGEST_BYTES;

    private static final int MAC_BYTES = 32;

    private final Secret secret;
    private final Clock clock;

    MfaTokens(Secret secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    /** A sign-in that waits for a code. */
    public record Pending(long account, int epoch, byte[] digest) {

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
        byte[] content = ByteBuffer.allocate(CONTENT_BYTES)
                .putLong(account.id)
                .putInt(account.sessionEpoch)
                .putLong(clock.instant().plus(LIFETIME).getEpochSecond())
                .put(hash == null ? new byte[DIGEST_BYTES] : Digests.sha256(hash))
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
        return ours && expiry.isAfter(clock.instant())
                ? Optional.of(new Pending(account, epoch, digest))
                : Optional.empty();
    }

    private static byte[] decoded(String token) {
        try {
            return Base64.getUrlDecoder().decode(token.getBytes(UTF_8));
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }
}
