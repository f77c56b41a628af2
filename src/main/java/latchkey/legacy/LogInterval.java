package latchkey.legacy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The time of the latest log line about each issuer: at most one in a minute, since an attacker can show any number of tokens.
 */
final class LogInterval {

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Map<String, Instant> lastLogged = new ConcurrentHashMap<>();

    /** Whether a line is allowed now, without using it up. */
    boolean isDue(String issuer, Instant now) {
        Instant last = lastLogged.get(issuer);
        return last == null || isOver(last, now);
    }

    /** Whether the caller may write a line; uses it up. */
    boolean take(String issuer, Instant now) {
        Instant last = lastLogged.putIfAbsent(issuer, now);
        return last == null || isOver(last, now) && lastLogged.replace(issuer, last, now);
    }

    private static boolean isOver(Instant last, Instant now) {
        return !now.isBefore(last.plus(INTERVAL));
    }
}
