package latchkey.database;

import io.quarkus.logging.Log;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.ToIntFunction;

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

    /**
     * Removes the rows with these ids, and returns how many it removed.
     *
     * @param removal one statement that removes the rows with its argument's ids, except those that another replica has locked, and
     *     returns how many it removed
     */
    public static <T> int remove(String what, List<T> ids, ToIntFunction<List<T>> removal) {
        int removed = 0;
        for (int from = 0; from < ids.size(); from += SIZE) {
            List<T> batch = ids.subList(from, Math.min(from + SIZE, ids.size()));
            removed += Transactions.statement(() -> removal.applyAsInt(batch));
        }
        Log.debugf("removed %d %s", removed, what);
        return removed;
    }

    private Batches() {}
}
