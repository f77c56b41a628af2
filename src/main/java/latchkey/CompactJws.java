package latchkey;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.stream.Stream;

/**
 * The one spelling that a signed token has (RFC 7515, 3.1). Libraries read others too, and what is remembered of a token would not
 * be found by those.
 */
public final class CompactJws {

    private static final int PARTS = 3;

    /** Whether {@code token} is three parts in base64url, without padding, spare bits, or anything else (RFC 7515, 2; RFC 4648, 3.5). */
    public static boolean isCanonical(String token) {
        String[] parts = token.split("\\.", PARTS + 1);
        return parts.length == PARTS && Stream.of(parts).allMatch(CompactJws::isEncoded);
    }

    /** What of a canonical token is signed (RFC 7515, 5.1): of one content, the signature may have several forms. */
    public static byte[] signed(String token) {
        return token.substring(0, token.lastIndexOf('.')).getBytes(US_ASCII);
    }

    private static boolean isEncoded(String part) {
        try {
            byte[] decoded = Base64.getUrlDecoder().decode(part);
            return !part.isEmpty()
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(decoded)
                            .equals(part);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private CompactJws() {}
}
