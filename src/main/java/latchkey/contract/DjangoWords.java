package latchkey.contract;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import latchkey.failure.AuthFailure;
import latchkey.failure.Flaw;

/** What Django REST framework says of a field, and of too many requests. */
public final class DjangoWords {

    /** Of what is wrong with an object as a whole, the body among them. */
    private static final String WHOLE = "non_field_errors";

    /** Each field with its sentences, and an object in the body with those of its own fields. */
    public static Map<String, Object> of(AuthFailure failure) {
        SortedMap<String, Object> words = new TreeMap<>();
        failure.flaws().forEach((field, flaw) -> put(path(field, flaw), List.of(of(field, flaw)), words));
        return words;
    }

    private static String path(String field, Flaw flaw) {
        if (field.equals(AuthFailure.WHOLE_BODY)) {
            return WHOLE;
        }
        return flaw.kind() == Flaw.Kind.NOT_AN_OBJECT ? field + "." + WHOLE : field;
    }

    @SuppressWarnings("unchecked")
    private static void put(String path, List<String> sentences, Map<String, Object> words) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            words.put(path, sentences);
        } else {
            Object inner = words.computeIfAbsent(path.substring(0, dot), name -> new TreeMap<String, Object>());
            put(path.substring(dot + 1), sentences, (Map<String, Object>) inner);
        }
    }

    /** What its throttling says. */
    public static String throttled(AuthFailure failure) {
        long seconds = failure.retryAfter();
        return String.format(
                Locale.ROOT,
                "Request was throttled. Expected available in %d second%s.",
                seconds,
                seconds == 1 ? "" : "s");
    }

    public static String of(String field, Flaw flaw) {
        return switch (flaw.kind()) {
            case NOT_AN_OBJECT -> "Invalid data. Expected a dictionary.";
            case NOT_TEXT -> "Not a valid string.";
            case OTHER_TYPE -> "Not a valid value.";
            case MISSING -> "This field is required.";
            case NULL -> "This field may not be null.";
            case BLANK -> "This field may not be blank.";
            case NUL_CHARACTER -> "Null characters are not allowed.";
            case LONE_SURROGATE -> "Surrogate characters are not allowed.";
            case TOO_SHORT -> String.format(Locale.ROOT, "Ensure this field has at least %d characters.", flaw.limit());
            case TOO_LONG ->
                String.format(Locale.ROOT, "Ensure this field has no more than %d characters.", flaw.limit());
            case NOT_AN_EMAIL -> "Enter a valid email address.";
            case FORBIDDEN_CHARACTER -> "Control and invisible characters are not allowed.";
            case NOT_A_URL -> "Enter a valid URL.";
            case COMMON -> "This password is too common.";
            case TAKEN ->
                String.format(
                        Locale.ROOT,
                        "A user with that %s already exists.",
                        field.substring(field.lastIndexOf('.') + 1));
        };
    }

    private DjangoWords() {}
}
