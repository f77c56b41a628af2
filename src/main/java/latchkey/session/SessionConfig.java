package latchkey.session;

import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long sessions last, how many an account has, and what is forgiven at a refresh. */
public interface SessionConfig {

    /**
     * How long a refresh token that was already used is answered with its successor again, where another client shows it
     * than the one it was replaced for: once for each refresh. Longer forgives more changes of network; a thief gets the same
     * time. Zero forgives no used token at all.
     */
    @WithDefault("PT10S")
    Duration grace();

    /**
     * The same for the client that it was replaced for (same network, same user agent), as long as the successor is unused.
     * Longer forgives answers that were lost longer ago; a thief behind the same address gets the same time.
     */
    @WithDefault("P1D")
    Duration sameClientGrace();

    /** How long a session lives after its latest refresh. */
    @WithDefault("P14D")
    Duration idle();

    /** How long a session lives at most, however often it is refreshed. */
    @WithDefault("P90D")
    Duration absolute();

    /** Live sessions of one account: a further sign-in ends the one unused for longest. Of 0 there is no limit. */
    @WithDefault("100")
    int maxPerAccount();
}
