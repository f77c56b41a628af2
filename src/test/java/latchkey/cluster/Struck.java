package latchkey.cluster;

import static java.util.Comparator.naturalOrder;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One fault, and what the clients of one replica noticed of it.
 *
 * @param way how the replica reaches the primary
 * @param away when no server accepted writes, if that was so
 * @param exchanges those that ended between the fault and the next one
 */
record Struck(Fault fault, String way, Instant began, Optional<Beats.Absence> away, List<Exchange> exchanges) {

    Duration databaseAway() {
        return away.map(Beats.Absence::length).orElse(Duration.ZERO);
    }

    /** Until a change was acknowledged, since a server accepted writes again. */
    Duration noticed() {
        return sinceBack(exchange -> exchange.acknowledged()
                        && exchange.changes()
                        && !exchange.began().isBefore(began))
                .stream()
                .min(naturalOrder())
                .orElse(Duration.ofHours(1));
    }

    /** The last answer 503, since a server accepted writes again. */
    Duration lastRefusal() {
        return sinceBack(exchange -> exchange.status() == 503).stream()
                .max(naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Between the first and the last answer 503. */
    Duration refusing() {
        List<Instant> refused = with(503).stream().map(Exchange::ended).sorted().toList();
        return refused.isEmpty() ? Duration.ZERO : Duration.between(refused.get(0), refused.get(refused.size() - 1));
    }

    Duration longest() {
        return exchanges.stream()
                .map(exchange -> Duration.between(exchange.began(), exchange.ended()))
                .max(naturalOrder())
                .orElse(Duration.ZERO);
    }

    List<Exchange> with(int status) {
        return exchanges.stream()
                .filter(exchange -> exchange.status() == status)
                .toList();
    }

    private List<Duration> sinceBack(Predicate<Exchange> which) {
        Instant back = away.map(Beats.Absence::to).orElse(began);
        return exchanges.stream()
                .filter(which)
                .map(exchange -> Duration.between(back, exchange.ended()))
                .filter(time -> !time.isNegative())
                .toList();
    }
}
