package latchkey.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseClockTest {

    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private final DatabaseClock clock = new DatabaseClock(Clock.fixed(NOW, ZoneOffset.UTC));

    @ParameterizedTest(name = "the database is at {0}, and took {1}: the clock goes by {2}")
    @CsvSource({
        "PT0S,     PT0.002S, PT0S",
        "PT0.25S,  PT0S,     PT0S",
        "-PT0.25S, PT0S,     PT0S",
        "PT0.251S, PT0S,     PT0.251S",
        "PT1M,     PT0S,     PT1M",
        "-PT1M,    PT0.2S,   -PT59.9S",
        "PT2M,     PT0S,     PT2M",
        "PT2M1S,   PT0S,     PT0S",
        "-PT3H,    PT0S,     PT0S",
        "PT1M,     PT1S,     PT0S",
    })
    void theClockIsCorrectedByTheDatabaseClock(Duration off, Duration took, Duration correction) {
        clock.observe(NOW.plus(off), took);

        assertThat(Duration.between(NOW, clock.instant())).isEqualTo(correction);
        clock.observe(NOW, Duration.ZERO);
        assertThat(clock.instant()).isEqualTo(NOW);
    }
}
