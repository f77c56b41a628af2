package latchkey;

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
 * Has the pool throw away what leads nowhere: connections to a server that only reads, and those of the same age as one that is no
 * longer answered. Where a proxy or a Service decides who is primary, a connection from before a switch would stay with the standby
 * for as long as it is used; and each of those to a server that hangs would be waited for, one after the other.
 */
@ApplicationScoped
@Alternative
@Priority(1)
@Unremovable
@Default
@JdbcDriver(DatabaseKind.POSTGRESQL)
class LostConnections extends PostgreSQLAgroalConnectionConfigurer {

    /** SQLSTATE: read_only_sql_transaction. */
    private static final String READ_ONLY = "25006";

    /** Nanoseconds. While there is no other server, connections would else be opened for each statement. */
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final ExceptionSorter others = new PostgreSQLExceptionSorter();
    private final int patience;
    private final AtomicLong latest = new AtomicLong(System.nanoTime() - PAUSE);
    private final AtomicBoolean owed = new AtomicBoolean();

    LostConnections(@ConfigProperty(name = "quarkus.datasource.jdbc.validation-query-timeout") Duration patience) {
        this.patience = Math.max(1, Math.toIntExact(patience.toSeconds()));
    }

    @Override
    public void setExceptionSorter(String kind, AgroalDataSourceConfigurationSupplier pool) {
        pool.connectionPoolConfiguration().exceptionSorter(this::isFatal).connectionValidator(this::isValid);
    }

    private boolean isValid(Connection connection) {
        try {
            if (connection.isValid(patience)) {
                return true;
            }
        } catch (SQLException e) {
            Log.debug("a connection is lost", e);
        }
        leave();
        return false;
    }

    private boolean isFatal(SQLException e) {
        boolean standby = READ_ONLY.equals(e.getSQLState());
        if (standby) {
            leave();
        }
        return standby || others.isFatal(e);
    }

    /** Those in use go when they are given back; at once, or once the pause is over. */
    void leave() {
        long now = System.nanoTime();
        long before = latest.get();
        if (now - before >= PAUSE && latest.compareAndSet(before, now)) {
            Arc.container().select(AgroalDataSource.class).get().flush(FlushMode.GRACEFUL);
        } else if (owed.compareAndSet(false, true)) {
            CompletableFuture.delayedExecutor(PAUSE, TimeUnit.NANOSECONDS).execute(() -> {
                owed.set(false);
                leave();
            });
        }
    }
}
