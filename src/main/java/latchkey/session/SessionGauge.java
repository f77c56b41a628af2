package latchkey.session;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import latchkey.Asked;
import latchkey.Transactions;

/** How many sessions live, counted when the metrics are read and at most once a minute. */
@Singleton
@Startup
class SessionGauge {

    private static final Duration FRESH = Duration.ofMinutes(1);

    /** As long as who reads the metrics waits for all else because of this one. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Asked<Double> counting = new Asked<>("session gauge", this::counted);
    private final Clock clock;
    private Instant countedAt = Instant.MIN;
    private volatile double count = Double.NaN;

    SessionGauge(MeterRegistry meters, Clock clock) {
        this.clock = clock;
        Gauge.builder("latchkey.sessions", this, SessionGauge::count).register(meters);
    }

    private synchronized double count() {
        Instant now = clock.instant();
        if (countedAt.plus(FRESH).isBefore(now)) {
            countedAt = now;
            return countedSoon();
        }
        return count;
    }

    private double countedSoon() {
        try {
            return counting.answer(PATIENCE);
        } catch (TimeoutException e) {
            // It is told the next time.
            return count;
        }
    }

    private double counted() {
        try {
            count = Transactions.statement(() -> Session.countLive(clock.instant()));
        } catch (RuntimeException away) {
            count = Double.NaN;
        }
        return count;
    }
}
