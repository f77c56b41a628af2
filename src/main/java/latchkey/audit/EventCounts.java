package latchkey.audit;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import latchkey.database.Transactions;
import org.jspecify.annotations.Nullable;

/** Counts events by day. A day that is over is counted once, by whichever replica is asked first; the present day once a minute. */
@ApplicationScoped
public class EventCounts {

    /** When a day is over: transactions that began in it have ended. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private static final Duration CACHED_FOR = Duration.ofMinutes(1);

    private final Clock clock;

    private volatile @Nullable Present present;

    EventCounts(Clock clock) {
        this.clock = clock;
    }

    private record Present(LocalDate first, Instant countedAt, List<EventCount> counts) {}

    /** The counts of the last days, the present one included. */
    public List<EventCount> ofLast(int days) {
        Instant now = clock.instant();
        LocalDate today = day(now);
        LocalDate first = today.minusDays(days - 1L);
        // The first day that may still get events.
        LocalDate open = day(now.minus(MARGIN));
        List<EventCount> counts = new ArrayList<>(Transactions.statement(() -> EventCount.since(first)));
        List<LocalDate> counted =
                counts.stream().map(count -> count.day).distinct().toList();
        Stream.iterate(first, day -> day.isBefore(open), day -> day.plusDays(1))
                .filter(day -> !counted.contains(day))
                .forEach(day -> counts.addAll(stored(day)));
        counts.addAll(present(open, today, now));
        return counts;
    }

    private static List<EventCount> stored(LocalDate day) {
        List<EventCount> counts = Transactions.statement(() -> EventCount.count(day));
        Transactions.call(() -> {
            EventCount.store(counts);
            return true;
        });
        return counts;
    }

    private List<EventCount> present(LocalDate open, LocalDate today, Instant now) {
        Present cached = present;
        if (cached == null
                || !cached.first().equals(open)
                || Duration.between(cached.countedAt(), now).abs().compareTo(CACHED_FOR) >= 0) {
            List<EventCount> counts = new ArrayList<>(Transactions.statement(() -> EventCount.count(open)));
            if (!open.equals(today)) {
                counts.addAll(Transactions.statement(() -> EventCount.count(today)));
            }
            cached = new Present(open, now, counts);
            present = cached;
        }
        return cached.counts();
    }

    private static LocalDate day(Instant moment) {
        return moment.atOffset(ZoneOffset.UTC).toLocalDate();
    }
}
