package latchkey.database;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A number from the database for the metrics: queried when they are read, at most once a minute. */
public final class GaugeQuery {

    private static final Duration CACHED_FOR = Duration.ofMinutes(1);

    /** The maximum wait, for which a slow query delays all other metrics. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(1);

    private final Supplier<Number> query;
    private final SharedQuery<Double> shared;
    private final Clock clock;
    private Instant queriedAt = Instant.MIN;
    private volatile double value = Double.NaN;

    /** Registers a gauge, such as {@code latchkey.sessions}. */
    public static void register(String name, Supplier<Number> query, Clock clock, MeterRegistry meters) {
        Gauge.builder(name, new GaugeQuery(name, query, clock), GaugeQuery::value)
                .strongReference(true)
                .register(meters);
    }

    /** @param name of the thread */
    private GaugeQuery(String name, Supplier<Number> query, Clock clock) {
        this.query = query;
        shared = new SharedQuery<>(name, this::query);
        this.clock = clock;
    }

    /** The latest value; not a number while the database is away. */
    private synchronized double value() {
        Instant now = clock.instant();
        if (queriedAt.plus(CACHED_FOR).isBefore(now)) {
            queriedAt = now;
            return valueSoon();
        }
        return value;
    }

    private double valueSoon() {
        try {
            return shared.answer(MAX_WAIT);
        } catch (TimeoutException e) {
            // The next reader gets the new value.
            return value;
        }
    }

    private double query() {
        try {
            value = query.get().doubleValue();
        } catch (RuntimeException away) {
            value = Double.NaN;
        }
        return value;
    }
}
