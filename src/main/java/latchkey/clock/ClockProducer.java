package latchkey.clock;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The clock for every date that Latchkey stores, signs or compares. A test may replace it by one that it can stop. */
class ClockProducer {

    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return new DatabaseClock(Clock.systemUTC());
    }
}
