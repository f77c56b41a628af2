package latchkey.admin.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import org.jspecify.annotations.Nullable;

/** The parameters of lists: how many items a page has, and after which it begins. */
public final class Paging {

    public static final int DEFAULT_LIMIT = 50;
    public static final int MAX_LIMIT = 200;

    private static final Instant LAST_MOMENT = Instant.parse("9999-01-01T00:00:00Z");

    /** @throws AuthFailure INVALID_FIELDS */
    public static int limit(Optional<Integer> limit) {
        int items = limit.orElse(DEFAULT_LIMIT);
        if (items < 1 || items > MAX_LIMIT) {
            throw invalid("limit");
        }
        return items;
    }

    /** A cursor, which clients need not understand. */
    public static @Nullable String cursor(@Nullable String key) {
        return key == null ? null : Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
    }

    /**
     * What {@link #cursor} was made of.
     *
     * @throws AuthFailure INVALID_FIELDS
     */
    public static Optional<String> key(Optional<String> cursor) {
        try {
            Optional<String> key =
                    cursor.map(text -> new String(Base64.getUrlDecoder().decode(text), UTF_8));
            if (key.filter(text -> text.indexOf('\0') >= 0).isPresent()) {
                throw invalid("after");
            }
            return key;
        } catch (IllegalArgumentException notBase64) {
            throw invalid("after");
        }
    }

    /**
     * Cuts a page out of what was found.
     *
     * @param found one more than {@code limit}, if there are more
     * @param key of an item
     * @param page made of its items, and of the key of the last one if there are more
     */
    public static <I, P> P page(
            List<I> found, int limit, Function<I, String> key, BiFunction<List<I>, @Nullable String, P> page) {
        return found.size() > limit
                ? page.apply(found.subList(0, limit), key.apply(found.get(limit - 1)))
                : page.apply(found, null);
    }

    /**
     * A time (ISO 8601), of those that the database can store.
     *
     * @throws AuthFailure INVALID_FIELDS
     */
    public static Instant moment(String parameter, String text) {
        try {
            Instant moment = Instant.parse(text);
            if (moment.isBefore(Instant.EPOCH) || moment.isAfter(LAST_MOMENT)) {
                throw invalid(parameter);
            }
            return moment;
        } catch (DateTimeParseException notATime) {
            throw invalid(parameter);
        }
    }

    /** INVALID_FIELDS for a parameter. */
    public static AuthFailure invalid(String parameter) {
        return AuthFailure.invalid(Map.of(parameter, FieldError.of(FieldError.Kind.INVALID_VALUE)));
    }

    private Paging() {}
}
