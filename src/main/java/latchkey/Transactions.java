package latchkey;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import latchkey.failure.DatabaseFault;

/**
 * Units of work in the database. Each is tried again where another was in its way (SQLSTATE 40001, 40P01), as engines that
 * serialize more strictly than PostgreSQL by default ask their clients to.
 */
public final class Transactions {

    private static final int ATTEMPTS = 6;

    /** Milliseconds before the second attempt, at most; each further one waits up to twice as long. */
    private static final int FIRST_PAUSE = 4;

    /** Whether this thread is in a transaction: to ask the transaction manager takes longer than all else here. */
    private static final ThreadLocal<Boolean> AT_HAND = new ThreadLocal<>();

    /** What {@code work} gives, in the transaction at hand or one of its own. It may be called several times. */
    public static <T> T call(Supplier<T> work) {
        return AT_HAND.get() != null
                ? work.get()
                : retrying(() -> QuarkusTransaction.requiringNew().call(() -> marked(work)));
    }

    /** What {@code work} gives, in one long transaction that is not tried again. */
    public static <T> T within(Duration limit, Supplier<T> work) {
        return QuarkusTransaction.requiringNew()
                .timeout(Math.toIntExact(limit.toSeconds()))
                .call(() -> marked(work));
    }

    private static <T> T marked(Supplier<T> work) {
        boolean within = AT_HAND.get() != null;
        AT_HAND.set(true);
        try {
            return work.get();
        } finally {
            // A transaction within another ends before it.
            if (!within) {
                AT_HAND.remove();
            }
        }
    }

    /** What one statement gives, which is a transaction by itself and so costs no round trip to begin or end one. */
    public static <T> T statement(Supplier<T> statement) {
        // After a conflict a transaction takes no other statement: it is tried again as a whole.
        return AT_HAND.get() != null ? statement.get() : retrying(statement);
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
                if (attempt == ATTEMPTS || !DatabaseFault.isConflict(e)) {
                    throw e;
                }
                pause(FIRST_PAUSE << (attempt - 1), e);
            }
        }
    }

    private static void pause(int longest, RuntimeException conflict) {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(longest) + 1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw conflict;
        }
    }

    private Transactions() {}
}
