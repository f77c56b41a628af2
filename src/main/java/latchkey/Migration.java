package latchkey;

import static java.util.Objects.requireNonNullElse;

import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import latchkey.failure.DatabaseAdvice;
import org.flywaydb.core.Flyway;
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
            throw new ConfigurationException("Latchkey cannot bring its database up to date: " + firstLine(root(e))
                    + DatabaseAdvice.about(e)
                            .filter(advice -> advice != DatabaseAdvice.NO_TABLES)
                            .map(advice -> "; " + advice.sentence() + ".")
                            .orElse(""));
        }
    }

    /** How far a later release has brought the schema; empty where none has. */
    public Optional<String> later() {
        return Optional.ofNullable(flyway.info().current())
                .map(MigrationInfo::getVersion)
                .filter(version -> version.isNewerThan(NEEDED))
                .map(MigrationVersion::getVersion);
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
