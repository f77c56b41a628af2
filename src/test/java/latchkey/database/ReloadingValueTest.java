package latchkey.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import latchkey.Waiting;
import org.junit.jupiter.api.Test;

class ReloadingValueTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final AtomicReference<Supplier<String>> database = new AtomicReference<>(() -> "first");
    private final AtomicInteger asked = new AtomicInteger();
    private final ReloadingValue<String> remembered =
            new ReloadingValue<>("test", this::ask, new Ticking(), Duration.ofSeconds(1));

    private final class Ticking extends Clock {

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }

    private String ask() {
        asked.incrementAndGet();
        return database.get().get();
    }

    @Test
    void anOldValueIsReloaded() {
        assertThat(remembered.get()).isEqualTo("first");
        database.set(() -> "second");
        assertThat(remembered.get()).isEqualTo("first");

        now.set(now.get().plusSeconds(1));

        assertThat(remembered.get()).isEqualTo("second");
        assertThat(asked).hasValue(2);
    }

    /** Each of the requests would wait for good. */
    @Test
    void servesTheFormerValueWhileTheDatabaseHangs() throws Exception {
        remembered.get();
        CountDownLatch hanging = new CountDownLatch(1);
        database.set(() -> {
            await(hanging);
            return "second";
        });

        for (int second = 0; second < 100; second++) {
            now.set(now.get().plusSeconds(1));
            assertThat(remembered.get()).isEqualTo("first");
        }

        assertThat(asked).as("one question is under way").hasValue(2);
        hanging.countDown();
        Waiting.until("it is answered", () -> "second".equals(remembered.latest()));
    }

    @Test
    void servesTheFormerValueWhileTheDatabaseFailsAndRetriesAfterASecond() throws Exception {
        remembered.get();
        database.set(() -> {
            throw new IllegalStateException("away");
        });
        now.set(now.get().plusSeconds(1));
        assertThat(remembered.get()).isEqualTo("first");
        for (int request = 0; request < 100; request++) {
            assertThat(remembered.get()).isEqualTo("first");
        }
        assertThat(asked).hasValue(2);

        database.set(() -> "second");
        Waiting.until("it is answered", () -> {
            now.set(now.get().plusSeconds(1));
            return "second".equals(remembered.get());
        });
    }

    @Test
    void reportsTheCauseIfThereIsNoValueYet() {
        database.set(() -> {
            throw new IllegalStateException("away");
        });

        assertThatThrownBy(remembered::get).hasMessage("away");
        database.set(() -> "first");
        assertThat(remembered.get()).isEqualTo("first");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
