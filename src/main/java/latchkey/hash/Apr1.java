package latchkey.hash;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;

/** Apache's MD5-crypt, as htpasswd makes it: crypt(3)'s algorithm with another prefix. Elytron knows only crypt(3)'s. */
final class Apr1 {

    private static final byte[] PREFIX = "$apr1$".getBytes(US_ASCII);
    private static final byte[] NOTHING = {};
    private static final int ROUNDS = 1_000;

    static byte[] digest(byte[] password, byte[] salt) {
        byte[] digest = first(password, salt);
        for (int round = 0; round < ROUNDS; round++) {
            boolean odd = round % 2 == 1;
            digest = md5(
                    odd ? password : digest,
                    round % 3 == 0 ? NOTHING : salt,
                    round % 7 == 0 ? NOTHING : password,
                    odd ? digest : password);
        }
        return digest;
    }

    private static byte[] first(byte[] password, byte[] salt) {
        byte[] mixed = md5(password, salt, password);
        MessageDigest first = Digests.md5();
        first.update(password);
        first.update(PREFIX);
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
        MessageDigest digest = Digests.md5();
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private Apr1() {}
}
