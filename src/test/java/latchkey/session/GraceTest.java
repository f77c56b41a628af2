package latchkey.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A session of generation 2, replaced at noon: when generation 1 is forgiven. */
class GraceTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @ParameterizedTest(name = "{0} s after, with a grace of {1}, generation {2}: {3}")
    @CsvSource({
        "0, PT10S, 1, true",
        "9, PT10S, 1, true",
        "10, PT10S, 1, false",
        "-1, PT10S, 1, true",
        "0, PT10S, 0, false",
        "0, PT0S, 1, false",
        // Whoever lost a race may have looked at the clock before the winner did.
        "-1, PT0S, 1, false"
    })
    void forgives(int seconds, Duration grace, int generation, boolean forgiven) {
        Session session = new Session(UUID.randomUUID(), null, 2, NOON, NOON, NOON, NOON, null, NOON, null, null);

        assertThat(session.justReplaced(generation, NOON.plusSeconds(seconds), grace))
                .isEqualTo(forgiven);
    }
}
