package latchkey.group;

import java.util.Map;
import java.util.regex.Pattern;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;

/**
 * The rules for names of groups. A name is written as it is into claims, response headers, lists separated by commas, URLs and
 * command lines.
 */
public final class GroupName {

    private static final int MAX_LENGTH = 64;

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]*");

    /** Whether a group could have this name: 1 to 64 letters, digits, {@code .}, {@code _}, {@code :} and {@code -}, of ASCII. */
    public static boolean isValid(String name) {
        return name.length() <= MAX_LENGTH && VALID.matcher(name).matches();
    }

    /** @throws AuthFailure INVALID_FIELDS */
    static void require(String name) {
        if (name.length() > MAX_LENGTH) {
            throw AuthFailure.invalid(Map.of("name", new FieldError(FieldError.Kind.TOO_LONG, MAX_LENGTH)));
        }
        if (!VALID.matcher(name).matches()) {
            throw AuthFailure.invalid(Map.of("name", FieldError.of(FieldError.Kind.INVALID_VALUE)));
        }
    }

    private GroupName() {}
}
