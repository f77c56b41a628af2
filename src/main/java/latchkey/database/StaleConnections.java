package latchkey.database;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ExceptionSorter;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.quarkus.agroal.runtime.JdbcDriver;
import io.quarkus.arc.Arc;
import io.quarkus.arc.Unremovable;
import io.quarkus.datasource.common.runtime.DatabaseKind;
import io.quarkus.jdbc.postgresql.runtime.PostgreSQLAgroalConnectionConfigurer;
import io.quarkus.logging.Log;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Default;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes the pool close stale connections: those to a server that is read-only, and those as old as one that is no longer
 * answered. If a proxy or a Service chooses the primary, a connection from before a failover would stay with the standby for as
 * long as it is used; and a request would wait for each connection to a hanging server, one after the other.
 */
@ApplicationScoped
@Alternative
@Priority(1)
@Unremovable
@Default
@JdbcDriver(DatabaseKind.POSTGRESQL)
class StaleConnections extends PostgreSQLAgroalConnectionConfigurer {

    /** SQLSTATE: read_only_sql_transaction. */
    private static final String READ_ONLY = "25006";

    /**
     * Nanoseconds between two flushes. While there is no other server, the pool would else open connections for each statement.
     */
    private static final long FLUSH_INTERVAL = TimeUnit.SECONDS.toNanos(1);

    private final ExceptionSorter defaultSorter = new PostgreSQLExceptionSorter();
    private final int validationTimeout;
    private final AtomicLong lastFlush = new AtomicLong(System.nanoTime() - FLUSH_INTERVAL);
    private final AtomicBoolean flushPending = new AtomicBoolean();

    StaleConnections(
            @ConfigProperty(name = "quarkus.datasource.jdbc.validation-query-timeout") Duration validationTimeout) {
        this.validationTimeout = Math.max(1, Math.toIntExact(validationTimeout.toSeconds()));
    }

    @Override
    public void setExceptionSorter(String kind, AgroalDataSourceConfigurationSupplier pool) {
        pool.connectionPoolConfiguration().exceptionSorter(this::isFatal).connectionValidator(this::isValid);
    }

    private boolean isValid(Connection connection) {
        try {
            if (connection.isValid(validationTimeout)) {
                return true;
            }
        } catch (SQLException e) {
            Log.debug("a connection is lost", e);
        }
        flush();
        return false;
    }

    private boolean isFatal(SQLException e) {
        boolean standby = READ_ONLY.equals(e.getSQLState());
        if (standby) {
            flush();
        }
        return standby || defaultSorter.isFatal(e);
    }

    /** Closes idle connections at once, or after the interval; connections in use close when they return to the pool. */
    void flush() {
        long now = System.nanoTime();
        long before = lastFlush.get();
        if (now - before >= FLUSH_INTERVAL && lastFlush.compareAndSet(before, now)) {
            Arc.container().select(AgroalDataSource.class).get().flush(FlushMode.GRACEFUL);
        } else if (flushPending.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(FLUSH_INTERVAL, TimeUnit.NANOSECONDS)
                    .execute(() -> {
                        flushPending.set(false);
                        flush();
                    });
        }
    }
}
