package latchkey.http.browser;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import java.util.Set;

/** Which frontends on other origins may call Latchkey. */
@ConfigMapping(prefix = "latchkey.cors")
public interface CorsConfig {
    /** The origins that may call with cookies and read the responses, beside Latchkey's own. */
    Optional<Set<String>> origins();
}
