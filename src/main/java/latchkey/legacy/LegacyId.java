package latchkey.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.Key;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import latchkey.hash.Digests;
import latchkey.text.CompactJws;
import org.jspecify.annotations.Nullable;

/**
 * The identity of a token of another issuer: its {@code jti} and user, or its signed part. Never its whole text, since one
 * content can be signed in several ways.
 *
 * @param issuer as the settings name it
 * @param own the identity from now on
 * @param former identities that the operator revokes it by, or that earlier releases stored; other users' tokens may have the
 *     same
 */
record LegacyId(String issuer, String own, List<String> former) {

    /** @param jti null if it has none */
    static LegacyId of(String issuer, String token, @Nullable String jti, String user, Key key) {
        return jti == null
                ? new LegacyId(issuer, digest(CompactJws.signed(token)), texts(token, key))
                : new LegacyId(issuer, digest((jti.length() + ":" + jti + user).getBytes(UTF_8)), List.of(jti));
    }

    /** The SHA-256 of the text and, for ECDSA, of the text with the other valid signature: (r, n - s) for (r, s). */
    private static List<String> texts(String token, Key key) {
        Stream<String> texts = key instanceof ECPublicKey curve
                ? Stream.of(token, otherForm(token, curve.getParams().getOrder()))
                : Stream.of(token);
        return texts.map(text -> digest(text.getBytes(UTF_8))).toList();
    }

    private static String otherForm(String token, BigInteger order) {
        int end = token.lastIndexOf('.') + 1;
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(end));
        int half = signature.length / 2;
        byte[] s = order.subtract(new BigInteger(1, signature, half, half)).toByteArray();
        Arrays.fill(signature, half, signature.length, (byte) 0);
        int length = Math.min(s.length, half);
        System.arraycopy(s, s.length - length, signature, signature.length - length, length);
        return token.substring(0, end) + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }

    String[] all() {
        return Stream.concat(Stream.of(own), former.stream()).toArray(String[]::new);
    }

    private static String digest(byte[] content) {
        return Base64.getEncoder().encodeToString(Digests.sha256(content));
    }
}
