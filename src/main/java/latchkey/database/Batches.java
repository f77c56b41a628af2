package latchkey.database;

import io.quarkus.logging.Log;
import java.util.function.IntUnaryOperator;

/** Removes rows in batches, each in its own transaction, so that none locks many rows for long. */
public final class Batches {

    private static final int SIZE = 500;

    /**
     * Removes rows until a batch is not full, and returns how many it removed.
     *
     * @param what the kind of rows, for the log
     * @param removal one statement that removes at most as many rows as its argument, skips those that another replica has
     *     locked, and returns how many it removed
     */
    public static int remove(String what, IntUnaryOperator removal) {
        int removed = 0;
        int batch;
        do {
            batch = Transactions.statement(() -> removal.applyAsInt(SIZE));
            removed += batch;
        } while (batch == SIZE);
        Log.debugf("removed %d %s", removed, what);
        return removed;
    }

    private Batches() {}
}
