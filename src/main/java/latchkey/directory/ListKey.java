package latchkey.directory;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;

/** Reads where a page of {@link AccountList} begins. */
final class ListKey {

    /**
     * A name or a moment, and an id.
     *
     * @throws AuthFailure INVALID_FIELDS if the key is of another list
     */
    static List<String> parts(String key) {
        int end = key.lastIndexOf(' ');
        if (end < 0) {
            throw refused();
        }
        return List.of(key.substring(0, end), key.substring(end + 1));
    }

    /** @throws AuthFailure INVALID_FIELDS if the key is of another list */
    static long id(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notOfThisList) {
            throw refused();
        }
    }

    /**
     * A time in microseconds since 1970.
     *
     * @throws AuthFailure INVALID_FIELDS if the key is of another list
     */
    static Instant moment(String text) {
        long micros = id(text);
        if (micros < 0) {
            throw refused();
        }
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static AuthFailure refused() {
        return AuthFailure.invalid(Map.of("after", FieldError.of(FieldError.Kind.INVALID_VALUE)));
    }

    private ListKey() {}
}
