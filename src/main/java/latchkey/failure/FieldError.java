package latchkey.failure;

/**
 * What is wrong with one field of a request body. The contract words it.
 *
 * @param limit the length limit in characters for {@link Kind#TOO_SHORT} or {@link Kind#TOO_LONG}, in elements for {@link
 *     Kind#TOO_MANY}; else 0
 */
public record FieldError(Kind kind, int limit) {

    /** In the order of their weight: of several errors of a field the first is reported. */
    public enum Kind {
        /** The body, or a field that should be one, is JSON but not an object. */
        NOT_AN_OBJECT,
        NOT_TEXT,
        /** The field needs a number, a date or a list, and has another type. */
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
        /** A list with too many elements. */
        TOO_MANY,
        /** An invisible character, or one that breaks a line. */
        FORBIDDEN_CHARACTER,
        NOT_AN_EMAIL,
        NOT_A_URL,
        /** A value that does not name what it should. */
        INVALID_VALUE,
        /** The id of an account that does not exist. */
        NO_SUCH_USER,
        /** Two fields that should have the same password differ. */
        NOT_THE_SAME,
        /** A password that attackers guess first. */
        COMMON,
        /** Another account has this name. */
        TAKEN
    }

    public static FieldError of(Kind kind) {
        return new FieldError(kind, 0);
    }

    public boolean outranks(FieldError other) {
        return kind.compareTo(other.kind) < 0;
    }
}
