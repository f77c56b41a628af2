package latchkey.database;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.Arc;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Connections for statements. While the database does not answer, one request at a time waits for it and all others are refused
 * at once: else all threads would wait, with none left for requests that need no database.
 */
final class ConnectionSource {

    private static final AtomicReference<@Nullable SQLException> TIMEOUT = new AtomicReference<>();
    private static final AtomicBoolean TRYING = new AtomicBoolean();

    static Connection connection() throws SQLException {
        SQLException timeout = TIMEOUT.get();
        if (timeout == null) {
            return acquired();
        }
        if (!TRYING.compareAndSet(false, true)) {
            throw new SQLException(timeout.getMessage(), timeout.getSQLState(), timeout);
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
                    Arc.container().instance(AgroalDataSource.class).get().getConnection();
            if (TIMEOUT.get() != null) {
                TIMEOUT.set(null);
            }
            return connection;
        } catch (SQLException e) {
            if (DatabaseErrorAdvice.about(e)
                    .filter(DatabaseErrorAdvice.SILENT::equals)
                    .isPresent()) {
                TIMEOUT.set(e);
            }
            throw e;
        }
    }

    private ConnectionSource() {}
}
