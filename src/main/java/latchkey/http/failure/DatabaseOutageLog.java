package latchkey.http.failure;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import latchkey.database.DatabaseErrorAdvice;

/** Logs why the database fails requests: one line for each cause, not for each request. */
@ApplicationScoped
class DatabaseOutageLog {

    private static final Duration LOG_INTERVAL = Duration.ofMinutes(1);

    private final Map<DatabaseErrorAdvice, Instant> lastLogged = new EnumMap<>(DatabaseErrorAdvice.class);
    private final Clock clock;

    DatabaseOutageLog(Clock clock) {
        this.clock = clock;
    }

    /** Logs what the operator can do, at the first failed request and then once a minute. */
    void report(Throwable fault) {
        DatabaseErrorAdvice advice = DatabaseErrorAdvice.about(fault).orElse(DatabaseErrorAdvice.OTHER);
        if (isDue(advice)) {
            Log.errorf(
                    "requests get 503, to be retried later: %s",
                    DatabaseErrorAdvice.quoting(fault).orElse(advice.sentence()));
        }
    }

    private synchronized boolean isDue(DatabaseErrorAdvice advice) {
        Instant now = clock.instant();
        Instant before = lastLogged.get(advice);
        if (before != null && before.plus(LOG_INTERVAL).isAfter(now)) {
            return false;
        }
        lastLogged.put(advice, now);
        return true;
    }
}
