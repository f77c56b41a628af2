package latchkey.connection;

import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** What the connections of clients may hold, under {@code latchkey.connections}. */
public interface ConnectionsConfig {

    /**
     * How many there may be at once on the public port; where unset, one for each 64 KiB of the heap, as far as the process
     * may open files. More lets a flood take more memory.
     */
    Optional<Integer> limit();

    /** How long the head of a request may take to arrive, and then its body. Longer lets slow clients hold memory for longer. */
    @WithDefault("PT10S")
    Duration requestTimeout();

    /**
     * How long a connection may rest between two requests. Shorter than a proxy keeps one, it closes some of those on which
     * the proxy is about to send; longer keeps more of them.
     */
    @WithDefault("PT2M")
    Duration idleTimeout();
}
