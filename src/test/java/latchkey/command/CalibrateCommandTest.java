package latchkey.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The proposed bcrypt cost, on any machine. */
class CalibrateCommandTest {

    private record Ended(int code, String out, String err) {}

    @Test
    void theMinimumCostIsProposedEvenIfItIsTooSlow() {
        Ended ended = run(cost -> 60_000_000L, "--target", "PT0.000000001S");

        assertThat(ended.code()).isZero();
        assertThat(ended.out().lines()).hasSize(3).first().isEqualTo("cost\tmilliseconds");
        assertThat(ended.out()).contains("\n10\t").endsWith("\nlatchkey.password.bcrypt-cost=10\n");
    }

    /** Of cost 10 a hash takes 60 ms here, and twice as long with each more. */
    @ParameterizedTest(name = "of {0}, {1} fits")
    @CsvSource({
        "PT0.059S, 10",
        "PT0.06S, 10",
        "PT0.119S, 10",
        "PT0.12S, 11",
        "PT0.239S, 11",
        "PT0.5S, 13",
        "PT1.92S, 15",
        "PT1H, 15"
    })
    void theHighestCostWithinTheTargetIsProposed(String target, int proposed) throws IOException {
        JsonNode told = new ObjectMapper()
                .readTree(run(cost -> 60_000_000L << (cost - 10), "--target", target, "--json")
                        .out());

        List<Integer> costs =
                told.findValues("cost").stream().map(JsonNode::asInt).toList();
        assertThat(costs).isEqualTo(IntStream.rangeClosed(10, proposed).boxed().toList());
        assertThat(told.findValues("milliseconds").stream().map(JsonNode::asDouble))
                .isEqualTo(costs.stream().map(cost -> 60.0 * (1 << (cost - 10))).toList());
        assertThat(told.path("proposed").asInt()).isEqualTo(proposed);
        assertThat(told.path("setting").asText()).isEqualTo("latchkey.password.bcrypt-cost=" + proposed);
    }

    /** Other load on the machine only adds to the time. */
    @Test
    void theFastestOfSeveralRunsCounts() {
        AtomicInteger runs = new AtomicInteger();

        Ended ended =
                run(cost -> cost == 10 && runs.incrementAndGet() == 3 ? 60_040_000 : 900_000_000, "--target", "PT0.1S");

        assertThat(ended.out()).isEqualTo("cost\tmilliseconds\n10\t60.0\nlatchkey.password.bcrypt-cost=10\n");
        assertThat(runs).hasValue(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "100", "100ms", "PT", "PT0S", "PT-1S", "PT99999999999999999999S"})
    void anInvalidTargetIsRejected(String target) {
        Ended ended = run("--target", target);

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("--target is ", target);
        assertThat(ended.out()).isEmpty();
    }

    private static Ended run(String... options) {
        return run(new CommandLine(LatchkeyCommand.class), options);
    }

    private static Ended run(CalibrateCommand.Measure measure, String... options) {
        CommandLine.IFactory picocli = CommandLine.defaultFactory();
        return run(
                new CommandLine(LatchkeyCommand.class, new CommandLine.IFactory() {
                    @Override
                    public <K> K create(Class<K> type) throws Exception {
                        return type == CalibrateCommand.class
                                ? type.cast(new CalibrateCommand(measure))
                                : picocli.create(type);
                    }
                }),
                options);
    }

    private static Ended run(CommandLine command, String... options) {
        PrintStream stdout = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        System.setOut(new PrintStream(out, true, UTF_8));
        try {
            int code = command.setErr(new PrintWriter(err, true))
                    .execute(Stream.concat(Stream.of("calibrate"), Stream.of(options))
                            .toArray(String[]::new));
            return new Ended(code, out.toString(UTF_8), err.toString());
        } finally {
            System.setOut(stdout);
        }
    }
}
