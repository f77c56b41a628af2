package latchkey.key;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How Latchkey makes access tokens, and which tokens it accepts. */
@ConfigMapping(prefix = "latchkey.tokens")
public interface TokenConfig {
    /** How long an access token stays valid. Signing out does not shorten it. */
    @WithDefault("PT5M")
    Duration accessLifetime();

    /** The {@code aud} claim of every access token, and the one accepted; the issuer if none is set. */
    Optional<String> audience();

    /**
     * The {@code typ} of every access token, and the only one accepted. JWT suits services that know no other type, but no
     * longer says what a token is for. A change invalidates the tokens in use; clients refresh them.
     */
    @WithDefault("at+jwt")
    TokenType type();

    /** How far the clock of a token's issuer may be off. More lets expired tokens live longer. */
    @WithDefault("PT0S")
    Duration clockSkew();

    /** The algorithm of access tokens. A change takes effect as a rotation does. */
    @WithDefault("ES256")
    Algorithm algorithm();

    /** At least 32 bytes, for HS256 only. Every service that has it can sign as well as verify. */
    Optional<String> sharedSecret();

    /** Whether signing out invalidates access tokens shown to Latchkey within a second, for one query a second and session. */
    @WithDefault("false")
    boolean checkSession();
}
