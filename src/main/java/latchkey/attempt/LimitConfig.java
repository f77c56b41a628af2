package latchkey.attempt;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many attempts may be made at once; further ones have to wait, longer each time. 0 means no limit. */
@ConfigMapping(prefix = "latchkey.limits")
public interface LimitConfig {
    /** Wrong passwords for one name. More lets attackers guess more; fewer makes forgetful users wait. */
    @WithDefault("5")
    int attempts();

    /**
     * Failed logins from one network in an hour. More lets an attacker try more accounts; fewer affects users who share a
     * network.
     */
    @WithDefault("100")
    int networkAttempts();

    /** Registrations from one network in an hour. */
    @WithDefault("30")
    int registrations();

    /** Requests for mails from one network in an hour. Independently of it, one address gets at most one mail a minute. */
    @WithDefault("30")
    int mails();

    /** Refreshes of one session, which regains one every ten seconds. Fewer stops a frontend in a refresh loop sooner. */
    @WithDefault("60")
    int refreshes();
}
