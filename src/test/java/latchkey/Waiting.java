package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Polls until a condition holds. */
public final class Waiting {

    /** Far longer than anything takes, even on a busy machine. */
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    public static void until(String what, BooleanSupplier so) throws InterruptedException {
        Instant last = Instant.now().plus(TIMEOUT);
        while (!so.getAsBoolean()) {
            assertThat(Instant.now()).as("until " + what).isBefore(last);
            Thread.sleep(50);
        }
    }

    private Waiting() {}
}
