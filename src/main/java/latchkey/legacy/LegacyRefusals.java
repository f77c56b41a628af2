package latchkey.legacy;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says, once a minute and issuer, why a token with a good signature is refused: the settings may be why. */
@ApplicationScoped
class LegacyRefusals {

    private final Pace pace = new Pace();
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final Clock clock;

    LegacyRefusals(Clock clock) {
        this.clock = clock;
    }

    /** One of its tokens was taken. */
    void taken(String issuer) {
        taken.add(issuer);
    }

    boolean hasTakenOneOf(String issuer) {
        return taken.contains(issuer);
    }

    /** Whether a token of it that is refused would be told of now. */
    boolean isDue(String issuer) {
        return pace.isDue(issuer, clock.instant());
    }

    /** A token is refused for what it says. */
    void unfit(String issuer, String why) {
        if (pace.take(issuer, clock.instant())) {
            Log.warnf("a token of latchkey.legacy.\"%s\" is refused, though its signature is good: it %s", issuer, why);
        }
    }
}
