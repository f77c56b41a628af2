package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.jspecify.annotations.Nullable;

/**
 * bcrypt as Express, Laravel and passlib store it ({@code $2b$10$…}), and as Django does ({@code bcrypt$$2b$12$…}), which also
 * has one that reads every character ({@code bcrypt_sha256$$2b$12$…}): bcrypt itself reads 72 bytes, and so is given the
 * password's SHA-256.
 *
 * @param digested whether it is of the password's SHA-256, in hexadecimal
 * @param rounds base 2 logarithm of how many
 * @param rest 22 characters of salt, 31 of hash
 */
public record BcryptHash(boolean digested, int rounds, String rest) implements PasswordHash {

    public static final int LEAST = 4;

    /** One more doubles the time; here a check takes seconds. */
    public static final int MOST = 15;

    private static final String DIGESTED = "bcrypt_sha256$";

    /** Also of what was stored as {@code 2b} or {@code 2y}: all three name one algorithm. */
    private static final String VERSION = "2a";

    private static final int SALT_BYTES = 16;

    /** Characters of the two. */
    private static final int SALT = 22;

    private static final int HASH = 31;

    private static final String LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String ALPHABET = "./" + LETTERS_AND_DIGITS;
    private static final String BASE64 = LETTERS_AND_DIGITS + "+/";

    private static final Pattern FORM = Pattern.compile(
            "(?<django>bcrypt(?<digested>_sha256)?\\$)?\\$2[aby]\\$(?<cost>\\d\\d)\\$(?<rest>[./A-Za-z0-9]{53})");

    static @Nullable PasswordHash read(String text) {
        Stored stored = Stored.in(FORM, text);
        return stored == null
                ? null
                : new BcryptHash(stored.has("digested"), stored.number("cost", LEAST, MOST), stored.text("rest"));
    }

    /** The hash of a password of which every character counts, as Django would store it. */
    public static String digestedOf(String password, int rounds) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return DIGESTED + OpenBSDBCrypt.generate(VERSION, digest(password), salt, rounds);
    }

    @Override
    public boolean matches(String password) {
        byte[] text = digested ? digest(password) : password.getBytes(UTF_8);
        String made = OpenBSDBCrypt.generate(VERSION, text, salt(), rounds);
        return MessageDigest.isEqual(hash(made), hash(rest));
    }

    /** Its last character has four bits too many, and they are not always zero: what is compared is the hash alone. */
    private byte[] salt() {
        StringBuilder base64 = new StringBuilder();
        rest.chars().limit(SALT).map(ALPHABET::indexOf).forEach(digit -> base64.append(BASE64.charAt(digit)));
        return Base64.getDecoder().decode(base64.toString());
    }

    private static byte[] hash(String text) {
        return text.substring(text.length() - HASH).getBytes(UTF_8);
    }

    @Override
    public String family() {
        return digested ? "bcrypt-sha256" : "bcrypt";
    }

    @Override
    public String cost() {
        return "(%d)".formatted(rounds);
    }

    @Override
    public long work() {
        return 1L << rounds;
    }

    private static byte[] digest(String password) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(password.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest).getBytes(UTF_8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
