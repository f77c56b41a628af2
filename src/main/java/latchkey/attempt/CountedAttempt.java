package latchkey.attempt;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;

/**
 * An attempt that counts as failed in its buckets until it is given back. It is settled once: when Latchkey carries it out, or
 * withdraws it before that.
 */
public class CountedAttempt {

    private final List<String> buckets;
    private final AtomicBoolean settled = new AtomicBoolean();

    public CountedAttempt(List<String> buckets) {
        this.buckets = buckets;
    }

    /** An attempt that no limit counts. */
    public static CountedAttempt none() {
        CountedAttempt none = new CountedAttempt(List.of());
        none.settle();
        return none;
    }

    List<String> buckets() {
        return buckets;
    }

    /** Whether the attempt is not settled yet. */
    public boolean isOpen() {
        return !settled.get();
    }

    /** Settles the attempt; false if it was settled before. */
    boolean settle() {
        return !settled.getAndSet(true);
    }

    /**
     * Settles the attempt, whatever its result will be: a client that disconnects now has still made it.
     *
     * @throws AuthFailure UNAVAILABLE if it was withdrawn
     */
    public void begin() {
        if (!settle()) {
            throw AuthFailure.because(Reason.UNAVAILABLE);
        }
    }
}
