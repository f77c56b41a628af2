package latchkey.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * When a failed delivery is tried again.
 *
 * @param pauses the wait after each failed attempt but the last
 * @param jitter by what part a pause may be longer, so that deliveries that failed together are not tried together
 */
public record RetrySchedule(List<Duration> pauses, double jitter) {

    /** Whether another attempt follows after this many. */
    public boolean hasNext(int attempts) {
        return attempts <= pauses.size();
    }

    /** When the next attempt is due, after this many. */
    public Instant next(int attempts, Instant now) {
        Duration pause = pauses.get(Math.min(attempts, pauses.size()) - 1);
        double longer = 1 + jitter * ThreadLocalRandom.current().nextDouble();
        return now.plusMillis((long) (pause.toMillis() * longer));
    }
}
