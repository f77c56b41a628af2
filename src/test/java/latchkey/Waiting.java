package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Asking until something is so. */
public final class Waiting {

    /** Far longer than anything takes, but on a machine that has much else to do. */
    private static final Duration LONGEST = Duration.ofSeconds(40);

    public static void until(String what, BooleanSupplier so) throws InterruptedException {
        Instant last = Instant.now().plus(LONGEST);
        while (!so.getAsBoolean()) {
            assertThat(Instant.now()).as("until " + what).isBefore(last);
            Thread.sleep(50);
        }
    }

    private Waiting() {}
}
