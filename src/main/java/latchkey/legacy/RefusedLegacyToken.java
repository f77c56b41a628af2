package latchkey.legacy;

/** A token with a good signature whose claims Latchkey refuses. The message says why, without a name, id or token. */
final class RefusedLegacyToken extends Exception {

    RefusedLegacyToken(String why) {
        super(why, null, false, false);
    }

    /** The text of a value from a token, safe for a log line. */
    static String printable(Object value, int maxLength) {
        String text = String.valueOf(value).replaceAll("[^\\x20-\\x7e]", "?");
        return text.length() <= maxLength ? text : text.substring(0, maxLength) + "…";
    }
}
