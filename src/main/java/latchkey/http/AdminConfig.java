package latchkey.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Whether there is an admin API, and what it demands of people. */
@ConfigMapping(prefix = "latchkey.admin")
public interface AdminConfig {

    /** Whether the admin API exists, and programs get access tokens. An attacker with a superuser's session could use it. */
    @WithDefault("false")
    boolean enabled();

    /** Whether superusers must have a second factor to use it. One who has lost it cannot act until an operator helps. */
    @WithDefault("false")
    boolean requireSecondFactor();

    /** Whether a request finds nothing at {@code path}, since the admin API is off. */
    default boolean hides(String path) {
        return !enabled() && (path.equals("/admin") || path.startsWith("/admin/") || path.equals("/oauth2/token"));
    }
}
