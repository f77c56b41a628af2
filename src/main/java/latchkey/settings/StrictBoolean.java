package latchkey.settings;

import jakarta.annotation.Priority;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.config.spi.Converter;

/** Reads a setting that is true or false. SmallRye Config takes all that is not true for false: {@code LATCHKEY_COOKIES_SECURE=tru}. */
@Priority(StrictBoolean.ABOVE_THE_LIBRARYS)
public final class StrictBoolean implements Converter<Boolean> {

    static final int ABOVE_THE_LIBRARYS = 500;

    private static final long serialVersionUID = 1;

    /** As MicroProfile Config has them, and the opposite of each. */
    private static final Set<String> TRUE = Set.of("true", "1", "yes", "y", "on", "t");

    private static final Set<String> FALSE = Set.of("false", "0", "no", "n", "off", "f");

    @Override
    public Boolean convert(String value) {
        String word = value.strip().toLowerCase(Locale.ROOT);
        if (!TRUE.contains(word) && !FALSE.contains(word)) {
            throw new IllegalArgumentException("allowed values: true,false");
        }
        return TRUE.contains(word);
    }
}
