package latchkey.dev;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's JDBC driver, except that {@code jdbc:embedded:<folder>} is a server that keeps its data in that folder and
 * starts when it is first asked. It is the driver of the development profile only; any other URL goes through unchanged.
 */
public class EmbeddedDriver implements Driver {

    private static final String PREFIX = "jdbc:embedded:";

    private final Driver postgresql = new org.postgresql.Driver();

    @Override
    public @Nullable Connection connect(String url, Properties properties) throws SQLException {
        if (!url.startsWith(PREFIX)) {
            return postgresql.connect(url, properties);
        }
        EmbeddedServer server = new EmbeddedServer(Path.of(url.substring(PREFIX.length())));
        String answering = server.url();
        Properties withUser = new Properties();
        withUser.putAll(properties);
        withUser.setProperty("user", EmbeddedServer.USER);
        withUser.setProperty("password", server.password());
        return postgresql.connect(answering, withUser);
    }

    @Override
    public boolean acceptsURL(String url) throws SQLException {
        return url.startsWith(PREFIX) || postgresql.acceptsURL(url);
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) throws SQLException {
        return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
        return postgresql.getMajorVersion();
    }

    @Override
    public int getMinorVersion() {
        return postgresql.getMinorVersion();
    }

    @Override
    public boolean jdbcCompliant() {
        return postgresql.jdbcCompliant();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger(Logger.GLOBAL_LOGGER_NAME);
    }
}
