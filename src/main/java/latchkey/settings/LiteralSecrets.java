package latchkey.settings;

import static io.smallrye.common.expression.Expression.Flag.DOUBLE_COLON;
import static io.smallrye.common.expression.Expression.Flag.LENIENT_SYNTAX;
import static io.smallrye.common.expression.Expression.Flag.NO_SMART_BRACES;
import static io.smallrye.common.expression.Expression.Flag.NO_TRIM;

import io.smallrye.common.expression.Expression;
import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.Expressions;
import io.smallrye.config.Priorities;
import io.smallrye.config.SysPropConfigSource;
import jakarta.annotation.Priority;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads secrets literally. In other settings, SmallRye Config replaces {@code $$} by {@code $}, and <code>${…}</code> by the
 * value of another setting. Random passwords and Django's keys contain these characters by chance, so in a secret they are
 * expanded only if it stands in a properties file, where the operator writes such an expression on purpose.
 */
@Priority(LiteralSecrets.OUTSIDE_EXPRESSIONS)
public final class LiteralSecrets implements ConfigSourceInterceptor {

    /** SmallRye Config expands expressions at {@code LIBRARY + 300}; interceptors with a higher priority run before it. */
    static final int OUTSIDE_EXPRESSIONS = Priorities.LIBRARY + 310;

    private static final long serialVersionUID = 1;

    /** How many references in a row are followed, from one setting to the next. */
    private static final int MAX_DEPTH = 8;

    /** The names of sources in which a value is never an expression. */
    private static final List<String> LITERAL_SOURCES = List.of(EnvConfigSource.NAME, SysPropConfigSource.NAME);

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue written = written(context, name);
        if (written == null || written.getValue().indexOf('$') < 0 || isFromSecretFile(written)) {
            return written;
        }
        return (isSecret(name) || isConnectionUri(name, written)) && Expressions.isEnabled()
                ? expandedOnce(context, written, 0)
                : context.proceed(name);
    }

    private static @Nullable ConfigValue written(ConfigSourceInterceptorContext context, String name) {
        ConfigValue written = Expressions.withoutExpansion(() -> context.proceed(name));
        return written == null || written.getValue() == null ? null : written;
    }

    /** A value that an expression refers to is read literally, too, unless it stands in a properties file itself. */
    private static ConfigValue expandedOnce(ConfigSourceInterceptorContext context, ConfigValue written, int depth) {
        if (depth == MAX_DEPTH || isLiteral(written)) {
            return written;
        }
        List<String> missing = new ArrayList<>();
        // MicroProfile Config escapes a dollar sign with a backslash, SmallRye Config with a second dollar sign.
        String expanded = Expression.compile(
                        written.getValue().replace("\\$", "$$"), LENIENT_SYNTAX, NO_TRIM, NO_SMART_BRACES, DOUBLE_COLON)
                .evaluate((reference, text) -> {
                    ConfigValue other = written(context, reference.getKey());
                    if (other != null) {
                        text.append(expandedOnce(context, other, depth + 1).getValue());
                    } else if (reference.hasDefault()) {
                        reference.expandDefault();
                    } else {
                        missing.add(reference.getKey());
                    }
                });
        // SmallRye Config then reports the missing setting, as it does for any other expression.
        return missing.isEmpty() ? written.withValue(expanded) : context.proceed(written.getName());
    }

    /** Secrets of Quarkus itself, of a data source or a key store, match as well. */
    private static boolean isSecret(String name) {
        return name.endsWith("secret")
                || name.endsWith("password")
                || name.endsWith("signer-key")
                || name.startsWith("latchkey.playground.accounts.");
    }

    /** A connection URI contains the database password. */
    private static boolean isConnectionUri(String name, ConfigValue written) {
        return name.equals(DatabaseUrl.VARIABLE)
                || name.equals(DatabaseUrl.URL) && written.getValue().startsWith("postgres");
    }

    private static boolean isLiteral(ConfigValue value) {
        return value.getConfigSourceName() != null
                && LITERAL_SOURCES.stream().anyMatch(value.getConfigSourceName()::startsWith);
    }

    private static boolean isFromSecretFile(ConfigValue value) {
        return SecretFileSource.NAME.equals(value.getConfigSourceName());
    }
}
