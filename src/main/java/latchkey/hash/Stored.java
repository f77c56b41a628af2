package latchkey.hash;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The parts of a stored hash, by their names in the form it has. */
final class Stored {

    /** Fewest bytes of a hash. Of fewer, some wrong password would match. */
    private static final int SHORTEST = 16;

    private static final int LONGEST = 128;

    /** What an LDAP directory has before a text of crypt(3), and the families that are taken of it. */
    private static final Pattern CRYPT =
            Pattern.compile("(?i:\\{CRYPT\\})(?<text>\\$(?:2[aby]\\$|1\\$|5\\$|6\\$|apr1\\$|md5[,$]).+)");

    private final Matcher parts;

    private Stored(Matcher parts) {
        this.parts = parts;
    }

    /** The parts of {@code text}, or null where it has another form. */
    static @Nullable Stored in(Pattern form, String text) {
        Matcher parts = form.matcher(text);
        return parts.matches() ? new Stored(parts) : null;
    }

    /** {@code text} without the {@code {CRYPT}} before it, if there is one. */
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

    /** @throws UnreadableHash where it is out of bounds */
    int number(String name, int least, int most) {
        long number = Long.parseLong(text(name));
        if (number < least || number > most) {
            throw new UnreadableHash(String.format(
                    Locale.ROOT,
                    "its password hash has %s %d, which is not within %d and %d",
                    name,
                    number,
                    least,
                    most));
        }
        return (int) number;
    }

    /**
     * The bytes of Base64, with or without its padding, in the alphabet for URLs, too, or with a dot for its plus as passlib writes
     * it.
     *
     * @throws UnreadableHash where it is none
     */
    byte[] base64(String name) {
        try {
            return Base64.getDecoder()
                    .decode(text(name).replace('.', '+').replace('-', '+').replace('_', '/'));
        } catch (IllegalArgumentException e) {
            throw new UnreadableHash("its password hash has a " + name + " that is no Base64");
        }
    }

    boolean isBase64(String name) {
        try {
            return base64(name).length > 0;
        } catch (UnreadableHash none) {
            return false;
        }
    }

    /**
     * As {@link #base64}.
     *
     * @throws UnreadableHash where it is so short that other passwords would match
     */
    byte[] hash() {
        return checked(base64("hash"));
    }

    /**
     * As {@link #hash}, of what is hexadecimal.
     *
     * @throws UnreadableHash where it is so short that other passwords would match
     */
    byte[] hexHash() {
        try {
            return checked(HexFormat.of().parseHex(text("hash")));
        } catch (IllegalArgumentException e) {
            throw new UnreadableHash("its password hash has a hash that is no hexadecimal");
        }
    }

    private static byte[] checked(byte[] hash) {
        if (hash.length < SHORTEST || hash.length > LONGEST) {
            throw new UnreadableHash(String.format(
                    Locale.ROOT,
                    "its password hash has %d bytes, which is not within %d and %d",
                    hash.length,
                    SHORTEST,
                    LONGEST));
        }
        return hash;
    }
}
