package latchkey;

import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** This machine's clock, put right by the database's: what one replica writes another compares, and they all see that one. */
public final class DatabaseClock extends Clock {

    /** As far as clocks that NTP keeps may be apart, and as a question may take: there is nothing to put right. */
    private static final Duration CLOSE = Duration.ofMillis(250);

    /** A database that is further off is not followed: tokens would have expired when they come to others. */
    private static final Duration FAR = Duration.ofMinutes(2);

    private static final Duration SLOW = Duration.ofSeconds(1);

    private final Clock machine;
    private volatile Duration correction = Duration.ZERO;
    private volatile boolean told;

    DatabaseClock(Clock machine) {
        this.machine = machine;
    }

    /**
     * Takes what the database said of the time.
     *
     * @param took from the question to the answer, which is now
     */
    public void hear(Instant database, Duration took) {
        Duration off = Duration.between(machine.instant().minus(took.dividedBy(2)), database);
        boolean far = off.abs().compareTo(FAR) > 0;
        if (far && !told) {
            told = true;
            Log.warnf("the clocks of this machine and of the database are %s apart: one of them is wrong.", off.abs());
        }
        if (took.compareTo(SLOW) < 0 && off.minus(correction).abs().compareTo(CLOSE) > 0) {
            correction = far || off.abs().compareTo(CLOSE) <= 0 ? Duration.ZERO : off;
        }
    }

    @Override
    public Instant instant() {
        return machine.instant().plus(correction);
    }

    @Override
    public ZoneId getZone() {
        return machine.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return machine.withZone(zone);
    }
}
