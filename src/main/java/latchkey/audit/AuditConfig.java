package latchkey.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long Latchkey keeps the events of the audit log. */
@ConfigMapping(prefix = "latchkey.audit")
public interface AuditConfig {
    /** How long an event is kept; zero keeps all. Longer keeps users' names and addresses longer, too. */
    @WithDefault("P365D")
    Duration retention();
}
