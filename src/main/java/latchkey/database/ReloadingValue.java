package latchkey.database;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A cached value that changes seldom. It is loaded again once it is old; if the database does not answer, or not soon, the old
 * value still serves.
 */
public final class ReloadingValue<T> {

    private static final Logger LOG = Logger.getLogger(ReloadingValue.class);

    /** How long a request waits for a reload: only one request does if the database hangs. */
    private static final Duration MAX_WAIT = Duration.ofMillis(500);

    /** The wait for the first value; the pool and the driver time out earlier. */
    private static final Duration MAX_FIRST_WAIT = Duration.ofMinutes(1);

    private final SharedQuery<Loaded<T>> query;
    private final Supplier<T> loader;
    private final Clock clock;
    private final Duration fresh;
    private volatile @Nullable Loaded<T> cached;
    private volatile boolean slow;

    private record Loaded<T>(T value, Instant loadedAt) {}

    /**
     * @param name of the loading thread
     * @param fresh how long a value is used before it is loaded again
     */
    public ReloadingValue(String name, Supplier<T> loader, Clock clock, Duration fresh) {
        query = new SharedQuery<>(name, this::load);
        this.loader = loader;
        this.clock = clock;
        this.fresh = fresh;
    }

    /** The cached value; null before the first load. */
    public @Nullable T latest() {
        Loaded<T> latest = cached;
        return latest == null ? null : latest.value();
    }

    public T get() {
        Loaded<T> latest = cached;
        return (latest == null || isOld(latest) ? reload(latest) : latest).value();
    }

    public void forget() {
        cached = null;
    }

    private boolean isOld(Loaded<T> latest) {
        return Duration.between(latest.loadedAt(), clock.instant()).abs().compareTo(fresh) >= 0;
    }

    /**
     * Loads the value again. Without a cached value every request waits; else one does, unless the database was slow or failed
     * the last time.
     */
    private Loaded<T> reload(@Nullable Loaded<T> latest) {
        if (latest != null && query.isRunning()) {
            return latest;
        }
        try {
            return query.answer(latest == null ? MAX_FIRST_WAIT : slow ? Duration.ZERO : MAX_WAIT);
        } catch (TimeoutException e) {
            if (latest == null) {
                throw new IllegalStateException("no answer of the database in time", e);
            }
            slow = true;
            return latest;
        }
    }

    private Loaded<T> load() {
        Loaded<T> latest = cached;
        long began = System.nanoTime();
        T answer;
        try {
            answer = loader.get();
            slow = System.nanoTime() - began > MAX_WAIT.toNanos();
        } catch (RuntimeException e) {
            if (latest == null) {
                throw e;
            }
            LOG.debug("not loaded again", e);
            slow = true;
            answer = latest.value();
        }
        Loaded<T> now = new Loaded<>(answer, clock.instant());
        cached = now;
        return now;
    }
}
