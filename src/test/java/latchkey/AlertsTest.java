package latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own tests of the alerts in the manifests; ObservabilityIT checks that the metrics exist. */
class AlertsTest {

    static final Path CASES = Path.of("src/test/resources/alerts.yml");

    @TempDir
    private Path folder;

    @Test
    void everyAlertFiresWhenItShould() throws Exception {
        assumeTrue(
                Nginx.runs("promtool", "--version"),
                "skipped: promtool is not on the PATH; Debian's prometheus has it");
        Files.writeString(
                folder.resolve("rules.yml"),
                Manifests.the("PrometheusRule").path("spec").toString());
        Path cases = Files.copy(CASES, folder.resolve(CASES.getFileName()));

        Process promtool = Nginx.process("promtool", "test", "rules", cases.toString());

        String said = new String(promtool.getInputStream().readAllBytes(), UTF_8);
        assertThat(promtool.waitFor()).as(said).isZero();
    }

    @Test
    void everyAlertHasACaseInWhichItFiresAndOneInWhichItDoesNot() throws Exception {
        List<String> alerts = Manifests.the("PrometheusRule").findValues("alert").stream()
                .map(JsonNode::asText)
                .toList();
        List<JsonNode> cases = Manifests.read(Files.readString(CASES)).get(0).findParents("alertname");

        assertThat(alerts).isNotEmpty();
        for (boolean heard : new boolean[] {true, false}) {
            assertThat(cases.stream()
                            .filter(each -> each.has("exp_alerts") == heard)
                            .map(each -> each.path("alertname").asText())
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(alerts);
        }
    }
}
