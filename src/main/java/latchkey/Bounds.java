package latchkey;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.Locale;

/** The bounds of settings that are numbers or durations: a value beyond them stops the start with one sentence. */
final class Bounds {

    /** A longer time is a mistake, and further beyond it the database's calendar ends. */
    private static final Duration MAX = Duration.ofDays(36_500);

    static void notNegative(String setting, int limit) {
        if (limit < 0) {
            throw beyond("%s is %d; it cannot be negative, and 0 is no limit.", setting, limit);
        }
    }

    static void notNegative(String setting, Duration duration) {
        if (duration.isNegative()) {
            throw beyond("%s is %s; it cannot be negative.", setting, duration);
        }
        noLonger(setting, duration);
    }

    static void positive(String setting, Duration duration) {
        if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
            throw beyond("%s is %s; it must be a second or more.", setting, duration);
        }
        noLonger(setting, duration);
    }

    private static void noLonger(String setting, Duration duration) {
        if (duration.compareTo(MAX) > 0) {
            throw beyond("%s is %s; it cannot be longer than %d days.", setting, duration, MAX.toDays());
        }
    }

    private static ConfigurationException beyond(String sentence, Object... values) {
        return new ConfigurationException(String.format(Locale.ROOT, sentence, values));
    }

    private Bounds() {}
}
