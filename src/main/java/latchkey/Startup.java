package latchkey;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.nio.charset.StandardCharsets;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** What must be there before the first request. What is missing stops the start with one sentence, and no stack trace. */
class Startup {

    /** What application.properties has where nobody named a database. */
    private static final String NO_URL = "jdbc:postgresql://unset/";

    /** In bytes. */
    private static final int SHORTEST_SECRET = 32;

    private final LatchkeyConfig config;
    private final String url;
    private final Flyway flyway;

    Startup(LatchkeyConfig config, @ConfigProperty(name = "quarkus.datasource.jdbc.url") String url, Flyway flyway) {
        this.config = config;
        this.url = url;
        this.flyway = flyway;
    }

    void check(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
        if (url.equals(NO_URL)) {
            throw new ConfigurationException("Latchkey has no database: set QUARKUS_DATASOURCE_JDBC_URL, for example to"
                    + " jdbc:postgresql://localhost:5432/latchkey.");
        }
        int bytes = config.secret().orElse("").getBytes(StandardCharsets.UTF_8).length;
        if (bytes < SHORTEST_SECRET) {
            throw new ConfigurationException(
                    "Latchkey has no secret: set LATCHKEY_SECRET, the same on every replica, to at"
                            + " least %d bytes that nobody can guess; it has %d. (\"openssl rand -base64 48\" makes one.)"
                                    .formatted(SHORTEST_SECRET, bytes));
        }
        if (config.migrateAtStart()) {
            migrate();
        }
    }

    /** Replicas that start at once wait for each other. */
    private void migrate() {
        try {
            flyway.migrate();
        } catch (FlywayException e) {
            throw new ConfigurationException("Latchkey cannot bring its database up to date: " + firstLine(root(e)));
        }
    }

    private static Throwable root(Throwable e) {
        return e.getCause() == null ? e : root(e.getCause());
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }
}
