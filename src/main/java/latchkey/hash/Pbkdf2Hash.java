package latchkey.hash;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * PBKDF2 (RFC 8018) as Django stores it ({@code pbkdf2_sha256$600000$salt$hash}), and in PHC form, of which passlib has a
 * dialect ({@code $pbkdf2-sha256$29000$salt$hash}).
 *
 * @param digest {@code sha256} or {@code sha1}
 */
record Pbkdf2Hash(String digest, int iterations, byte[] salt, byte[] hash) implements PasswordHash {

    private static final Pattern DJANGO = Pattern.compile(
            "pbkdf2_(?<digest>sha256|sha1)\\$(?<iterations>\\d{1,9})\\$(?<salt>[^$]{1,128})\\$(?<hash>[A-Za-z0-9+/]+={0,2})");

    private static final Pattern PHC =
            Pattern.compile("\\$pbkdf2-(?<digest>sha256)\\$(?:i=)?(?<iterations>\\d{1,9})(?:,l=32)?"
                    + "\\$(?<salt>[./+A-Za-z0-9]{2,172})\\$(?<hash>[./+A-Za-z0-9]+)");

    /** Three times what Django 5.2 does. */
    private static final int MOST = 3_000_000;

    static @Nullable PasswordHash read(String text) {
        Stored django = Stored.in(DJANGO, text);
        if (django != null) {
            return of(django, django.bytes("salt"));
        }
        Stored phc = Stored.in(PHC, text);
        return phc == null ? null : of(phc, phc.base64("salt"));
    }

    private static PasswordHash of(Stored stored, byte[] salt) {
        return new Pbkdf2Hash(stored.text("digest"), stored.number("iterations", 1, MOST), salt, stored.hash());
    }

    @Override
    public boolean matches(String password) {
        try {
            PBEKeySpec spec = new PBEKeySpec(password.toCharArray(), salt, iterations, hash.length * Byte.SIZE);
            byte[] made = SecretKeyFactory.getInstance("PBKDF2WithHmac" + digest.toUpperCase(Locale.ROOT))
                    .generateSecret(spec)
                    .getEncoded();
            return MessageDigest.isEqual(made, hash);
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
        return "(%d)".formatted(iterations);
    }

    @Override
    public long work() {
        return iterations;
    }
}
