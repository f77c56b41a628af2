package latchkey;

import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Explains why there is no connection pool: Quarkus makes it before Latchkey can check its settings, and names none. */
final class PoolCheck {

    private static final String NO_POOL = "Unable to find datasource";

    /**
     * Why the pool cannot be made, in one sentence.
     *
     * @param said what Quarkus said; empty is returned for anything else than that there is no pool
     */
    static Optional<String> flaw(String said, Config settings) {
        return said.startsWith(NO_POOL) ? flaw(settings) : Optional.empty();
    }

    private static Optional<String> flaw(Config settings) {
        int max = size(settings, "max", Integer.MAX_VALUE);
        int min = size(settings, "min", 0);
        if (max < 1) {
            return sentence("QUARKUS_DATASOURCE_JDBC_MAX_SIZE is %d; it must be 1 or more.", max);
        }
        return min >= 0 && min <= max
                ? Optional.empty()
                : sentence(
                        "QUARKUS_DATASOURCE_JDBC_MIN_SIZE is %d; it cannot be negative, nor more than"
                                + " QUARKUS_DATASOURCE_JDBC_MAX_SIZE, which is %d.",
                        min, max);
    }

    private static int size(Config settings, String which, int fallback) {
        return settings.getOptionalValue("quarkus.datasource.jdbc." + which + "-size", Integer.class)
                .orElse(fallback);
    }

    private static Optional<String> sentence(String format, Object... values) {
        return Optional.of(String.format(Locale.ROOT, format, values));
    }

    private PoolCheck() {}
}
