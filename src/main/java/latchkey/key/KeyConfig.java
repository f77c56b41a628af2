package latchkey.key;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When Latchkey rotates its signing keys. */
@ConfigMapping(prefix = "latchkey.keys")
public interface KeyConfig {
    /** How long a key signs before the next one does: an hour or more. Longer gives an attacker longer use of a stolen key. */
    @WithDefault("P90D")
    Duration rotateAfter();

    /**
     * How long a new key is published before it signs. Must exceed the time for which services cache the key set, or they
     * refuse good tokens.
     */
    @WithDefault("PT10M")
    Duration publishFor();
}
