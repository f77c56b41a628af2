package latchkey.http.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailFilterTest {

    /** Milliseconds. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 20, 249})
    void everyRequestForAMailIsAnsweredAtTheSameTime(long work) {
        Duration took = Duration.ofMillis(work);

        assertThat(took.plus(MailFilter.delay(took))).isEqualTo(Duration.ofMillis(250));
    }

    @ParameterizedTest
    @ValueSource(longs = {250, 251, 499})
    void workThatTakesLongerIsAnsweredAtTheNextStep(long work) {
        Duration took = Duration.ofMillis(work);

        assertThat(took.plus(MailFilter.delay(took))).isEqualTo(Duration.ofMillis(500));
    }
}
