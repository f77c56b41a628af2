package latchkey.queue;

import static java.util.Comparator.naturalOrder;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import latchkey.attempt.Network;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order of requests and evictions in a queue that serves one request at a time and has twelve places. */
class FairQueueTest {

    private static final int QUEUE_LENGTH = 12;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final FairQueue line = new FairQueue(1, QUEUE_LENGTH, meters.timer("waited"), meters.counter("refused"));
    private final List<String> turns = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();
    private FairQueue.Place hashing;

    @BeforeEach
    void takeTheTurn() {
        hashing = line.join(Network.of("192.0.2.1"), () -> {}, lost -> {});
    }

    @Test
    void networksTakeTurns() {
        join("198.51.100.1", 6);
        join("203.0.113.5", 1);
        join("2001:db8::1", 2);

        assertThat(allTurns())
                .containsExactly(
                        "198.51.100.1",
                        "203.0.113.5",
                        "2001:db8::1",
                        "198.51.100.1",
                        "2001:db8::1",
                        "198.51.100.1",
                        "198.51.100.1",
                        "198.51.100.1",
                        "198.51.100.1");
    }

    @ParameterizedTest(name = "{0} and {1} are one")
    @CsvSource({
        "2001:db8:0:%x::1, 2001:db8:0:ffff::1",
        "2001:db8:0:%x00::1, 2001:db8:0:1::1",
        "198.51.100.%d, 198.51.100.255"
    })
    void smallNetworksOfOneLargerNetworkShareATurn(String many, String another) {
        for (int i = 2; i < 9; i++) {
            join(many.formatted(i), 1);
        }
        join("203.0.113.5", 1);
        join(another, 1);

        assertThat(allTurns().indexOf("203.0.113.5")).isEqualTo(1);
    }

    /** A client with a whole /56 counts as one network among those of its /48. */
    @Test
    void smallNetworksWithinALargerNetworkTakeTurns() {
        for (int i = 0; i < 8; i++) {
            join("2001:db8:0:10%x::1".formatted(i), 1);
        }
        join("2001:db8:0:200::1", 1);

        assertThat(allTurns().indexOf("2001:db8:0:200::1")).isEqualTo(1);
    }

    @Test
    void aFullQueueEvictsTheLatestRequestOfTheLargestNetwork() {
        join("198.51.100.1", 4);
        join("203.0.113.5", 8);
        join("192.0.2.9", 3);

        assertThat(losses).containsExactly("203.0.113.5", "203.0.113.5", "203.0.113.5");
        assertThat(line.waiting()).isEqualTo(QUEUE_LENGTH);
        assertThat(meters.counter("refused").count()).isEqualTo(3);
        assertThat(allTurns().stream().collect(groupingBy(turn -> turn)))
                .allSatisfy((network, those) -> assertThat(those)
                        .hasSize(network.equals("203.0.113.5") ? 5 : network.equals("192.0.2.9") ? 3 : 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.1", "198.51.100.77"})
    void aFullQueueRejectsTheLargestNetwork(String newcomer) {
        join(newcomer, QUEUE_LENGTH);

        assertThatThrownBy(() -> join(newcomer, 1))
                .isInstanceOfSatisfying(AuthFailure.class, refused -> assertThat(refused.reason())
                        .isEqualTo(Reason.UNAVAILABLE));
        assertThat(losses).isEmpty();
    }

    @Test
    void aFullQueueRejectsANewNetworkIfEachHasOnePlace() {
        IntStream.range(0, QUEUE_LENGTH).forEach(i -> join("10.0." + i + ".1", 1));

        assertThatThrownBy(() -> join("203.0.113.5", 1)).isInstanceOf(AuthFailure.class);
        assertThat(losses).isEmpty();
    }

    /** Against a model that knows each network's number alone. */
    @Test
    void randomJoinsAndLeavesKeepTheCountsConsistent() {
        Random random = new Random(4);
        Map<String, Integer> numbers = new HashMap<>();
        for (int step = 0; step < 20_000; step++) {
            String network = random.nextInt(4) + "." + random.nextInt(3) + ".1." + random.nextInt(3);
            if (random.nextInt(3) > 0) {
                int before = losses.size();
                try {
                    join(network, 1);
                    numbers.merge(network, 1, Integer::sum);
                } catch (AuthFailure full) {
                    assertThat(line.waiting()).isEqualTo(QUEUE_LENGTH);
                }
                losses.subList(before, losses.size()).forEach(lost -> numbers.merge(lost, -1, Integer::sum));
            } else {
                int before = turns.size();
                hashing.leave();
                turns.subList(before, turns.size()).forEach(turn -> numbers.merge(turn, -1, Integer::sum));
                if (turns.size() == before) {
                    hashing = line.join(Network.of("192.0.2.1"), () -> {}, lost -> {});
                }
            }
            assertThat(line.waiting())
                    .isEqualTo(numbers.values().stream()
                            .mapToInt(Integer::intValue)
                            .sum());
            assertThat(numbers.values().stream().min(naturalOrder()).orElse(0)).isNotNegative();
        }
    }

    private void join(String address, int times) {
        for (int i = 0; i < times; i++) {
            FairQueue.Place[] mine = new FairQueue.Place[1];
            mine[0] = line.join(
                    Network.of(address),
                    () -> {
                        turns.add(address);
                        hashing = mine[0];
                    },
                    lost -> losses.add(address));
        }
    }

    /** In their order, each leaving before the next. */
    private List<String> allTurns() {
        while (line.waiting() > 0) {
            hashing.leave();
        }
        return turns;
    }
}
