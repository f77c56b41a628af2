package latchkey.account;

import static latchkey.failure.Reason.UNAVAILABLE;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import latchkey.failure.AuthFailure;

/**
 * Where hashing waits for a CPU: as many at once as the process has CPUs, some behind them, and no more. So a flood of logins
 * holds neither all threads nor all connections, and whoever cannot be served in time is told so at once.
 */
@ApplicationScoped
class HashingQueue {

    /** For each CPU. At bcrypt's cost 10 it takes them two seconds; the threads that are left serve all else. */
    private static final int WAITING = 32;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final int places = Runtime.getRuntime().availableProcessors();
    private final Semaphore cpus = new Semaphore(places, true);
    private final Timer waited;
    private final Timer hashed;
    private final Counter refused;

    HashingQueue(MeterRegistry meters) {
        Gauge.builder("latchkey.hashing.waiting", cpus, Semaphore::getQueueLength)
                .register(meters);
        waited = meters.timer("latchkey.hashing.wait");
        hashed = meters.timer("latchkey.hashing");
        refused = meters.counter("latchkey.throttled", "limit", "hashing");
    }

    /**
     * What {@code hashing} gives, in its turn.
     *
     * @throws AuthFailure UNAVAILABLE where too many wait already, or the turn does not come
     */
    <T> T inTurn(Supplier<T> hashing) {
        Timer.Sample arrival = Timer.start();
        if (!comesInTime()) {
            refused.increment();
            throw AuthFailure.because(UNAVAILABLE);
        }
        try {
            arrival.stop(waited);
            return hashed.record(hashing);
        } finally {
            cpus.release();
        }
    }

    private boolean comesInTime() {
        try {
            return cpus.getQueueLength() < WAITING * places
                    && cpus.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
