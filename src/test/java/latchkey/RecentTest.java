package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentTest {

    private final Recent<Integer, String> recent = new Recent<>(10);

    @Test
    void whatWasPutIsThereUntilThereIsTooMuch() {
        put(5);

        assertThat(known(5)).isEqualTo(5);
        put(100);
        assertThat(known(100)).isBetween(5L, 10L);
        assertThat(recent.get(99)).isEqualTo("99");
        assertThat(recent.get(0)).isNull();
    }

    @Test
    void whatIsAskedForStays() {
        recent.put(-1, "stays");
        for (int i = 0; i < 100; i++) {
            recent.put(i, "" + i);
            assertThat(recent.get(-1)).isEqualTo("stays");
        }
    }

    private void put(int things) {
        IntStream.range(0, things).forEach(i -> recent.put(i, "" + i));
    }

    private long known(int things) {
        return IntStream.range(0, things).filter(i -> recent.get(i) != null).count();
    }
}
