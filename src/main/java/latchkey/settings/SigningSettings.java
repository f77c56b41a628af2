package latchkey.settings;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import jakarta.annotation.Priority;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Caches the settings of SmallRye JWT Build. The library reads several of them each time it signs a token; searching all config
 * sources each time would cost a quarter of what the signature costs.
 */
@Priority(Priorities.APPLICATION)
public final class SigningSettings implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1;

    private static final String NEW_TOKEN = "smallrye.jwt.new-token.";
    private static final String SIGN = "smallrye.jwt.sign.";

    /** Bounded, since only the library chooses the names. */
    private final Map<String, Optional<ConfigValue>> cached = new ConcurrentHashMap<>();

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        if (!name.startsWith(NEW_TOKEN) && !name.startsWith(SIGN)) {
            return context.proceed(name);
        }
        Optional<ConfigValue> known = cached.get(name);
        if (known == null) {
            known = Optional.ofNullable(context.proceed(name));
            cached.put(name, known);
        }
        return known.orElse(null);
    }
}
