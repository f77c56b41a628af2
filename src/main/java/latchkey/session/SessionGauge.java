package latchkey.session;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import latchkey.Transactions;

/** How many sessions live, counted when the metrics are read and at most once a minute. */
@Singleton
@Startup
class SessionGauge {

    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Clock clock;
    private Instant countedAt = Instant.MIN;
    private double count = Double.NaN;

    SessionGauge(MeterRegistry meters, Clock clock) {
        this.clock = clock;
        Gauge.builder("latchkey.sessions", this, SessionGauge::count).register(meters);
    }

    private synchronized double count() {
        Instant now = clock.instant();
        if (countedAt.plus(FRESH).isBefore(now)) {
            countedAt = now;
            count = counted(now);
        }
        return count;
    }

    private static double counted(Instant now) {
        try {
            return Transactions.statement(() -> Session.countLive(now));
        } catch (RuntimeException away) {
            return Double.NaN;
        }
    }
}
