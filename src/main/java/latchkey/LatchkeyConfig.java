package latchkey;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/**
 * The settings that belong to no package alone. Each package has a config interface for its own settings; docs/settings.md lists
 * them all.
 */
@ConfigMapping(prefix = "latchkey")
public interface LatchkeyConfig {

    /**
     * The public URL of this service: the {@code iss} claim of every access token, and the only accepted one. It may have a
     * path, which the proxy in front removes.
     */
    @WithDefault("http://localhost:8080")
    String issuer();

    /**
     * At least 32 bytes, the same on every replica. It signs refresh tokens and encrypts private keys, so a new secret without
     * the old one as the former secret ends every session, and Latchkey signs nothing until the stored keys are removed.
     */
    Optional<String> secret();

    /**
     * A former secret that stored keys and issued tokens may still use. While it is set, an attacker who knows it can make
     * refresh tokens.
     */
    Optional<String> formerSecret();

    /** A folder of files, each with the name of a setting and its value. */
    Optional<String> secretsDirectory();

    /** Whether Latchkey migrates the database schema before it answers requests. */
    @WithDefault("true")
    boolean migrateAtStart();
}
