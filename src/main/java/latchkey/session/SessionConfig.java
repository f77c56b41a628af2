package latchkey.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long sessions last, how many an account may have, and which used refresh tokens are forgiven. */
@ConfigMapping(prefix = "latchkey.session")
public interface SessionConfig {

    /**
     * How long a used refresh token still gets its successor if a client shows it other than the one it was replaced for: once
     * for each refresh. Longer forgives more changes of network; a thief gets the same time. Zero forgives no used token at
     * all.
     */
    @WithDefault("PT10S")
    Duration grace();

    /**
     * The same for the client that the token was replaced for (same network, same user agent), as long as the successor is
     * unused. Longer forgives answers that were lost longer ago; a thief behind the same address gets the same time.
     */
    @WithDefault("P1D")
    Duration sameClientGrace();

    /** How long a session lives after its latest refresh. */
    @WithDefault("P14D")
    Duration idle();

    /** How long a session lives at most, however often it is refreshed. */
    @WithDefault("P90D")
    Duration absolute();

    /** Live sessions of one account: a further sign-in ends the one unused for longest. 0 means no limit. */
    @WithDefault("100")
    int maxPerAccount();
}
