package latchkey.database;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A query that runs on its own thread. Simultaneous requests share one answer, and none waits longer than it wants if the
 * database hangs.
 */
public final class SharedQuery<T> {

    private final String name;
    private final Supplier<T> query;
    private @Nullable FutureTask<T> running;

    /** @param name of the thread */
    public SharedQuery(String name, Supplier<T> query) {
        this.name = name;
        this.query = query;
    }

    /** Whether the query runs now. */
    public synchronized boolean isRunning() {
        return running != null && !running.isDone();
    }

    /**
     * The answer of a query that starts now, or of one that is running.
     *
     * @throws TimeoutException if there is no answer within {@code maxWait}; the query goes on
     */
    public T answer(Duration maxWait) throws TimeoutException {
        try {
            return start().get(maxWait.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failed ? failed : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(name + " interrupted", e);
        }
    }

    private synchronized FutureTask<T> start() {
        if (running == null || running.isDone()) {
            running = new FutureTask<>(query::get);
            Thread thread = new Thread(running, name);
            thread.setDaemon(true);
            thread.start();
        }
        return running;
    }
}
