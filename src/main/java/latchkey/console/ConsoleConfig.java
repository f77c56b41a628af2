package latchkey.console;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Locale;
import java.util.Optional;

/** Whether Latchkey serves its console. */
@ConfigMapping(prefix = "latchkey.console")
public interface ConsoleConfig {

    /** Whether superusers get a console at {@code /console}. Then everybody who reaches that address sees that there is one. */
    @WithDefault("false")
    boolean enabled();

    /**
     * Why the console would show nothing.
     *
     * @param admin whether the admin API exists
     */
    public static Optional<String> flaw(ConsoleConfig config, boolean admin) {
        return config.enabled() && !admin
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "%s is true without %s: the console shows what the admin API returns.",
                        "latchkey.console.enabled",
                        "latchkey.admin.enabled"))
                : Optional.empty();
    }
}
