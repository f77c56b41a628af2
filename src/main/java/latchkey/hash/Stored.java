package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The named parts of a stored hash. */
final class Stored {

    /** The minimum bytes of a hash. With fewer, a wrong password might match. */
    private static final int MIN_BYTES = 16;

    private static final int MAX_BYTES = 128;

    /** The prefix of a crypt(3) hash in an LDAP directory, and the families that Latchkey accepts after it. */
    private static final Pattern CRYPT =
            Pattern.compile("(?i:\\{CRYPT\\})(?<text>\\$(?:2[aby]\\$|1\\$|5\\$|6\\$|apr1\\$|md5[,$]).+)");

    private final Matcher parts;

    private Stored(Matcher parts) {
        this.parts = parts;
    }

    /** The parts of {@code text}, or null if it has another form. */
    static @Nullable Stored in(Pattern form, String text) {
        Matcher parts = form.matcher(text);
        return parts.matches() ? new Stored(parts) : null;
    }

    /** {@code text} without the prefix {@code {CRYPT}}, if it has one. */
    static String ofDirectory(String text) {
        Stored stored = in(CRYPT, text);
        return stored == null ? text : stored.text("text");
    }

    boolean has(String name) {
        return parts.group(name) != null;
    }

    String text(String name) {
        return parts.group(name);
    }

    byte[] bytes(String name) {
        return text(name).getBytes(UTF_8);
    }

    /** @throws PasswordHash.Unreadable if it is out of bounds */
    int number(String name, int min, int max) {
        long number = Long.parseLong(text(name));
        if (number < min || number > max) {
            throw new PasswordHash.Unreadable(String.format(
                    Locale.ROOT, "its password hash has %s %d, which is not within %d and %d", name, number, min, max));
        }
        return (int) number;
    }

    /**
     * Decodes Base64, with or without padding, in the alphabet for URLs, too, or with a dot for plus as in passlib.
     *
     * @throws PasswordHash.Unreadable if it is no Base64
     */
    byte[] base64(String name) {
        try {
            return Base64.getDecoder()
                    .decode(text(name).replace('.', '+').replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            throw new PasswordHash.Unreadable("its password hash has a " + name + " that is no Base64");
        }
    }

    boolean isBase64(String name) {
        try {
            return base64(name).length > 0;
        } catch (PasswordHash.Unreadable none) {
            return false;
        }
    }

    /**
     * As {@link #base64}, for the hash.
     *
     * @throws PasswordHash.Unreadable if it is so short that other passwords might match
     */
    byte[] hash() {
        return checked(base64("hash"));
    }

    /**
     * As {@link #hash}, for a hash in hexadecimal.
     *
     * @throws PasswordHash.Unreadable if it is so short that other passwords might match
     */
    byte[] hexHash() {
        try {
            return checked(HexFormat.of().parseHex(text("hash")));
        } catch (IllegalArgumentException e) {
            throw new PasswordHash.Unreadable("its password hash has a hash that is no hexadecimal");
        }
    }

    private static byte[] checked(byte[] hash) {
        if (hash.length < MIN_BYTES || hash.length > MAX_BYTES) {
            throw new PasswordHash.Unreadable(String.format(
                    Locale.ROOT,
                    "its password hash has %d bytes, which is not within %d and %d",
                    hash.length,
                    MIN_BYTES,
                    MAX_BYTES));
        }
        return hash;
    }
}
