package latchkey;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import latchkey.failure.DatabaseAdvice;
import latchkey.failure.DatabaseFault;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema up to date. Of processes that do so at once, each waits for the other. */
@ApplicationScoped
public class Migration {

    /** The newest step that this release cannot do without. */
    static final String NEEDED = "12";

    private final Flyway flyway;

    Migration(Flyway flyway) {
        this.flyway = flyway;
    }

    /**
     * Runs what has not run yet.
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
