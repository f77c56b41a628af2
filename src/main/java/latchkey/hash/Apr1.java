package latchkey.hash;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Apache's MD5-crypt, as htpasswd makes it: that of crypt(3) but for one text. Elytron knows only crypt(3)'s. */
final class Apr1 {

    private static final byte[] TEXT = "$apr1$".getBytes(US_ASCII);
    private static final byte[] NOTHING = {};
    private static final int ROUNDS = 1_000;

    static byte[] digest(byte[] password, byte[] salt) {
        byte[] made = first(password, salt);
        for (int round = 0; round < ROUNDS; round++) {
            boolean odd = round % 2 == 1;
            made = md5(
                    odd ? password : made,
                    round % 3 == 0 ? NOTHING : salt,
                    round % 7 == 0 ? NOTHING : password,
                    odd ? made : password);
        }
        return made;
    }

    private static byte[] first(byte[] password, byte[] salt) {
        byte[] mixed = md5(password, salt, password);
        MessageDigest first = md5();
        first.update(password);
        first.update(TEXT);
        first.update(salt);
        for (int left = password.length; left > 0; left -= mixed.length) {
            first.update(mixed, 0, Math.min(left, mixed.length));
        }
        for (int bits = password.length; bits > 0; bits >>= 1) {
            first.update((bits & 1) == 1 ? 0 : password[0]);
        }
        return first.digest();
    }

    private static byte[] md5(byte[]... parts) {
        MessageDigest digest = md5();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    private Apr1() {}
}
