package latchkey.http.signin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What Latchkey reveals to a client that registers. */
@ConfigMapping(prefix = "latchkey.registration")
public interface RegistrationConfig {
    /** Whether registration reveals that a name is taken. If not, it also signs no user in, since that would reveal it, too. */
    @WithDefault("true")
    boolean revealTaken();
}
