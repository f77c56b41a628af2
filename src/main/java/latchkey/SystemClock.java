package latchkey;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The clock of every date that is stored, signed or compared. A test may bring one that it can stop. */
class SystemClock {

    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return new DatabaseClock(Clock.systemUTC());
    }
}
