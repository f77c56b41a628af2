package latchkey.settings;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import jakarta.annotation.Priority;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.ssl.DefaultJavaSSLFactory;
import org.postgresql.ssl.LibPQFactory;
import org.postgresql.ssl.NonValidatingFactory;
import org.postgresql.ssl.PGjdbcHostnameVerifier;
import org.postgresql.ssl.SingleCertValidatingFactory;

/**
 * Takes the address of the database as its operator has it: a {@link ConnectionUri}, in {@code DATABASE_URL} where nothing else names
 * one. User and password are taken out of it, since Quarkus, the pool and Flyway print it, and count more than those that are set
 * beside it, as the driver has it.
 */
@Priority(SecretsAsWritten.OUTSIDE_EXPRESSIONS + 10)
@RegisterForReflection(
        targets = {
            // What the driver finds by its name in the URL, in sslfactory and sslhostnameverifier.
            DefaultJavaSSLFactory.class,
            LibPQFactory.class,
            org.postgresql.ssl.jdbc4.LibPQFactory.class,
            NonValidatingFactory.class,
            PGjdbcHostnameVerifier.class,
            SingleCertValidatingFactory.class
        })
public final class DatabaseUrl implements ConfigSourceInterceptor {

    /** What application.properties has where the operator named no database. */
    public static final String UNSET = "jdbc:postgresql://unset/";

    static final String URL = "quarkus.datasource.jdbc.url";

    /** As platforms that bring a database call it. */
    static final String VARIABLE = "DATABASE_URL";

    private static final String USER = "quarkus.datasource.username";
    private static final String PASSWORD = "quarkus.datasource.password";

    private static final long serialVersionUID = 1;

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        if (!name.equals(URL) && !name.equals(USER) && !name.equals(PASSWORD)) {
            return context.proceed(name);
        }
        ConfigValue written = written(context);
        String part = written == null ? null : part(ConnectionUri.of(written.getValue()), name);
        return written == null || part == null
                ? context.proceed(name)
                : written.withName(name).withValue(part);
    }

    private static @Nullable String part(@Nullable ConnectionUri uri, String name) {
        return uri == null ? null : name.equals(URL) ? uri.url() : name.equals(USER) ? uri.user() : uri.password();
    }

    /** Settings that are not listed are not asked for. */
    @Override
    public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
        Set<String> names = new LinkedHashSet<>();
        context.iterateNames().forEachRemaining(names::add);
        Stream.of(USER, PASSWORD)
                .filter(name -> getValue(context, name) != null)
                .forEach(names::add);
        return names.iterator();
    }

    private static @Nullable ConfigValue written(ConfigSourceInterceptorContext context) {
        ConfigValue set = context.proceed(URL);
        if (set == null || !UNSET.equals(set.getValue())) {
            return set == null || set.getValue() == null ? null : set;
        }
        ConfigValue variable = context.proceed(VARIABLE);
        return variable != null
                        && variable.getValue() != null
                        && variable.getValue().startsWith("postgres")
                ? variable
                : set;
    }
}
