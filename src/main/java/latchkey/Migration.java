package latchkey;

import static java.util.Objects.requireNonNullElse;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import latchkey.failure.DatabaseAdvice;
import org.flywaydb.core.Flyway;
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
            throw new ConfigurationException("Latchkey cannot bring its database up to date: " + firstLine(root(e))
                    + DatabaseAdvice.about(e)
                            .filter(advice -> advice != DatabaseAdvice.NO_TABLES)
                            .map(advice -> "; " + advice.sentence() + ".")
                            .orElse(""));
        }
    }

    private static Throwable root(Throwable e) {
        return e.getCause() == null ? e : root(e.getCause());
    }

    private static String firstLine(Throwable e) {
        return requireNonNullElse(e.getMessage(), e.getClass().getSimpleName())
                .lines()
                .findFirst()
                .orElse("")
                // The driver quotes an address that it cannot read, with the password in it.
                .replaceFirst("\\bURL\\b.*", "URL");
    }
}
