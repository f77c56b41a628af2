package latchkey.connection.pipeline;

import io.netty.channel.Channel;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts closed connections whose file descriptors are not free yet: an event loop frees them when it next looks for events.
 */
final class ClosedConnections {

    /** Milliseconds; with any delay, an event loop looks for events before it runs the task. */
    private static final int DELAY = 1;

    private final AtomicInteger count = new AtomicInteger();

    /** @param freed runs once the file descriptor is free */
    void add(Channel closed, Runnable freed) {
        count.incrementAndGet();
        try {
            closed.eventLoop().schedule(() -> free(freed), DELAY, TimeUnit.MILLISECONDS);
        } catch (IllegalStateException | RejectedExecutionException noLoop) {
            free(freed);
        }
    }

    private void free(Runnable freed) {
        count.decrementAndGet();
        freed.run();
    }

    int count() {
        return count.get();
    }
}
