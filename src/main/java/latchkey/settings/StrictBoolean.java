package latchkey.settings;

import jakarta.annotation.Priority;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Reads a setting that is true or false, and rejects all other values. SmallRye Config reads every other value as false, so
 * that a typo as in {@code LATCHKEY_COOKIES_SECURE=tru} would go unnoticed.
 */
@Priority(StrictBoolean.ABOVE_SMALLRYE)
public final class StrictBoolean implements Converter<Boolean> {

    static final int ABOVE_SMALLRYE = 500;

    private static final long serialVersionUID = 1;

    /** The words that MicroProfile Config defines. */
    private static final Set<String> TRUE = Set.of("true", "1", "yes", "y", "on", "t");

    /** The opposite of each word in {@link #TRUE}. */
    private static final Set<String> FALSE = Set.of("false", "0", "no", "n", "off", "f");

    /** @return null if the value is empty, which SmallRye Config also passes for a setting that is absent */
    @Override
    public @Nullable Boolean convert(String value) {
        if (value.isEmpty()) {
            return null;
        }
        String word = value.strip().toLowerCase(Locale.ROOT);
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            throw new IllegalArgumentException("allowed values: true,false");
        }
        return TRUE.contains(word);
    }
}
