package latchkey.cluster;

import static java.util.Comparator.naturalOrder;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import latchkey.cluster.Beats.Absence;

/**
 * One fault, and what the clients of one replica noticed of it.
 *
 * @param way how the replica reaches the primary
 * @param absences when no server accepted writes
 * @param exchanges those that ended between the fault and the next one
 */
record Struck(Fault fault, String way, Instant began, List<Absence> absences, List<Exchange> exchanges) {

    /** Within so long, a replica notices that a server accepts writes. */
    private static final Duration SOON = Duration.ofSeconds(2);

    Duration databaseAway() {
        return absences.stream().map(Absence::length).reduce(Duration.ZERO, Duration::plus);
    }

    /** The longest time without an acknowledged change. */
    Duration silence() {
        Instant last = began;
        Duration longest = Duration.ZERO;
        for (Instant next : changes()) {
            Duration gap = Duration.between(last, next);
            longest = gap.compareTo(longest) > 0 ? gap : longest;
            last = next;
        }
        return longest;
    }

    /** From the moment in which a server accepts writes again until a change is acknowledged. */
    Duration noticed() {
        return absences.stream()
                .flatMap(absence -> changes().stream()
                        .filter(absence.to()::isBefore)
                        .limit(1)
                        .map(next -> Duration.between(absence.to(), next)))
                .max(naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** The answers 503 to requests without a password that began when the replica should have known that the database is there. */
    List<Exchange> late() {
        return with(503).stream()
                .filter(exchange -> !exchange.hashes())
                .filter(exchange -> absences.stream()
                        .noneMatch(absence -> exchange.ended().isAfter(absence.from())
                                && exchange.began().isBefore(absence.to().plus(SOON))))
                .toList();
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

    private List<Instant> changes() {
        return exchanges.stream()
                .filter(exchange -> exchange.acknowledged() && exchange.changes())
                .map(Exchange::ended)
                .sorted()
                .toList();
    }
}
