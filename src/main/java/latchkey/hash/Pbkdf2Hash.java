package latchkey.hash;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * PBKDF2 (RFC 8018) as Django stores it ({@code pbkdf2_sha256$600000$salt$hash}); in PHC form and passlib's variant of it
 * ({@code $pbkdf2-sha512$25000$salt$hash}, and {@code $pbkdf2$…} for SHA-1); and as Werkzeug does
 * ({@code pbkdf2:sha256:600000$salt$hash}, the hash in hexadecimal).
 *
 * @param digest {@code sha1}, {@code sha256} or {@code sha512}
 */
record Pbkdf2Hash(String digest, int iterations, byte[] salt, byte[] hash) implements PasswordHash {

    private static final Pattern DJANGO = Pattern.compile(
            "pbkdf2_(?<digest>sha256|sha1)\\$(?<iterations>\\d{1,9})\\$(?<salt>[^$]{1,128})\\$(?<hash>[A-Za-z0-9+/]+={0,2})");

    private static final Pattern PHC = Pattern.compile(
            "\\$pbkdf2(?:-(?<digest>sha1|sha256|sha512))?\\$(?:i=)?(?<iterations>\\d{1,9})(?:,l=(?<length>\\d{1,3}))?"
                    + "\\$(?<salt>[./+A-Za-z0-9]{2,172})\\$(?<hash>[./+A-Za-z0-9]+)");

    private static final Pattern WERKZEUG =
            Pattern.compile("pbkdf2:(?<digest>sha1|sha256|sha512):(?<iterations>\\d{1,9})"
                    + "\\$(?<salt>[^$]{1,128})\\$(?<hash>[0-9a-f]{32,256})");

    /** The digest of passlib's form without a name. */
    private static final String DEFAULT_DIGEST = "sha1";

    /** The bytes that one run of the iterations yields. */
    private static final Map<String, Integer> BYTES = Map.of("sha1", 20, "sha256", 32, "sha512", 64);

    /** The maximum of all iterations: three times as many as Django 5.2. */
    private static final int MAX_ITERATIONS = 3_000_000;

    /** @throws PasswordHash.Unreadable if a check would take too much time */
    Pbkdf2Hash {
        if (work(digest, iterations, hash.length) > MAX_ITERATIONS) {
            throw new PasswordHash.Unreadable(String.format(
                    Locale.ROOT,
                    "its password hash takes too much time: %d iterations for %d bytes",
                    iterations,
                    hash.length));
        }
    }

    static @Nullable PasswordHash read(String text) {
        Stored django = Stored.in(DJANGO, text);
        if (django != null) {
            return of(django, django.bytes("salt"), django.hash());
        }
        Stored phc = Stored.in(PHC, text);
        if (phc != null) {
            byte[] hash = phc.hash();
            if (phc.has("length")) {
                phc.number("length", hash.length, hash.length);
            }
            return of(phc, phc.base64("salt"), hash);
        }
        Stored werkzeug = Stored.in(WERKZEUG, text);
        return werkzeug == null ? null : of(werkzeug, werkzeug.bytes("salt"), werkzeug.hexHash());
    }

    private static PasswordHash of(Stored stored, byte[] salt, byte[] hash) {
        String digest = stored.has("digest") ? stored.text("digest") : DEFAULT_DIGEST;
        return new Pbkdf2Hash(digest, stored.number("iterations", 1, MAX_ITERATIONS), salt, hash);
    }

    private static long work(String digest, int iterations, int length) {
        int bytes = BYTES.getOrDefault(digest, 1);
        return (long) iterations * ((length + bytes - 1) / bytes);
    }

    @Override
    public boolean matches(String password) {
        try {
            PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, hash.length * Byte.SIZE);
            byte[] computed = SecretKeyFactory.getInstance("PBKDF2WithHmac" + digest.toUpperCase(Locale.ROOT))
                    .generateSecret(spec)
                    .getEncoded();
            return MessageDigest.isEqual(computed, hash);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has PBKDF2", e);
        }
    }

    @Override
    public String family() {
        return "pbkdf2-" + digest;
    }

    @Override
    public String cost() {
        return String.format(Locale.ROOT, "(%d)", work());
    }

    @Override
    public long work() {
        return work(digest, iterations, hash.length);
    }
}
