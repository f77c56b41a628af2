package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.jspecify.annotations.Nullable;

/**
 * bcrypt as Express, Laravel and passlib store it ({@code $2b$10$…}), as Django does ({@code bcrypt$$2b$12$…}), and as AdonisJS
 * does ({@code $bcrypt$v=98$r=10$salt$hash}). bcrypt itself reads 72 bytes of a password. Django
 * ({@code bcrypt_sha256$$2b$12$…}) and passlib ({@code $bcrypt-sha256$v=2,t=2b,r=12$salt$hash}) also have a form that gives it
 * the password's SHA-256, so that every character counts.
 *
 * @param input the input of bcrypt
 * @param rounds base 2 logarithm of the number of rounds
 * @param rest 22 characters of salt, 31 of hash
 */
public record BcryptHash(Input input, int rounds, String rest) implements PasswordHash {

    public static final int MIN_COST = 4;

    /** The maximum cost, with which a check takes seconds; one more doubles the time. */
    public static final int MAX_COST = 15;

    private static final String DIGESTED = "bcrypt_sha256$";

    /** Also for hashes stored as {@code 2b} or {@code 2y}: all three names mean one algorithm. */
    private static final String VERSION = "2a";

    private static final int SALT_BYTES = 16;

    /** Characters of salt and hash. */
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

    /** The input of bcrypt. */
    public enum Input {
        PASSWORD,
        /** The password's SHA-256 in hexadecimal, as in Django. */
        SHA256,
        /** The password's SHA-256 in Base64, as in older passlib. */
        SHA256_BASE64,
        /** HMAC-SHA-256 of the password under the salt's characters, in Base64, as in passlib. */
        HMAC_BASE64
    }

    static @Nullable PasswordHash read(String text) {
        Stored stored = Stored.in(FORM, text);
        if (stored != null) {
            return of(stored, stored.has("digested") ? Input.SHA256 : Input.PASSWORD, stored.text("rest"));
        }
        Stored passlib = Stored.in(PASSLIB, text);
        if (passlib != null) {
            Input input = passlib.has("second") ? Input.HMAC_BASE64 : Input.SHA256_BASE64;
            return of(passlib, input, passlib.text("salt") + passlib.text("hash"));
        }
        Stored adonis = Stored.in(ADONIS, text);
        return adonis == null
                ? null
                : of(adonis, Input.PASSWORD, translated(adonis.text("salt") + adonis.text("hash"), BASE64, ALPHABET));
    }

    private static PasswordHash of(Stored stored, Input input, String rest) {
        return new BcryptHash(input, stored.number("cost", MIN_COST, MAX_COST), rest);
    }

    /** Hashes a password so that every character counts, in Django's form. */
    public static String digestedOf(String password, int rounds) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return DIGESTED + OpenBSDBCrypt.generate(VERSION, hexadecimal(Digests.sha256(password)), salt, rounds);
    }

    @Override
    public boolean matches(String password) {
        String computed = OpenBSDBCrypt.generate(VERSION, input(password), salt(), rounds);
        return MessageDigest.isEqual(hash(computed), hash(rest));
    }

    /**
     * The salt as bytes. Its last character has four spare bits, which are not always zero, so that only the hashes are
     * compared.
     */
    private byte[] salt() {
        return Base64.getDecoder().decode(translated(rest.substring(0, SALT), ALPHABET, BASE64));
    }

    private static String translated(String text, String from, String to) {
        StringBuilder translated = new StringBuilder();
        text.chars().map(from::indexOf).forEach(digit -> translated.append(to.charAt(digit)));
        return translated.toString();
    }

    private byte[] input(String password) {
        return switch (input) {
            case PASSWORD -> password.getBytes(UTF_8);
            case SHA256 -> hexadecimal(Digests.sha256(password));
            case SHA256_BASE64 -> Base64.getEncoder().encode(Digests.sha256(password));
            case HMAC_BASE64 -> Base64.getEncoder().encode(hmac(password));
        };
    }

    private static byte[] hash(String text) {
        return text.substring(text.length() - HASH).getBytes(UTF_8);
    }

    @Override
    public String family() {
        return input == Input.PASSWORD ? "bcrypt" : "bcrypt-sha256";
    }

    @Override
    public String cost() {
        return String.format(Locale.ROOT, "(%d)", rounds);
    }

    @Override
    public long work() {
        return 1L << rounds;
    }

    private static byte[] hexadecimal(byte[] digest) {
        return HexFormat.of().formatHex(digest).getBytes(UTF_8);
    }

    private byte[] hmac(String password) {
        return Digests.hmacSha256(rest.substring(0, SALT).getBytes(UTF_8), password.getBytes(UTF_8));
    }
}
