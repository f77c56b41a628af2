package latchkey.clock;

import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/** This machine's clock, corrected by the database's, so that replicas compare times of one clock. */
public final class DatabaseClock extends Clock {

    /** A difference that is not corrected: clocks under NTP, and the time of the query itself, may differ by as much. */
    private static final Duration TOLERANCE = Duration.ofMillis(250);

    /** A larger difference is not corrected: tokens would have expired when they reach other services. */
    private static final Duration MAX_CORRECTION = Duration.ofMinutes(2);

    private static final Duration MAX_QUERY_TIME = Duration.ofSeconds(1);

    private final Clock machine;
    private volatile Duration correction = Duration.ZERO;
    private volatile boolean warned;

    DatabaseClock(Clock machine) {
        this.machine = machine;
    }

    /**
     * Corrects this clock by a time that the database returned.
     *
     * @param took from the query to its answer, which is now
     */
    public void observe(Instant database, Duration took) {
        Duration difference = Duration.between(machine.instant().minus(took.dividedBy(2)), database);
        boolean tooFar = difference.abs().compareTo(MAX_CORRECTION) > 0;
        if (tooFar && !warned) {
            warned = true;
            Log.warnf(
                    "the clocks of this machine and of the database are %s apart: one of them is wrong.",
                    difference.abs());
        }
        if (took.compareTo(MAX_QUERY_TIME) < 0
                && difference.minus(correction).abs().compareTo(TOLERANCE) > 0) {
            correction = tooFar || difference.abs().compareTo(TOLERANCE) <= 0 ? Duration.ZERO : difference;
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
