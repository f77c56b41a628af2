package latchkey.playground;

import io.smallrye.config.WithDefault;
import java.util.Map;

/** The settings of the page that shows the contracts at work. */
public interface PlaygroundConfig {

    /**
     * Whether the page is at {@code /}. Read when the service is built, so that what is built without it does not have it. It
     * tells a user who is signed in there what their own tokens say.
     */
    @WithDefault("false")
    boolean enabled();

    /** Username to password of accounts that are there from the start. The page tells everybody. */
    Map<String, String> accounts();
}
