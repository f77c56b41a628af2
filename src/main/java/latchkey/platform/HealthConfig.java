package latchkey.platform;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;

/** Where Latchkey answers health checks. */
@ConfigMapping(prefix = "latchkey.health")
public interface HealthConfig {
    /**
     * Whether the public port serves liveness and readiness, too, for a platform that can check no other port. Then any client
     * can read them.
     */
    @WithName("public")
    @WithDefault("false")
    boolean isPublic();
}
