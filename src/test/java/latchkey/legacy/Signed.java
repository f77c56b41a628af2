package latchkey.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens as another backend would sign them, and other spellings of them. */
final class Signed {

    /** Of the curve P-256 (SEC 2, 2.4.2). */
    private static final BigInteger ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

    /** As Django would, under the key of that token. */
    static String like(String name, String claims) {
        return under(
                LegacySessionsProfileTest.made(name).path("secret").asText(), "{\"exp\": 4070908800, " + claims + "}");
    }

    /** HS256 under {@code secret}, of claims as they are. */
    static String under(String secret, String claims) {
        return under(secret, "{\"alg\": \"HS256\", \"typ\": \"JWT\"}", claims);
    }

    static String under(String secret, String header, String claims) {
        String signed = encoded(header.getBytes(UTF_8)) + "." + encoded(claims.getBytes(UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HMAC"));
            return signed + "." + encoded(mac.doFinal(signed.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a decoder that is lenient takes for the same token. */
    static Stream<String> otherSpellings(String token) {
        int last = token.length() - 1;
        int middle = last - 10;
        return Stream.of(
                        token + "=",
                        token + "==",
                        token.substring(0, last) + (char) (token.charAt(last) + 1),
                        token.replace('-', '+').replace('_', '/'),
                        token.substring(0, middle) + "+" + token.substring(middle),
                        token.substring(0, middle) + "!" + token.substring(middle),
                        token.substring(0, middle) + "\n" + token.substring(middle),
                        token.substring(0, middle) + "\u00e9" + token.substring(middle),
                        " " + token,
                        token + "\r\n",
                        token + ".",
                        token + ".AAAA",
                        "." + token)
                .filter(spelling -> !spelling.equals(token));
    }

    /** (r, n - s) is as good an ECDSA signature as (r, s). */
    static String secondForm(String token) {
        int end = token.lastIndexOf('.') + 1;
        byte[] signature = Base64.getUrlDecoder().decode(token.substring(end));
        byte[] s = ORDER.subtract(new BigInteger(1, signature, 32, 32)).toByteArray();
        for (int i = 0; i < 32; i++) {
            int from = s.length - 32 + i;
            signature[32 + i] = from < 0 ? 0 : s[from];
        }
        return token.substring(0, end) + encoded(signature);
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private Signed() {}
}
