package latchkey.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ThrottledClientsTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    private final ThrottledClients clients = new ThrottledClients();

    private boolean first(Duration afterNoon) {
        return clients.first("REFUSED LOGIN", "192.0.2.1", NOON.plus(afterNoon));
    }

    @Test
    void oneRefusalAMinuteIsTheFirst() {
        assertThat(first(Duration.ZERO)).isTrue();
        assertThat(first(Duration.ofSeconds(59))).isFalse();
        assertThat(first(Duration.ofSeconds(60))).isTrue();
    }

    @Test
    void aClockThatIsSetBackHidesNoRefusal() {
        assertThat(first(Duration.ofHours(1))).isTrue();
        assertThat(first(Duration.ZERO)).isTrue();
        assertThat(first(Duration.ZERO)).isFalse();
    }
}
