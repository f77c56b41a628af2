package latchkey;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.Arc;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import latchkey.failure.DatabaseAdvice;
import org.jspecify.annotations.Nullable;

/**
 * Where a statement gets its connection. While the database does not answer, one request at a time waits for it and the others are
 * refused at once: all threads would else wait, and leave none to requests that need no database.
 */
final class Acquisition {

    private static final AtomicReference<@Nullable SQLException> SILENCE = new AtomicReference<>();
    private static final AtomicBoolean TRYING = new AtomicBoolean();

    static Connection connection() throws SQLException {
        SQLException silence = SILENCE.get();
        if (silence == null) {
            return acquired();
        }
        if (!TRYING.compareAndSet(false, true)) {
            throw new SQLException(silence.getMessage(), silence.getSQLState(), silence);
        }
        try {
            return acquired();
        } finally {
            TRYING.set(false);
        }
    }

    private static Connection acquired() throws SQLException {
        try {
            Connection connection =
                    Arc.container().select(AgroalDataSource.class).get().getConnection();
            if (SILENCE.get() != null) {
                SILENCE.set(null);
            }
            return connection;
        } catch (SQLException e) {
            if (DatabaseAdvice.about(e).filter(DatabaseAdvice.SILENT::equals).isPresent()) {
                SILENCE.set(e);
            }
            throw e;
        }
    }

    private Acquisition() {}
}
