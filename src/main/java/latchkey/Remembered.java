package latchkey;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the database says of something that changes seldom. It is asked again once that is old, and does not answer or not soon, what
 * it said before serves.
 */
public final class Remembered<T> {

    private static final Logger LOG = Logger.getLogger(Remembered.class);

    /** How long a request waits for it to be asked again: once, where the database hangs. */
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** The pool and the driver give up before. */
    private static final Duration AT_FIRST = Duration.ofMinutes(1);

    private final Asked<Known<T>> asked;
    private final Supplier<T> question;
    private final Clock clock;
    private final Duration fresh;
    private volatile @Nullable Known<T> known;
    private volatile boolean slow;

    private record Known<T>(T answer, Instant at) {}

    /**
     * @param name of the thread that asks
     * @param fresh how long an answer is not asked for again
     */
    public Remembered(String name, Supplier<T> question, Clock clock, Duration fresh) {
        asked = new Asked<>(name, this::ask);
        this.question = question;
        this.clock = clock;
        this.fresh = fresh;
    }

    /** Null before the first answer. */
    public @Nullable T latest() {
        Known<T> latest = known;
        return latest == null ? null : latest.answer();
    }

    public T get() {
        Known<T> latest = known;
        return (latest == null || isOld(latest) ? again(latest) : latest).answer();
    }

    public void forget() {
        known = null;
    }

    private boolean isOld(Known<T> latest) {
        return Duration.between(latest.at(), clock.instant()).abs().compareTo(fresh) >= 0;
    }

    /** Where nothing is known, all wait; else one does, unless the database was slow or failed the last time. */
    private Known<T> again(@Nullable Known<T> latest) {
        if (latest != null && asked.isUnderWay()) {
            return latest;
        }
        try {
            return asked.answer(latest == null ? AT_FIRST : slow ? Duration.ZERO : PATIENCE);
        } catch (TimeoutException e) {
            if (latest == null) {
                throw new IllegalStateException("no answer", e);
            }
            slow = true;
            return latest;
        }
    }

    private Known<T> ask() {
        Known<T> latest = known;
        long began = System.nanoTime();
        T answer;
        try {
            answer = question.get();
            slow = System.nanoTime() - began > PATIENCE.toNanos();
        } catch (RuntimeException e) {
            if (latest == null) {
                throw e;
            }
            LOG.debug("not asked again", e);
            slow = true;
            answer = latest.answer();
        }
        Known<T> now = new Known<>(answer, clock.instant());
        known = now;
        return now;
    }
}
