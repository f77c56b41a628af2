package latchkey.contract;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import latchkey.failure.AuthFailure;
import latchkey.failure.Flaw;

/** What Django REST framework says of a field, and of too many requests. */
public final class DjangoWords {

    /** Each field with its sentences; the body as a whole goes by the name that the framework has for it. */
    public static Map<String, List<String>> of(AuthFailure failure) {
        SortedMap<String, List<String>> words = new TreeMap<>();
        failure.flaws()
                .forEach((field, flaw) -> words.put(
                        field.equals(AuthFailure.WHOLE_BODY) ? "non_field_errors" : field, List.of(of(field, flaw))));
        return words;
    }

    /** What its throttling says. */
    public static String throttled(AuthFailure failure) {
        long seconds = failure.retryAfter();
        return "Request was throttled. Expected available in %d second%s.".formatted(seconds, seconds == 1 ? "" : "s");
    }

    public static String of(String field, Flaw flaw) {
        return switch (flaw.kind()) {
            case NOT_AN_OBJECT -> "Invalid data. Expected a dictionary.";
            case NOT_TEXT -> "Not a valid string.";
            case MISSING -> "This field is required.";
            case NULL -> "This field may not be null.";
            case BLANK -> "This field may not be blank.";
            case NUL_CHARACTER -> "Null characters are not allowed.";
            case LONE_SURROGATE -> "Surrogate characters are not allowed.";
            case TOO_SHORT -> "Ensure this field has at least %d characters.".formatted(flaw.limit());
            case TOO_LONG -> "Ensure this field has no more than %d characters.".formatted(flaw.limit());
            case NOT_AN_EMAIL -> "Enter a valid email address.";
            case FORBIDDEN_CHARACTER -> "Control and invisible characters are not allowed.";
            case NOT_A_URL -> "Enter a valid URL.";
            case COMMON -> "This password is too common.";
            case TAKEN -> "A user with that %s already exists.".formatted(field);
        };
    }

    private DjangoWords() {}
}
