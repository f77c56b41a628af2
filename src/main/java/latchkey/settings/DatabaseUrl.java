package latchkey.settings;

import static java.util.Objects.requireNonNull;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import jakarta.annotation.Priority;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.ssl.DefaultJavaSSLFactory;
import org.postgresql.ssl.LibPQFactory;
import org.postgresql.ssl.NonValidatingFactory;
import org.postgresql.ssl.PGjdbcHostnameVerifier;
import org.postgresql.ssl.SingleCertValidatingFactory;

/**
 * Accepts a {@link ConnectionUri} as the address of the database, and reads {@code DATABASE_URL} if no setting names a
 * database. It removes user and password from the URL, because Quarkus, the connection pool and Flyway print the URL.
 * As with the JDBC driver, user and password in the URL override those in the other settings.
 */
@Priority(LiteralSecrets.OUTSIDE_EXPRESSIONS + 10)
@RegisterForReflection(
        targets = {
            // The driver loads these by the names in the URL's parameters sslfactory and sslhostnameverifier.
            DefaultJavaSSLFactory.class,
            LibPQFactory.class,
            org.postgresql.ssl.jdbc4.LibPQFactory.class,
            NonValidatingFactory.class,
            PGjdbcHostnameVerifier.class,
            SingleCertValidatingFactory.class
        })
public final class DatabaseUrl implements ConfigSourceInterceptor {

    /** The URL that application.properties sets if the operator names no database. */
    public static final String UNSET = "jdbc:postgresql://unset/";

    static final String URL = "quarkus.datasource.jdbc.url";

    /** The variable that hosting platforms set when they provide a database. */
    public static final String VARIABLE = "DATABASE_URL";

    /** What is meant as an address of PostgreSQL, also if it cannot be parsed. The variable may be another program's. */
    private static final Pattern ADDRESS = Pattern.compile("(?s)[\\s\"']*(?:jdbc:)?postgres.*");

    private static final String USER = "quarkus.datasource.username";
    private static final String PASSWORD = "quarkus.datasource.password";

    private static final long serialVersionUID = 1;

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        if (!name.equals(URL) && !name.equals(USER) && !name.equals(PASSWORD)) {
            return context.proceed(name);
        }
        ConfigValue configured = configured(context);
        String part = configured == null ? null : part(configured.getValue(), name);
        return configured == null || part == null
                ? context.proceed(name)
                : configured.withName(name).withValue(part);
    }

    /** The URL that {@code configured} becomes; itself if it cannot be parsed. */
    public static String withoutUser(String configured) {
        return requireNonNull(part(configured, URL));
    }

    /** A part of the URL, or all of a URL that cannot be parsed: the start says so. */
    private static @Nullable String part(String configured, String name) {
        ConnectionUri uri = ConnectionUri.of(configured);
        if (uri == null) {
            return name.equals(URL) ? configured : null;
        }
        return name.equals(URL) ? uri.url() : name.equals(USER) ? uri.user() : uri.password();
    }

    /** Lists user and password, too: Quarkus reads only settings that are listed. */
    @Override
    public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
        Set<String> names = new LinkedHashSet<>();
        context.iterateNames().forEachRemaining(names::add);
        Stream.of(USER, PASSWORD)
                .filter(name -> getValue(context, name) != null)
                .forEach(names::add);
        return names.iterator();
    }

    private static @Nullable ConfigValue configured(ConfigSourceInterceptorContext context) {
        ConfigValue set = context.proceed(URL);
        if (set == null || !UNSET.equals(set.getValue())) {
            return set == null || set.getValue() == null ? null : set;
        }
        ConfigValue variable = context.proceed(VARIABLE);
        return variable != null
                        && variable.getValue() != null
                        && ADDRESS.matcher(variable.getValue()).matches()
                ? variable
                : set;
    }
}
