package latchkey.contract.laravel;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;

/** The English messages of Laravel's validation rules (lang/en/validation.php). */
final class LaravelMessages {

    /** The first message, and how many more there are; and each message at its field. */
    static Map<String, Object> of(AuthFailure failure) {
        SortedMap<String, List<String>> errors = new TreeMap<>();
        failure.flaws().forEach((field, flaw) -> errors.put(field, List.of(of(field, flaw))));
        String first = errors.values().iterator().next().get(0);
        errors.remove(AuthFailure.WHOLE_BODY);
        return Map.of("message", first + more(errors.size() - 1), "errors", errors);
    }

    private static String more(int others) {
        return others < 1 ? "" : String.format(Locale.ROOT, " (and %d more error%s)", others, others == 1 ? "" : "s");
    }

    private static String of(String field, FieldError flaw) {
        String name = field.replace('_', ' ');
        return switch (flaw.kind()) {
            case NOT_AN_OBJECT ->
                field.equals(AuthFailure.WHOLE_BODY)
                        ? "The request body must be an object."
                        : "The " + name + " field must be an object.";
            case NOT_TEXT -> "The " + name + " field must be a string.";
            case OTHER_TYPE -> "The " + name + " field must be true or false.";
            case MISSING, NULL, BLANK -> "The " + name + " field is required.";
            case TOO_SHORT ->
                String.format(Locale.ROOT, "The %s field must be at least %d characters.", name, flaw.limit());
            case TOO_LONG ->
                String.format(Locale.ROOT, "The %s field must not be greater than %d characters.", name, flaw.limit());
            case TOO_MANY ->
                String.format(Locale.ROOT, "The %s field must not have more than %d items.", name, flaw.limit());
            case NUL_CHARACTER, LONE_SURROGATE, FORBIDDEN_CHARACTER ->
                "The " + name + " field contains a character that is not allowed.";
            case NOT_AN_EMAIL -> "The " + name + " field must be a valid email address.";
            case NOT_A_URL -> "The " + name + " field must be a valid URL.";
            case INVALID_VALUE, NO_SUCH_USER -> "The selected " + name + " is invalid.";
            case NOT_THE_SAME -> "The " + name + " field confirmation does not match.";
            case COMMON ->
                "The given " + name + " has appeared in a data leak. Please choose a different " + name + ".";
            case TAKEN -> "The " + name + " has already been taken.";
        };
    }

    private LaravelMessages() {}
}
