package latchkey.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The addresses of clients that were throttled within this minute. */
class Throttled {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** How many are told of in a minute, since a network can have any number of addresses. */
    private static final int MOST = 1_000;

    private final Set<String> seen = new HashSet<>();
    private Instant end = Instant.MIN;

    /** Whether no client was throttled at this address before in this minute. */
    synchronized boolean first(Kind kind, @Nullable String address, Instant now) {
        if (!now.isBefore(end)) {
            seen.clear();
            end = now.plus(WINDOW);
        }
        return seen.size() < MOST && seen.add(kind + " " + Objects.toString(address, ""));
    }
}
