package latchkey.directory;

import static java.util.stream.Collectors.groupingBy;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.audit.EventCount;
import latchkey.audit.EventCounts;
import latchkey.audit.Kind;
import latchkey.audit.Outcome;
import latchkey.session.Sessions;

/** How often what happened, day by day. */
@ApplicationScoped
public class Overview {

    public static final int MAX_DAYS = 90;

    private static final Set<Kind> REGISTRATIONS = Set.of(Kind.REGISTRATION, Kind.INVITATION);
    private static final Set<Outcome> ACCEPTED = Set.of(Outcome.ACCEPTED);
    private static final Set<Outcome> REFUSED = Set.of(Outcome.REFUSED, Outcome.THROTTLED);

    private final EventCounts counts;
    private final Sessions sessions;
    private final Clock clock;

    Overview(EventCounts counts, Sessions sessions, Clock clock) {
        this.counts = counts;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** A day of UTC. */
    public record Day(LocalDate day, long registrations, long signIns, long refusedSignIns) {}

    /** The last days, the present one first. */
    public List<Day> days(int number) {
        Map<LocalDate, List<EventCount>> byDay = counts.ofLast(number).stream().collect(groupingBy(count -> count.day));
        LocalDate today = clock.instant().atOffset(ZoneOffset.UTC).toLocalDate();
        return Stream.iterate(today, day -> day.minusDays(1))
                .limit(number)
                .map(day -> day(day, byDay.getOrDefault(day, List.of())))
                .toList();
    }

    private static Day day(LocalDate day, List<EventCount> counts) {
        Set<Kind> logins = Set.of(Kind.LOGIN);
        return new Day(
                day, sum(counts, REGISTRATIONS, ACCEPTED), sum(counts, logins, ACCEPTED), sum(counts, logins, REFUSED));
    }

    private static long sum(List<EventCount> counts, Collection<Kind> kinds, Collection<Outcome> outcomes) {
        return counts.stream()
                .filter(count -> kinds.stream().anyMatch(kind -> kind.name().equals(count.kind))
                        && outcomes.stream().anyMatch(outcome -> outcome.name().equals(count.outcome)))
                .mapToLong(count -> count.events)
                .sum();
    }

    /** How many sessions are live. */
    public long liveSessions() {
        return sessions.countLive();
    }
}
