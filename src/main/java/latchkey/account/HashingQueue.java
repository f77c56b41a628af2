package latchkey.account;

import static latchkey.failure.Reason.UNAVAILABLE;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import latchkey.failure.AuthFailure;

/**
 * Where hashing waits for a CPU: as many at once as the process has CPUs, some behind them, and no more. Requests stand in line
 * for it first, which holds neither a thread nor a connection: a flood of logins that were refused at once would come again at
 * once, and leave no CPU time to others or to hashing itself.
 */
@ApplicationScoped
public class HashingQueue {

    /** The longest that somebody waits. At bcrypt's cost 10 a CPU gets through some ninety meanwhile. */
    public static final Duration PATIENCE = Duration.ofSeconds(5);

    /** For each CPU, of requests in line: what they weigh is their bodies, of 64 KiB at most. */
    private static final int LONGEST_LINE = 256;

    /** For each CPU, of requests that left the line: while one hashes, another reads or writes. */
    private static final int ADMITTED = 2;

    /** For each CPU, of threads. */
    private static final int WAITING = 32;

    /** Mebibytes. A native image asks its machine when it starts. */
    private final int halfOfAll = (int) (Runtime.getRuntime().maxMemory() >> 21);

    private final int places = Runtime.getRuntime().availableProcessors();
    private final Semaphore memory = new Semaphore(halfOfAll, true);
    private final Semaphore cpus = new Semaphore(places, true);
    private final Deque<Place> line = new ArrayDeque<>();
    private final Timer waited;
    private final Timer hashed;
    private final Counter refused;
    private int free = ADMITTED * places;

    HashingQueue(MeterRegistry meters) {
        Gauge.builder("latchkey.hashing.waiting", this, HashingQueue::waiting).register(meters);
        waited = meters.timer("latchkey.hashing.wait");
        hashed = meters.timer("latchkey.hashing");
        refused = meters.counter("latchkey.throttled", "limit", "hashing");
    }

    /** A place in the line, and the turn that comes of it. */
    public final class Place {

        private final Runnable turn;
        private final Timer.Sample arrival = Timer.start();
        private boolean admitted;

        private Place(Runnable turn) {
            this.turn = turn;
        }

        /** UNAVAILABLE, where the turn has not come. */
        public Optional<AuthFailure> giveUp() {
            synchronized (line) {
                return line.remove(this) ? Optional.of(refusal()) : Optional.empty();
            }
        }

        /** Lets others have it, or what is left of it. */
        public void leave() {
            synchronized (line) {
                line.remove(this);
                free += admitted ? 1 : 0;
                admitted = false;
            }
            admit();
        }
    }

    /**
     * A place at the end of the line. Whoever has it leaves it, whatever becomes of him.
     *
     * @param turn called by whoever leaves, when it is time to come {@link #inTurn}
     * @throws AuthFailure UNAVAILABLE where the line is too long
     */
    public Place join(Runnable turn) {
        Place place = new Place(turn);
        synchronized (line) {
            if (line.size() == LONGEST_LINE * places) {
                throw refusal();
            }
            line.add(place);
        }
        admit();
        return place;
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

    private void admit() {
        Place next;
        synchronized (line) {
            next = free == 0 ? null : line.poll();
            if (next == null) {
                return;
            }
            next.admitted = true;
            free--;
        }
        next.arrival.stop(waited);
        next.turn.run();
    }

    private boolean comesInTime(Semaphore scarce, int wanted) {
        try {
            return scarce.getQueueLength() < WAITING * places
                    && scarce.tryAcquire(wanted, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
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
        synchronized (line) {
            return line.size() + cpus.getQueueLength();
        }
    }
}
