package latchkey.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import latchkey.Waiting;
import latchkey.attempt.Network;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HashingQueueTest {

    private static final Network HOME = Network.of("203.0.113.5");
    private static final int CPUS = Runtime.getRuntime().availableProcessors();

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HashingQueue queue = new HashingQueue(meters, Duration.ofMinutes(1));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch done = new CountDownLatch(1);
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void hashingIsLimitedToTheCpusAndTheQueueToItsPlaces() throws Exception {
        List<Future<Boolean>> hashing = new ArrayList<>();
        for (int i = 0; i < CPUS + 32 * CPUS; i++) {
            hashing.add(threads.submit(() -> queue.runQueued(this::hash)));
        }
        Waiting.until("all but those who hash wait", () -> waiting() == 32 * CPUS);

        assertThatThrownBy(() -> queue.runQueued(() -> true))
                .isInstanceOfSatisfying(AuthFailure.class, refused -> assertThat(refused.reason())
                        .isEqualTo(Reason.UNAVAILABLE));
        assertThat(meters.counter("latchkey.throttled", "limit", "hashing").count())
                .isEqualTo(1);

        done.countDown();
        for (Future<Boolean> each : hashing) {
            assertThat(each.get(5, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(mostAtOnce).hasValue(CPUS);
        assertThat(meters.timer("latchkey.hashing").count()).isEqualTo(33L * CPUS);
    }

    @Test
    void aRequestThatWaitsTooLongIsRejected() throws Exception {
        HashingQueue impatient = new HashingQueue(meters, Duration.ofMillis(50));
        for (int i = 0; i < CPUS; i++) {
            threads.submit(() -> impatient.runQueued(this::hash));
        }
        Waiting.until("all CPUs hash", () -> atOnce.get() == CPUS);

        assertThatThrownBy(() -> impatient.runQueued(() -> true)).isInstanceOf(AuthFailure.class);

        done.countDown();
        Waiting.until("they are done", () -> atOnce.get() == 0);
        assertThat(queue.runQueued(() -> true)).isTrue();
    }

    @Test
    void aFailedHashFreesItsPlace() {
        for (int i = 0; i <= CPUS; i++) {
            assertThatThrownBy(() -> queue.runQueued(() -> {
                        throw new IllegalStateException();
                    }))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void leavingTheQueueAdmitsTheNext() {
        List<Integer> turns = new ArrayList<>();
        List<FairQueue.Place> line = new ArrayList<>();
        for (int i = 0; i < 2 * CPUS + 3; i++) {
            int who = i;
            line.add(queue.hashing().join(HOME, () -> turns.add(who), lost -> {}));
        }
        assertThat(turns).hasSize(2 * CPUS);

        line.get(2 * CPUS).leave();
        assertThat(turns).hasSize(2 * CPUS);

        line.get(0).leave();
        line.get(0).leave();
        assertThat(turns).hasSize(2 * CPUS + 1).endsWith(2 * CPUS + 1);

        assertThat(line.get(0).giveUp()).isEmpty();
        assertThat(line.get(1).giveUp()).isEmpty();
        assertThat(line.get(2 * CPUS + 2).giveUp()).isPresent();
        line.get(1).leave();
        assertThat(turns).hasSize(2 * CPUS + 1);
    }

    @Test
    void theQueueIsBounded() {
        for (int i = 0; i < (2 + 256) * CPUS; i++) {
            queue.hashing().join(HOME, () -> {}, lost -> {});
        }

        assertThatThrownBy(() -> queue.hashing().join(HOME, () -> {}, lost -> {}))
                .isInstanceOf(AuthFailure.class);
        assertThat(waiting()).isEqualTo(256 * CPUS);
    }

    private boolean hash() {
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        try {
            return done.await(5, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            atOnce.decrementAndGet();
        }
    }

    private double waiting() {
        return meters.get("latchkey.hashing.waiting").gauge().value();
    }
}
