package latchkey.http.failure;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;

/** The messages of Django REST framework for fields and for rate limits. */
public final class DjangoMessages {

    /** The key of messages about a whole object, including the body. */
    private static final String WHOLE = "non_field_errors";

    /** The messages by field; those of an object in the body are nested. */
    public static Map<String, Object> of(AuthFailure failure) {
        SortedMap<String, Object> messages = new TreeMap<>();
        failure.flaws().forEach((field, flaw) -> put(path(field, flaw), List.of(of(field, flaw)), messages));
        return messages;
    }

    private static String path(String field, FieldError flaw) {
        if (field.equals(AuthFailure.WHOLE_BODY)) {
            return WHOLE;
        }
        return flaw.kind() == FieldError.Kind.NOT_AN_OBJECT ? field + "." + WHOLE : field;
    }

    @SuppressWarnings("unchecked")
    private static void put(String path, List<String> sentences, Map<String, Object> messages) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            messages.put(path, sentences);
        } else {
            Object inner = messages.computeIfAbsent(path.substring(0, dot), name -> new TreeMap<String, Object>());
            put(path.substring(dot + 1), sentences, (Map<String, Object>) inner);
        }
    }

    /** The message of its rate limit. */
    public static String throttled(AuthFailure failure) {
        long seconds = failure.retryAfter();
        return String.format(
                Locale.ROOT,
                "Request was throttled. Expected available in %d second%s.",
                seconds,
                seconds == 1 ? "" : "s");
    }

    public static String of(String field, FieldError flaw) {
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
            case TOO_MANY ->
                String.format(Locale.ROOT, "Ensure this field has no more than %d elements.", flaw.limit());
            case NOT_AN_EMAIL -> "Enter a valid email address.";
            case FORBIDDEN_CHARACTER -> "Control and invisible characters are not allowed.";
            case NOT_A_URL -> "Enter a valid URL.";
            case INVALID_VALUE -> "Invalid value";
            case NO_SUCH_USER -> "Invalid user id or user doesn't exist.";
            case NOT_THE_SAME -> "The two password fields didn\u2019t match.";
            case COMMON -> "This password is too common.";
            case TAKEN ->
                String.format(
                        Locale.ROOT,
                        "A user with that %s already exists.",
                        field.substring(field.lastIndexOf('.') + 1));
        };
    }

    private DjangoMessages() {}
}
