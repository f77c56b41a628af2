package latchkey.connection;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Limits for client connections. */
@ConfigMapping(prefix = "latchkey.connections")
public interface ConnectionsConfig {

    /**
     * How many connections the public port accepts at once; if unset, one for each 64 KiB of heap, as far as the process may
     * open files. A higher limit lets a flood take more memory.
     */
    Optional<Integer> limit();

    /**
     * How long the request head may take to arrive, and then the body. A higher value lets slow clients hold memory for longer.
     */
    @WithDefault("PT10S")
    Duration requestTimeout();

    /**
     * How long a connection may be idle between two requests. If it is shorter than the proxy's own timeout, Latchkey closes
     * some connections on which the proxy is about to send; a higher value keeps more of them open.
     */
    @WithDefault("PT2M")
    Duration idleTimeout();
}
