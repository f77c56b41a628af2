package latchkey.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.cleanup.AuditRetention;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long events are kept, and how many of them are read at once. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class RetentionTest {

    /** A day between each and the next, the newest now. */
    private static final String A_DAY_EACH = """
            insert into audit_event (happened_at, kind, outcome, via, detail)
            select now() - n * interval '1 day', 'LOGIN', 'ACCEPTED', 'express', n from generate_series(0, %d) n
            """;

    @Inject
    AuditRetention retention;

    @Inject
    AuditLog audit;

    @Inject
    Clock clock;

    @BeforeEach
    void nothingHappened() {
        Database.execute("delete from audit_event");
    }

    @Test
    void concurrentReplicasPurgeOnlyEventsOlderThanAYear() throws Exception {
        Database.execute(A_DAY_EACH.formatted(2_000));

        List<Integer> purged = ConcurrentCallers.of(3, replica -> retention::purge);

        assertThat(purged.stream().mapToInt(Integer::intValue).sum()).isEqualTo(2_001 - 365);
        assertThat(Database.query("select count(*) || ' to ' || max(detail::integer) from audit_event"))
                .isEqualTo("365 to 364");
    }

    @Test
    void keepsAllEventsIfTheRetentionIsZero() {
        Database.execute(A_DAY_EACH.formatted(2_000));

        assertThat(new AuditRetention(config("PT0S"), clock).purge()).isZero();

        assertThat(Database.query("select count(*) from audit_event")).isEqualTo("2001");
    }

    @Test
    void eventsAreReadInOrderAndPageByPage() {
        Database.execute(A_DAY_EACH.formatted(1_199));
        // Of the same moment, across the end of a page.
        Database.execute(
                "update audit_event set happened_at = now() - interval '800 days' where detail::integer between 600 and 900");
        AuditQuery all = AuditQuery.of(Instant.EPOCH, clock.instant().plusSeconds(60), null);

        List<AuditEvent> read = audit.read(all).toList();

        assertThat(read).hasSize(1_200).isSortedAccordingTo((one, other) -> {
            int order = one.happenedAt.compareTo(other.happenedAt);
            return order != 0 ? order : Long.compare(one.id, other.id);
        });
        assertThat(read).extracting(event -> event.id).doesNotHaveDuplicates();

        Iterator<AuditEvent> slow = audit.read(all).iterator();
        slow.next();
        Database.execute("delete from audit_event");
        int left = 0;
        while (slow.hasNext()) {
            slow.next();
            left++;
        }
        assertThat(left).isLessThan(1_000);
    }

    private static AuditConfig config(String retention) {
        return new SmallRyeConfigBuilder()
                .withMapping(AuditConfig.class)
                .withSources(new PropertiesConfigSource(Map.of("latchkey.audit.retention", retention), "test", 1000))
                .build()
                .getConfigMapping(AuditConfig.class);
    }
}
