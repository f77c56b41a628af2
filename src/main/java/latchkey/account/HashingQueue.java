package latchkey.account;

import static latchkey.failure.Reason.UNAVAILABLE;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import latchkey.failure.AuthFailure;

/**
 * Where hashing waits for a CPU: as many at once as the process has CPUs, some behind them, and no more. Requests stand in line
 * for it first, which holds neither a thread nor a connection: a flood of logins that were refused at once would come again at
 * once, and leave no CPU time to others or to hashing itself.
 */
@Startup
@ApplicationScoped
public class HashingQueue {

    /** The longest that a request waits. At bcrypt's cost 10 a CPU gets through some ninety meanwhile. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    /** For each CPU, of requests in line: what they weigh is their bodies, of 64 KiB at most. */
    private static final int LONGEST_LINE = 256;

    /** For each CPU, of requests whose limits are asked: with more of them, a flood would take what others need of the database. */
    private static final int ASKING = 2;

    /** For each CPU, of requests that left the line: while one hashes, another reads or writes. */
    private static final int ADMITTED = 2;

    /** For each CPU, of threads. */
    private static final int WAITING = 32;

    /** Mebibytes. A native image asks its machine when it starts. */
    private final int halfOfAll = (int) (Runtime.getRuntime().maxMemory() >> 21);

    private final int places = Runtime.getRuntime().availableProcessors();
    private final Semaphore memory = new Semaphore(halfOfAll, true);
    private final Semaphore cpus = new Semaphore(places, true);
    private final Duration patience;
    private final Timer hashed;
    private final Counter refused;
    private final Line asking;
    private final Line hashing;

    @Inject
    HashingQueue(MeterRegistry meters) {
        this(meters, PATIENCE);
    }

    HashingQueue(MeterRegistry meters, Duration patience) {
        this.patience = patience;
        Gauge.builder("latchkey.hashing.waiting", this, HashingQueue::waiting).register(meters);
        hashed = meters.timer("latchkey.hashing");
        refused = meters.counter("latchkey.throttled", "limit", "hashing");
        asking = new Line(ASKING * places, LONGEST_LINE * places, meters.timer("latchkey.limits.wait"), refused);
        hashing = new Line(ADMITTED * places, LONGEST_LINE * places, meters.timer("latchkey.hashing.wait"), refused);
    }

    /** The line in front of the limits, which are asked before anything waits to be hashed. */
    public Line asking() {
        return asking;
    }

    /** The line for {@link #inTurn}. */
    public Line hashing() {
        return hashing;
    }

    /**
     * What {@code hashing} gives, in its turn.
     *
     * @throws AuthFailure UNAVAILABLE where too many wait already, or the turn does not come
     */
    <T> T inTurn(Supplier<T> hashing) {
        return inTurn(0, hashing);
    }

    /** Whether there is room for one that takes so many bytes of memory: those at once never take more than half of all. */
    boolean hasRoomFor(long bytes) {
        return mebibytes(bytes) <= halfOfAll;
    }

    /** As {@link #inTurn(Supplier)}, for one that takes so many bytes of memory. */
    <T> T inTurn(long bytes, Supplier<T> hashing) {
        if (!comesInTime(cpus, 1)) {
            throw refusal();
        }
        try {
            return inMemory(mebibytes(bytes), hashing);
        } finally {
            cpus.release();
        }
    }

    private static int mebibytes(long bytes) {
        return (int) (bytes >> 20);
    }

    private <T> T inMemory(int mebibytes, Supplier<T> hashing) {
        if (mebibytes > 0 && !comesInTime(memory, mebibytes)) {
            throw refusal();
        }
        try {
            return hashed.record(hashing);
        } finally {
            memory.release(mebibytes);
        }
    }

    private boolean comesInTime(Semaphore scarce, int wanted) {
        try {
            return scarce.getQueueLength() < WAITING * places
                    && scarce.tryAcquire(wanted, patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private AuthFailure refusal() {
        refused.increment();
        return AuthFailure.because(UNAVAILABLE);
    }

    private int waiting() {
        return hashing.waiting() + cpus.getQueueLength();
    }
}
