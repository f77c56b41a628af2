package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * bcrypt as Express, Laravel and passlib store it ({@code $2b$10$…}), as Django does ({@code bcrypt$$2b$12$…}), and as AdonisJS does
 * ({@code $bcrypt$v=98$r=10$salt$hash}). Django has one that reads every character, too ({@code bcrypt_sha256$$2b$12$…}), and so
 * has passlib ({@code $bcrypt-sha256$v=2,t=2b,r=12$salt$hash}): bcrypt itself reads 72 bytes, and so is given the password's SHA-256.
 *
 * @param given what it is of
 * @param rounds base 2 logarithm of how many
 * @param rest 22 characters of salt, 31 of hash
 */
public record BcryptHash(Given given, int rounds, String rest) implements PasswordHash {

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

    private static final Pattern PASSLIB =
            Pattern.compile("\\$bcrypt-sha256\\$(?:(?<second>v=2),t=2[aby],r=|2[aby],)(?<cost>\\d{1,2})"
                    + "\\$(?<salt>[./A-Za-z0-9]{22})\\$(?<hash>[./A-Za-z0-9]{31})");

    private static final Pattern ADONIS = Pattern.compile(
            "\\$bcrypt\\$v=9[78]\\$r=(?<cost>\\d{1,2})\\$(?<salt>[+/A-Za-z0-9]{22})\\$(?<hash>[+/A-Za-z0-9]{31})");

    /** What bcrypt is given of a password. */
    public enum Given {
        PASSWORD,
        /** Its SHA-256 in hexadecimal, as Django has it. */
        SHA256,
        /** Its SHA-256 in Base64, as passlib had it. */
        SHA256_BASE64,
        /** HMAC-SHA-256 of it under the salt's characters, in Base64, as passlib has it. */
        HMAC_BASE64
    }

    static @Nullable PasswordHash read(String text) {
        Stored stored = Stored.in(FORM, text);
        if (stored != null) {
            return of(stored, stored.has("digested") ? Given.SHA256 : Given.PASSWORD, stored.text("rest"));
        }
        Stored passlib = Stored.in(PASSLIB, text);
        if (passlib != null) {
            Given given = passlib.has("second") ? Given.HMAC_BASE64 : Given.SHA256_BASE64;
            return of(passlib, given, passlib.text("salt") + passlib.text("hash"));
        }
        Stored adonis = Stored.in(ADONIS, text);
        return adonis == null
                ? null
                : of(adonis, Given.PASSWORD, translated(adonis.text("salt") + adonis.text("hash"), BASE64, ALPHABET));
    }

    private static PasswordHash of(Stored stored, Given given, String rest) {
        return new BcryptHash(given, stored.number("cost", LEAST, MOST), rest);
    }

    /** The hash of a password of which every character counts, as Django would store it. */
    public static String digestedOf(String password, int rounds) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return DIGESTED + OpenBSDBCrypt.generate(VERSION, hexadecimal(digest(password)), salt, rounds);
    }

    @Override
    public boolean matches(String password) {
        String made = OpenBSDBCrypt.generate(VERSION, given(password), salt(), rounds);
        return MessageDigest.isEqual(hash(made), hash(rest));
    }

    /** Its last character has four bits too many, and they are not always zero: what is compared is the hash alone. */
    private byte[] salt() {
        return Base64.getDecoder().decode(translated(rest.substring(0, SALT), ALPHABET, BASE64));
    }

    private static String translated(String text, String from, String to) {
        StringBuilder translated = new StringBuilder();
        text.chars().map(from::indexOf).forEach(digit -> translated.append(to.charAt(digit)));
        return translated.toString();
    }

    private byte[] given(String password) {
        return switch (given) {
            case PASSWORD -> password.getBytes(UTF_8);
            case SHA256 -> hexadecimal(digest(password));
            case SHA256_BASE64 -> Base64.getEncoder().encode(digest(password));
            case HMAC_BASE64 -> Base64.getEncoder().encode(hmac(rest.substring(0, SALT), password));
        };
    }

    private static byte[] hash(String text) {
        return text.substring(text.length() - HASH).getBytes(UTF_8);
    }

    @Override
    public String family() {
        return given == Given.PASSWORD ? "bcrypt" : "bcrypt-sha256";
    }

    @Override
    public String cost() {
        return String.format(Locale.ROOT, "(%d)", rounds);
    }

    @Override
    public long work() {
        return 1L << rounds;
    }

    private static byte[] digest(String password) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(password.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] hexadecimal(byte[] digest) {
        return HexFormat.of().formatHex(digest).getBytes(UTF_8);
    }

    private static byte[] hmac(String key, String password) {
        HMac hmac = new HMac(new SHA256Digest());
        hmac.init(new KeyParameter(key.getBytes(UTF_8)));
        byte[] text = password.getBytes(UTF_8);
        hmac.update(text, 0, text.length);
        byte[] made = new byte[hmac.getMacSize()];
        hmac.doFinal(made, 0);
        return made;
    }
}
