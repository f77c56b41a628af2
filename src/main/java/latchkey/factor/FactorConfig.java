package latchkey.factor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** Second factors. */
@ConfigMapping(prefix = "latchkey.factors")
public interface FactorConfig {

    /** How long a browser may be remembered, which then need not show a second factor with the password; zero for never. */
    @WithDefault("PT0S")
    Duration rememberDevice();

    /** Groups whose users must have a second factor; {@code user} is every account. */
    Optional<Set<String>> requiredFor();

    /** From when on they must; at once if not set. */
    Optional<Instant> requiredFrom();

    /** How long an account may do without after its registration. */
    @WithDefault("P14D")
    Duration grace();
}
