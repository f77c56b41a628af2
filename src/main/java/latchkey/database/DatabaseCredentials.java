package latchkey.database;

import io.quarkus.arc.Unremovable;
import io.quarkus.credentials.CredentialsProvider;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The user and the password of the database. The pool asks for them before each connection, so a password that has changed in its file
 * is used for the next one.
 */
@ApplicationScoped
@Unremovable
class DatabaseCredentials implements CredentialsProvider {

    /** SQLSTATE: sqlclient_unable_to_establish_sqlconnection. */
    private static final String NO_CONNECTION = "08001";

    private final SmallRyeConfig settings;

    DatabaseCredentials(SmallRyeConfig settings) {
        this.settings = settings;
    }

    /**
     * Reads them on the thread of the pool that opens the connection. The default would need a worker thread, and all of those may be
     * waiting for this connection.
     *
     * @throws PersistenceException as for any connection that does not open, if a file cannot be read
     */
    @Override
    public Uni<Map<String, String>> getCredentialsAsync(String provider) {
        try {
            return Uni.createFrom().item(credentials());
        } catch (ConfigurationException unreadable) {
            throw new PersistenceException(new SQLException(unreadable.getMessage(), NO_CONNECTION, unreadable));
        }
    }

    private Map<String, String> credentials() {
        Map<String, String> credentials = new HashMap<>();
        settings.getOptionalValue("quarkus.datasource.username", String.class)
                .ifPresent(user -> credentials.put(USER_PROPERTY_NAME, user));
        settings.getOptionalValue("quarkus.datasource.password", String.class)
                .ifPresent(password -> credentials.put(PASSWORD_PROPERTY_NAME, password));
        return credentials;
    }
}
