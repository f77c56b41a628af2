package latchkey.contract;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import latchkey.failure.DatabaseAdvice;

/** What the log says of a database that fails requests: a line for each cause, and not one for each request. */
@ApplicationScoped
class Outages {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Map<DatabaseAdvice, Instant> told = new EnumMap<>(DatabaseAdvice.class);
    private final Clock clock;

    Outages(Clock clock) {
        this.clock = clock;
    }

    /** Says what an operator can do about it, at the first request that meets it and once a minute for as long as it lasts. */
    void tell(Throwable fault) {
        DatabaseAdvice advice = DatabaseAdvice.about(fault).orElse(DatabaseAdvice.OTHER);
        if (isFirst(advice)) {
            Log.errorf(
                    "requests are refused, to be tried later: %s",
                    DatabaseAdvice.quoting(fault).orElse(advice.sentence()));
        }
    }

    private synchronized boolean isFirst(DatabaseAdvice advice) {
        Instant now = clock.instant();
        Instant before = told.get(advice);
        if (before != null && before.plus(PAUSE).isAfter(now)) {
            return false;
        }
        told.put(advice, now);
        return true;
    }
}
