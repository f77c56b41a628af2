package latchkey.text;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Times as an operator writes them: a duration before now, or a time. */
public final class Moments {

    /**
     * The time that {@code given} names.
     *
     * @param option whose value it is
     * @throws IllegalArgumentException with a sentence
     */
    public static Instant of(String option, String given, Instant now) {
        try {
            return given.startsWith("P") ? now.minus(Duration.parse(given)) : Instant.parse(given);
        } catch (DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    String.format(
                            Locale.ROOT,
                            "%s is \"%s\", which is neither a duration such as PT24H nor a time such as 2026-11-01T00:00:00Z.",
                            option,
                            given),
                    e);
        }
    }

    private Moments() {}
}
