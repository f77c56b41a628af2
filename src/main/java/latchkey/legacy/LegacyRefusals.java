package latchkey.legacy;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import latchkey.failure.LogInterval;

/** Logs, once a minute and issuer, why a token with a good signature is refused: wrong settings may be the cause. */
@ApplicationScoped
class LegacyRefusals {

    private final LogInterval interval = new LogInterval();
    private final Set<String> acceptedIssuers = ConcurrentHashMap.newKeySet();
    private final Clock clock;

    LegacyRefusals(Clock clock) {
        this.clock = clock;
    }

    /** Records that a token of this issuer was accepted. */
    void recordAccepted(String issuer) {
        acceptedIssuers.add(issuer);
    }

    boolean hasAcceptedTokenOf(String issuer) {
        return acceptedIssuers.contains(issuer);
    }

    /** Whether a refused token of this issuer would be logged now. */
    boolean isDue(String issuer) {
        return interval.isDue(issuer, clock.instant());
    }

    /** Logs that a token is refused for its claims. */
    void logRefused(String issuer, String why) {
        if (interval.take(issuer, clock.instant())) {
            Log.warnf("a token of latchkey.legacy.\"%s\" is refused, though its signature is good: it %s", issuer, why);
        }
    }
}
