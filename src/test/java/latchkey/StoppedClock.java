package latchkey;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The service's clock in tests: it goes as always until a test stops it, and on when a test says so. */
public class StoppedClock extends Clock {

    private static volatile Instant stoppedAt;

    public static void stop() {
        stoppedAt = Instant.now();
    }

    public static void advance(Duration duration) {
        stoppedAt = stoppedAt.plus(duration);
    }

    public static void resume() {
        stoppedAt = null;
    }

    @Override
    public Instant instant() {
        Instant stopped = stoppedAt;
        return stopped == null ? Instant.now() : stopped;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("instants have no zone");
    }

    static class Producer {

        @Produces
        @Singleton
        Clock clock() {
            return new StoppedClock();
        }
    }
}
