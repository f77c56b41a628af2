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
 * Remembers the settings of SmallRye JWT Build. The library asks for several of them each time that it signs a token, and to look
 * through all sources each time would cost a quarter of what the signature costs.
 */
@Priority(Priorities.APPLICATION)
public final class SigningSettings implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1;

    private static final String NEW_TOKEN = "smallrye.jwt.new-token.";
    private static final String SIGN = "smallrye.jwt.sign.";

    /** The library has the names, so there are few. */
    private final Map<String, Optional<ConfigValue>> remembered = new ConcurrentHashMap<>();

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        if (!name.startsWith(NEW_TOKEN) && !name.startsWith(SIGN)) {
            return context.proceed(name);
        }
        Optional<ConfigValue> known = remembered.get(name);
        if (known == null) {
            known = Optional.ofNullable(context.proceed(name));
            remembered.put(name, known);
        }
        return known.orElse(null);
    }
}
