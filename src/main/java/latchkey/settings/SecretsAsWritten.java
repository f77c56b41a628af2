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
 * Takes secrets as they were written. In other settings, SmallRye Config makes {@code $} of {@code $$} and looks for a setting where
 * it finds <code>${…}</code>; random passwords and Django's keys have those by chance. Only in a properties file they are
 * expressions of a secret, too: there it is the operator who writes it as one.
 */
@Priority(SecretsAsWritten.OUTSIDE_EXPRESSIONS)
public final class SecretsAsWritten implements ConfigSourceInterceptor {

    /** Expressions are expanded at {@code LIBRARY + 300}; what has more is asked before it. */
    static final int OUTSIDE_EXPRESSIONS = Priorities.LIBRARY + 310;

    private static final long serialVersionUID = 1;

    /** How often a setting may refer to another. */
    private static final int DEEPEST = 8;

    private static final List<String> SOURCES = List.of(EnvConfigSource.NAME, SysPropConfigSource.NAME);

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue written = written(context, name);
        if (written == null || written.getValue().indexOf('$') < 0 || isOfFile(written)) {
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

    /** What an expression stands for is taken as it was written, unless it is written in a properties file, too. */
    private static ConfigValue expandedOnce(ConfigSourceInterceptorContext context, ConfigValue written, int depth) {
        if (depth == DEEPEST || isAsWritten(written)) {
            return written;
        }
        List<String> missing = new ArrayList<>();
        // A backslash is MicroProfile's escape, a second dollar sign is the library's.
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
        // Which says what is missing, as it does of any other setting.
        return missing.isEmpty() ? written.withValue(expanded) : context.proceed(written.getName());
    }

    /** Quarkus' own of a data source, a key store and the like are among them. */
    private static boolean isSecret(String name) {
        return name.endsWith("secret")
                || name.endsWith("password")
                || name.endsWith("signer-key")
                || name.startsWith("latchkey.playground.accounts.");
    }

    /** Which has a password in it. */
    private static boolean isConnectionUri(String name, ConfigValue written) {
        return name.equals(DatabaseUrl.VARIABLE)
                || name.equals(DatabaseUrl.URL) && written.getValue().startsWith("postgres");
    }

    private static boolean isAsWritten(ConfigValue value) {
        return value.getConfigSourceName() != null
                && SOURCES.stream().anyMatch(value.getConfigSourceName()::startsWith);
    }

    private static boolean isOfFile(ConfigValue value) {
        return SecretFiles.NAME.equals(value.getConfigSourceName());
    }
}
