package latchkey.text;

import java.util.Locale;
import java.util.regex.Pattern;

/** The spelling of codes that people read and type. */
public final class TypedCodes {

    /** No 0, 1, I, L, O or U: people mistake them for others when they type a code. */
    public static final String ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private static final Pattern BETWEEN = Pattern.compile("[-\\s]");

    /** The code that a user typed, with or without hyphens and blanks, in any letter case. */
    public static String plain(String typed) {
        return joined(typed).toUpperCase(Locale.ROOT);
    }

    /** The code that a user typed, with or without hyphens and blanks, in its letter case. */
    public static String joined(String typed) {
        return BETWEEN.matcher(typed).replaceAll("");
    }

    private TypedCodes() {}
}
