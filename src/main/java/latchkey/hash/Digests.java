package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The digests of every Java platform. Texts are digested as UTF-8. */
public final class Digests {

    private static final String HMAC_SHA256 = "HmacSHA256";

    /** 32 bytes. */
    public static byte[] sha256(String text) {
        return sha256(text.getBytes(UTF_8));
    }

    /** 32 bytes. */
    public static byte[] sha256(byte[] data) {
        return named("SHA-256").digest(data);
    }

    /** 20 bytes. Only for lists of hashes: SHA-1 no longer resists collisions. */
    public static byte[] sha1(String text) {
        return named("SHA-1").digest(text.getBytes(UTF_8));
    }

    /** HMAC-SHA256 of {@code data}: 32 bytes. */
    public static byte[] hmacSha256(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(HMAC_SHA256);
            mac.init(new SecretKeySpec(key, HMAC_SHA256));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + HMAC_SHA256, e);
        }
    }

    /** An empty MD5 digest, for formats of other programs. */
    static MessageDigest md5() {
        return named("MD5");
    }

    private static MessageDigest named(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }

    private Digests() {}
}
