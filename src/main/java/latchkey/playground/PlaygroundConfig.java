package latchkey.playground;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Map;

/** The settings of the playground, the page for trying out the contracts. */
@ConfigMapping(prefix = "latchkey.playground")
public interface PlaygroundConfig {

    /**
     * Whether Latchkey serves the playground at {@code /}. Read at build time, so that a build without the playground does not
     * contain it. The page shows a signed-in user the content of their own tokens.
     */
    @WithDefault("false")
    boolean enabled();

    /** Demo accounts to register at the start: username to password. The page shows the passwords to every visitor. */
    Map<String, String> accounts();
}
