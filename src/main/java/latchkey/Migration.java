package latchkey;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import latchkey.failure.DatabaseAdvice;
import latchkey.failure.DatabaseFault;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** Brings the schema up to date. Of processes that do so at once, each waits for the other. */
@ApplicationScoped
public class Migration {

    /** The newest step that this release cannot do without. */
    static final String NEEDED = "13";

    private final Flyway flyway;

    Migration(Flyway flyway) {
        this.flyway = flyway;
    }

    /**
     * Runs what has not run yet. A schema that a later release has brought further is left as it is: each release only adds to it, so
     * that the one before it runs on.
     *
     * @return how many steps that were
     * @throws ConfigurationException with one sentence, where it cannot
     */
    public int run() {
        try {
            return flyway.migrate().migrationsExecuted;
        } catch (FlywayException e) {
            throw new ConfigurationException("Latchkey cannot bring its database up to date: " + why(e));
        }
    }

    /** How far a later release has brought the schema; empty where none has. */
    public Optional<String> later() {
        return Optional.ofNullable(flyway.info().current())
                .map(MigrationInfo::getVersion)
                .filter(version -> version.isNewerThan(NEEDED))
                .map(MigrationVersion::getVersion);
    }

    private static String why(FlywayException e) {
        if (e.getErrorCode() == CoreErrorCode.NON_EMPTY_SCHEMA_WITHOUT_SCHEMA_HISTORY_TABLE) {
            return "the schema has tables that are not Latchkey's; name a database or a schema (currentSchema) that is empty in"
                    + " QUARKUS_DATASOURCE_JDBC_URL.";
        }
        return DatabaseFault.words(e)
                + DatabaseAdvice.about(e)
                        .filter(advice -> advice != DatabaseAdvice.NO_TABLES)
                        .map(advice -> "; " + advice.sentence() + ".")
                        .orElse(".");
    }
}
