package latchkey.legacy;

/** A token with a good signature that is not taken for what it says. The message says why, with no name, id or token in it. */
final class Unfit extends Exception {

    Unfit(String why) {
        super(why, null, false, false);
    }

    /** What a token says, as it can stand in a line of the log. */
    static String told(Object value, int most) {
        String text = String.valueOf(value).replaceAll("[^\\x20-\\x7e]", "?");
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }
}
