package latchkey.queue;

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
 * The queue for hashing: as many hashes at once as the process has CPUs, and a limited number that wait. Requests wait first in
 * a {@link FairQueue}, which needs neither a thread nor a connection. If Latchkey refused a flood of logins at once, it would
 * return at once, and leave no CPU time for other requests or for hashing.
 */
@Startup
@ApplicationScoped
public class HashingQueue {

    /** The maximum wait of a request. At bcrypt's cost 10 a CPU computes some ninety hashes meanwhile. */
    public static final Duration MAX_WAIT = Duration.ofSeconds(5);

    /** The maximum of waiting requests for each CPU; they take the memory of their bodies, at most 64 KiB each. */
    private static final int MAX_QUEUED = 256;

    /** The number of simultaneous rate limit checks for each CPU: with more, a flood would use up the database. */
    private static final int MAX_LIMIT_CHECKS = 2;

    /** The number of admitted requests for each CPU: while one hashes, another reads or writes. */
    private static final int MAX_ADMITTED = 2;

    /** The maximum of waiting threads for each CPU. */
    private static final int MAX_WAITING_THREADS = 32;

    /** Half of the heap in MiB. Not static, since a native image must read it when it starts. */
    private final int halfOfHeap = (int) (Runtime.getRuntime().maxMemory() >> 21);

    private final int cpuCount = Runtime.getRuntime().availableProcessors();
    private final Semaphore memory = new Semaphore(halfOfHeap, true);
    private final Semaphore cpuTurns = new Semaphore(cpuCount, true);
    private final Duration maxWait;
    private final Timer hashed;
    private final Counter refused;
    private final FairQueue limitChecks;
    private final FairQueue hashing;

    @Inject
    public HashingQueue(MeterRegistry meters) {
        this(meters, MAX_WAIT);
    }

    public HashingQueue(MeterRegistry meters, Duration maxWait) {
        this.maxWait = maxWait;
        Gauge.builder("latchkey.hashing.waiting", this, HashingQueue::waiting).register(meters);
        hashed = meters.timer("latchkey.hashing");
        refused = meters.counter("latchkey.throttled", "limit", "hashing");
        limitChecks = new FairQueue(
                MAX_LIMIT_CHECKS * cpuCount, MAX_QUEUED * cpuCount, meters.timer("latchkey.limits.wait"), refused);
        hashing = new FairQueue(
                MAX_ADMITTED * cpuCount, MAX_QUEUED * cpuCount, meters.timer("latchkey.hashing.wait"), refused);
    }

    /** The queue for the checks of rate limits, which come before the queue for hashing. */
    public FairQueue limitChecks() {
        return limitChecks;
    }

    /** The queue for {@link #runQueued}. */
    public FairQueue hashing() {
        return hashing;
    }

    /**
     * Runs {@code hashing} when its turn comes.
     *
     * @throws AuthFailure UNAVAILABLE if too many requests wait, or the turn does not come in time
     */
    public <T> T runQueued(Supplier<T> hashing) {
        return runQueued(0, hashing);
    }

    /**
     * Whether a hash with so many bytes of memory can ever run: all simultaneous hashes together take at most half of the heap.
     */
    public boolean hasRoomFor(long bytes) {
        return mebibytes(bytes) <= halfOfHeap;
    }

    /** As {@link #runQueued(Supplier)}, for a hash with so many bytes of memory. */
    public <T> T runQueued(long bytes, Supplier<T> hashing) {
        if (!acquires(cpuTurns, 1)) {
            throw refusal();
        }
        try {
            return inMemory(mebibytes(bytes), hashing);
        } finally {
            cpuTurns.release();
        }
    }

    private static int mebibytes(long bytes) {
        return (int) (bytes >> 20);
    }

    private <T> T inMemory(int mebibytes, Supplier<T> hashing) {
        if (mebibytes > 0 && !acquires(memory, mebibytes)) {
            throw refusal();
        }
        try {
            return hashed.record(hashing);
        } finally {
            memory.release(mebibytes);
        }
    }

    private boolean acquires(Semaphore resource, int permits) {
        try {
            return resource.getQueueLength() < MAX_WAITING_THREADS * cpuCount
                    && resource.tryAcquire(permits, maxWait.toMillis(), TimeUnit.MILLISECONDS);
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
        return hashing.waiting() + cpuTurns.getQueueLength();
    }
}
