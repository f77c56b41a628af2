package latchkey.database;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** Brings the schema up to date. Processes that do so at the same time wait for each other. */
@ApplicationScoped
public class Migration {

    /** The newest step that this release needs. */
    public static final String NEEDED = "19";

    private final Flyway flyway;

    Migration(Flyway flyway) {
        this.flyway = flyway;
    }

    /**
     * Runs the pending steps. A newer schema of a later release stays as it is: each release only adds to it, so that the one
     * before still runs. Each step is a transaction, and is repeated after a conflict with requests.
     *
     * @return the number of steps since the latest conflict
     * @throws ConfigurationException with one sentence, if it fails
     */
    public int run() {
        try {
            return Transactions.statement(() -> flyway.migrate().migrationsExecuted);
        } catch (FlywayException e) {
            throw failure(e);
        }
    }

    /**
     * As {@link #run}, but asks one query first: Flyway takes longer to find out that no step is pending.
     *
     * @throws ConfigurationException with one sentence, if the query or a step fails
     */
    public void runIfNeeded() {
        if (!isKnownToBeDone()) {
            run();
        }
    }

    /** Whether the newest step is done. */
    static boolean isDone() {
        return Statements.first(Boolean.class, DatabaseHealth.MIGRATED, Map.of("needed", NEEDED))
                .isPresent();
    }

    private static boolean isKnownToBeDone() {
        try {
            return isDone();
        } catch (PersistenceException e) {
            if (DatabaseErrorAdvice.about(e).equals(Optional.of(DatabaseErrorAdvice.NO_TABLES))) {
                return false;
            }
            throw failure(e);
        }
    }

    /** The schema version of a later release; empty if the schema is not newer than this release. */
    public Optional<String> later() {
        return Optional.ofNullable(flyway.info().current())
                .map(MigrationInfo::getVersion)
                .filter(version -> version.isNewerThan(NEEDED))
                .map(MigrationVersion::getVersion);
    }

    private static ConfigurationException failure(RuntimeException e) {
        return new ConfigurationException("Latchkey cannot bring its database up to date: " + why(e));
    }

    private static String why(RuntimeException e) {
        if (e instanceof FlywayException flaw
                && flaw.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return "the schema has tables that are not Latchkey's; name a database or a schema (currentSchema) that is empty in"
                    + " QUARKUS_DATASOURCE_JDBC_URL.";
        }
        return DatabaseFailure.words(e)
                + DatabaseErrorAdvice.about(e)
                        .filter(advice -> advice != DatabaseErrorAdvice.NO_TABLES)
                        .map(advice -> "; " + advice.sentence() + ".")
                        .orElse(".");
    }
}
