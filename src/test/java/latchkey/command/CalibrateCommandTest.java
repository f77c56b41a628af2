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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Which cost is proposed, on whatever machine this is. */
class CalibrateCommandTest {

    private record Ended(int code, String out, String err) {}

    @Test
    void theFloorIsProposedHoweverLittleTimeThereIs() {
        Ended ended = run("--target", "PT0.000000001S");

        assertThat(ended.code()).isZero();
        assertThat(ended.out().lines()).hasSize(3).first().isEqualTo("cost\tmilliseconds");
        assertThat(ended.out()).contains("\n10\t").endsWith("\nlatchkey.password.bcrypt-cost=10\n");
    }

    @Test
    void theCostliestThatTakesNoLongerIsProposed() throws IOException {
        JsonNode told =
                new ObjectMapper().readTree(run("--target", "PT0.5S", "--json").out());

        List<Integer> costs =
                told.findValues("cost").stream().map(JsonNode::asInt).toList();
        int proposed = told.path("proposed").asInt();
        assertThat(proposed).isGreaterThan(10).isEqualTo(costs.get(costs.size() - 1));
        assertThat(costs).isSorted().startsWith(10);
        assertThat(told.findValues("milliseconds").stream().map(JsonNode::asDouble))
                .isSorted()
                .allMatch(took -> took > 0 && took <= 500);
        assertThat(told.path("setting").asText()).isEqualTo("latchkey.password.bcrypt-cost=" + proposed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "100", "100ms", "PT", "PT0S", "PT-1S", "PT99999999999999999999S"})
    void whatIsNoTimeIsNotUnderstood(String target) {
        Ended ended = run("--target", target);

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("--target is ", target);
        assertThat(ended.out()).isEmpty();
    }

    private static Ended run(String... options) {
        PrintStream stdout = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter err = new StringWriter();
        System.setOut(new PrintStream(out, true, UTF_8));
        try {
            int code = new CommandLine(LatchkeyCommand.class)
                    .setErr(new PrintWriter(err, true))
                    .execute(Stream.concat(Stream.of("calibrate"), Stream.of(options))
                            .toArray(String[]::new));
            return new Ended(code, out.toString(UTF_8), err.toString());
        } finally {
            System.setOut(stdout);
        }
    }
}
