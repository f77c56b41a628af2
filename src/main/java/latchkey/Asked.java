package latchkey;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One question to the database, asked on a thread of its own. So all requests that want to know at once wait for the same answer, and
 * none of them for longer than it likes where the database hangs.
 */
public final class Asked<T> {

    private final String name;
    private final Supplier<T> question;
    private @Nullable FutureTask<T> underWay;

    /** @param name of the thread */
    public Asked(String name, Supplier<T> question) {
        this.name = name;
        this.question = question;
    }

    /** Whether it has been asked and not been answered yet. */
    public synchronized boolean isUnderWay() {
        return underWay != null && !underWay.isDone();
    }

    /**
     * What the database says now, or to the request that asked a moment before.
     *
     * @throws TimeoutException where it does not say so within {@code patience}; it goes on being asked
     */
    public T answer(Duration patience) throws TimeoutException {
        try {
            return ask().get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failed ? failed : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name + " interrupted", e);
        }
    }

    private synchronized FutureTask<T> ask() {
        if (underWay == null || underWay.isDone()) {
            underWay = new FutureTask<>(question::get);
            Thread thread = new Thread(underWay, name);
            thread.setDaemon(true);
            thread.start();
        }
        return underWay;
    }
}
