package latchkey.failure;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The time of the latest log line about each subject, such as an issuer: at most one in a minute, since a client can cause any number.
 */
public final class LogInterval {

    private static final Duration INTERVAL = Duration.ofMinutes(1);

    private final Map<String, Instant> lastLogged = new ConcurrentHashMap<>();

    /** Whether a line is allowed now, without using it up. */
    public boolean isDue(String subject, Instant now) {
        Instant last = lastLogged.get(subject);
        return last == null || isOver(last, now);
    }

    /** Whether the caller may write a line; uses it up. */
    public boolean take(String subject, Instant now) {
        Instant last = lastLogged.putIfAbsent(subject, now);
        return last == null || isOver(last, now) && lastLogged.replace(subject, last, now);
    }

    private static boolean isOver(Instant last, Instant now) {
        return !now.isBefore(last.plus(INTERVAL));
    }
}
