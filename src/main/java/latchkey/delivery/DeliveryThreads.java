package latchkey.delivery;

import io.quarkus.logging.Log;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The threads of one process that deliver what waits in a table. Each works until nothing is due. */
public final class DeliveryThreads {

    private static final Duration STOP_WAIT = Duration.ofSeconds(10);

    private final String name;
    private final int max;
    private final Runnable work;
    private final Semaphore places;
    private volatile boolean stopping;

    /**
     * Starts no thread yet.
     *
     * @param name of the threads, for the log
     * @param max how many there are at the same time
     * @param work delivers until nothing is due, or {@link #areStopping}
     */
    public DeliveryThreads(String name, int max, Runnable work) {
        this.name = name;
        this.max = max;
        this.work = work;
        places = new Semaphore(max);
    }

    /** Starts one more thread, unless there are enough. */
    public void start() {
        if (!stopping && places.tryAcquire()) {
            Thread thread = new Thread(this::run, name);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void run() {
        try {
            work.run();
        } catch (RuntimeException away) {
            Log.debugf(away, "%s: the table cannot be read now", name);
        } finally {
            places.release();
        }
    }

    /** As {@link #start}, once the current transaction has committed; at once if there is none. */
    public void startAfterCommit(TransactionSynchronizationRegistry transaction) {
        if (transaction.getTransactionStatus() != Status.STATUS_ACTIVE) {
            start();
            return;
        }
        transaction.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    start();
                }
            }
        });
    }

    /** Whether the process ends, so that no further delivery may begin. */
    public boolean areStopping() {
        return stopping;
    }

    /** Waits until no thread works; false if some still do after {@code limit}. */
    public boolean await(Duration limit) {
        try {
            boolean idle = places.tryAcquire(max, limit.toSeconds(), TimeUnit.SECONDS);
            if (idle) {
                places.release(max);
            }
            return idle;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Starts no further delivery, and waits for those that run: another replica would repeat them. */
    public void stop() {
        stopping = true;
        if (!await(STOP_WAIT)) {
            Log.warnf("stopped during deliveries (%s): they will be repeated", name);
        }
    }
}
