package latchkey.text;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Base64;
import java.util.stream.Stream;

/**
 * The canonical spelling of a signed token (RFC 7515, 3.1). Libraries accept others too, under which Latchkey would not find
 * what it stored about the token.
 */
public final class CompactJws {

    private static final int PARTS = 3;

    /** Whether {@code token} is three parts in base64url, without padding, spare bits, or anything else (RFC 7515, 2; RFC 4648, 3.5). */
    public static boolean isCanonical(String token) {
        String[] parts = token.split("\\.", PARTS + 1);
        return parts.length == PARTS && Stream.of(parts).allMatch(CompactJws::isEncoded);
    }

    /** The signed part of a canonical token (RFC 7515, 5.1): the signature of one content may have several forms. */
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
