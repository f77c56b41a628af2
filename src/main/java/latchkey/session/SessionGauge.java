package latchkey.session;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import latchkey.database.SharedQuery;
import latchkey.database.Transactions;

/** The number of live sessions, counted when the metrics are read, at most once a minute. */
@Singleton
@Startup
class SessionGauge {

    private static final Duration CACHED_FOR = Duration.ofMinutes(1);

    /** The maximum wait, for which a slow count delays all other metrics. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(1);

    private final SharedQuery<Double> counting = new SharedQuery<>("session gauge", this::counted);
    private final Clock clock;
    private Instant countedAt = Instant.MIN;
    private volatile double count = Double.NaN;

    SessionGauge(MeterRegistry meters, Clock clock) {
        this.clock = clock;
        Gauge.builder("latchkey.sessions", this, SessionGauge::count).register(meters);
    }

    private synchronized double count() {
        Instant now = clock.instant();
        if (countedAt.plus(CACHED_FOR).isBefore(now)) {
            countedAt = now;
            return countedSoon();
        }
        return count;
    }

    private double countedSoon() {
        try {
            return counting.answer(MAX_WAIT);
        } catch (TimeoutException e) {
            // The next scrape gets the new count.
            return count;
        }
    }

    private double counted() {
        try {
            count = Transactions.call(() -> Session.countLive(clock.instant()));
        } catch (RuntimeException away) {
            count = Double.NaN;
        }
        return count;
    }
}
