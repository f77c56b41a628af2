package latchkey.database;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Units of work in the database. Each is retried after a conflict with another (SQLSTATE 40001, 40P01), as engines that
 * serialize more strictly than PostgreSQL by default ask their clients to, and after a migration has added a column meanwhile.
 */
public final class Transactions {

    private static final int MAX_ATTEMPTS = 6;

    /** Milliseconds before the second attempt, at most; the limit doubles with each further attempt. */
    private static final int FIRST_PAUSE = 4;

    /** Whether this thread is in a transaction: to ask the transaction manager takes longer than everything else here. */
    private static final ThreadLocal<Boolean> IN_TRANSACTION = new ThreadLocal<>();

    /** Calls {@code work} in the current transaction or a new one. It may call {@code work} several times. */
    public static <T> T call(Supplier<T> work) {
        return isOpen()
                ? work.get()
                : retrying(() -> QuarkusTransaction.requiringNew().call(() -> marked(work)));
    }

    /** Calls {@code work} in one long transaction that is not retried. */
    public static <T> T within(Duration limit, Supplier<T> work) {
        return QuarkusTransaction.requiringNew()
                .timeout(Math.toIntExact(limit.toSeconds()))
                .call(() -> marked(work));
    }

    private static <T> T marked(Supplier<T> work) {
        boolean within = isOpen();
        IN_TRANSACTION.set(true);
        try {
            return work.get();
        } finally {
            // An inner transaction ends before the outer one.
            if (!within) {
                IN_TRANSACTION.remove();
            }
        }
    }

    /** Whether this thread is in a transaction. */
    static boolean isOpen() {
        return IN_TRANSACTION.get() != null;
    }

    /** Runs one statement, which is a transaction by itself and so needs no round trip to begin or end one. */
    public static <T> T statement(Supplier<T> statement) {
        // After a conflict a transaction accepts no further statement: it is retried as a whole.
        return isOpen() ? statement.get() : retrying(statement);
    }

    /** As {@link #statement}. */
    public static void statement(Runnable statement) {
        statement(() -> {
            statement.run();
            return true;
        });
    }

    private static <T> T retrying(Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (attempt == MAX_ATTEMPTS || !DatabaseFailure.isConflict(e)) {
                    throw e;
                }
                pause(FIRST_PAUSE << (attempt - 1), e);
            }
        }
    }

    private static void pause(int maxMillis, RuntimeException conflict) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(maxMillis) + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw conflict;
        }
    }

    private Transactions() {}
}
