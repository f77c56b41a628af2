package latchkey.legacy;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says, once a minute and issuer, why a token with a good signature is refused: the settings may be why. */
@ApplicationScoped
class LegacyRefusals {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Map<String, Instant> told = new ConcurrentHashMap<>();
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

    /** A token is refused for what it says. */
    void unfit(String issuer, String why) {
        Instant now = clock.instant();
        Instant last = told.get(issuer);
        if (last == null || !now.isBefore(last.plus(PAUSE))) {
            told.put(issuer, now);
            Log.warnf("a token of latchkey.legacy.\"%s\" is refused, though its signature is good: it %s", issuer, why);
        }
    }
}
