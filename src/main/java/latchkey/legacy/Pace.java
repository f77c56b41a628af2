package latchkey.legacy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** When the log last had a line of an issuer: there is at most one in a minute, as an attacker can show any number of tokens. */
final class Pace {

    private static final Duration PAUSE = Duration.ofMinutes(1);

    private final Map<String, Instant> told = new ConcurrentHashMap<>();

    /** Whether there may be a line now; asking does not use it up. */
    boolean isDue(String issuer, Instant now) {
        Instant last = told.get(issuer);
        return last == null || isOver(last, now);
    }

    /** Whether the caller is the one to write it. */
    boolean take(String issuer, Instant now) {
        Instant last = told.putIfAbsent(issuer, now);
        return last == null || isOver(last, now) && told.replace(issuer, last, now);
    }

    private static boolean isOver(Instant last, Instant now) {
        return !now.isBefore(last.plus(PAUSE));
    }
}
