package latchkey.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The addresses of clients that were refused within this minute, at no cost to them. */
class ThrottledClients {

    private static final Duration WINDOW = Duration.ofMinutes(1);

    /** The maximum number of addresses that are recorded in a minute, since a network can have any number. */
    private static final int MAX_ADDRESSES = 1_000;

    private final Set<String> seen = new HashSet<>();
    private Instant begin = Instant.EPOCH;

    /** Whether no client at this address was refused for this before, within the minute. False once the list is full. */
    synchronized boolean first(String what, @Nullable String address, Instant now) {
        // A clock that was set back begins a new minute, too.
        if (now.isBefore(begin) || !now.isBefore(begin.plus(WINDOW))) {
            seen.clear();
            begin = now;
        }
        return seen.size() < MAX_ADDRESSES && seen.add(what + " " + Objects.toString(address, ""));
    }
}
