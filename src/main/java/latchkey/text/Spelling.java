package latchkey.text;

import static java.text.Normalizer.Form.NFKC;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** The forms in which texts that users type are stored and compared. */
public final class Spelling {

    private static final Pattern BLANKS = Pattern.compile("  +");

    /** {@code typed} without white space at its ends, as browsers and Django REST framework read a field. */
    public static String trimmed(String typed) {
        int from = 0;
        int to = typed.length();
        while (from < to && isBlank(typed.charAt(from))) {
            from++;
        }
        while (from < to && isBlank(typed.charAt(to - 1))) {
            to--;
        }
        return typed.substring(from, to);
    }

    /** The NFKC form, which unifies many kinds of blank; trimmed, and with one blank for several in a row (RFC 8266, 2.1). */
    public static String normalised(String typed) {
        return BLANKS.matcher(trimmed(Normalizer.normalize(typed, NFKC))).replaceAll(" ");
    }

    /**
     * One form for all spellings that differ only by letter case or width. Upper case goes first, since it makes ß and SS the
     * same.
     */
    public static String folded(String name) {
        String normalised = Normalizer.normalize(name, NFKC);
        return Normalizer.normalize(normalised.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), NFKC);
    }

    /** Unicode's White_Space, and the four separators that Java and Python count as such. */
    private static boolean isBlank(char character) {
        return Character.isWhitespace(character) || Character.isSpaceChar(character) || character == '\u0085';
    }

    private Spelling() {}
}
