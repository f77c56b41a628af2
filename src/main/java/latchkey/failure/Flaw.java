package latchkey.failure;

/**
 * What is wrong with one field of a body. The contract words it.
 *
 * @param limit the length that {@link Kind#TOO_SHORT} or {@link Kind#TOO_LONG} is measured against, in characters; else 0
 */
public record Flaw(Kind kind, int limit) {

    /** In the order in which they matter: of several flaws of a field the first is reported. */
    public enum Kind {
        /** The body, or a field that should be one, is JSON but not an object. */
        NOT_AN_OBJECT,
        NOT_TEXT,
        /** A number, a date or a list is asked for, and something else came. */
        OTHER_TYPE,
        /** U+0000, which PostgreSQL cannot store. */
        NUL_CHARACTER,
        /** Half of a surrogate pair, which is no character and has no UTF-8. */
        LONE_SURROGATE,
        MISSING,
        NULL,
        BLANK,
        TOO_SHORT,
        TOO_LONG,
        /** It cannot be seen, or would break a line. */
        FORBIDDEN_CHARACTER,
        NOT_AN_EMAIL,
        NOT_A_URL,
        /** A password that everybody guesses. */
        COMMON,
        /** Another account has it. */
        TAKEN
    }

    public static Flaw of(Kind kind) {
        return new Flaw(kind, 0);
    }

    public boolean outranks(Flaw other) {
        return kind.compareTo(other.kind) < 0;
    }
}
