package latchkey.audit;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import java.io.Serializable;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import latchkey.database.Statements;
import org.jspecify.annotations.Nullable;

/** How many events of one kind and outcome happened in a day of UTC that is over. */
@Entity
@IdClass(EventCount.Key.class)
public class EventCount extends PanacheEntityBase {

    @Id
    public LocalDate day;

    /** A {@link Kind}, or that of an earlier or a later release. */
    @Id
    public String kind;

    /** An {@link Outcome}. */
    @Id
    public String outcome;

    public long events;

    /** The primary key. */
    public static class Key implements Serializable {

        public LocalDate day = LocalDate.EPOCH;
        public String kind = "";
        public String outcome = "";

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && Objects.equals(day, key.day)
                    && Objects.equals(kind, key.kind)
                    && Objects.equals(outcome, key.outcome);
        }

        @Override
        public int hashCode() {
            return Objects.hash(day, kind, outcome);
        }
    }

    /** The stored counts of the days from {@code first} on. */
    static List<EventCount> since(LocalDate first) {
        return Statements.list(
                EventCount.class, "select * from event_count where day >= :first", Map.of("first", first));
    }

    /** Counts the events of a day now, without storing anything. */
    static List<EventCount> count(LocalDate day) {
        return Statements.list(
                EventCount.class,
                "select cast(:day as date) as day, kind, outcome, count(*) as events from audit_event"
                        + " where happened_at >= :start and happened_at < :end group by kind, outcome",
                Map.of("day", day, "start", start(day), "end", start(day.plusDays(1))));
    }

    /** Stores the counts of a day that is over, unless another replica did. */
    static void store(List<EventCount> counts) {
        counts.forEach(count -> Statements.list(
                Boolean.class,
                "insert into event_count (day, kind, outcome, events) values (:day, :kind, :outcome, :events)"
                        + " on conflict do nothing returning true",
                Map.of("day", count.day, "kind", count.kind, "outcome", count.outcome, "events", count.events)));
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay().toInstant(ZoneOffset.UTC);
    }
}
