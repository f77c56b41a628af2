package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The distribution's kubectl, which renders kustomizations. */
final class Kubectl {

    /** As kubectl has it since it knows preStop.sleep, 1.30. Old ones have another, or do not say. */
    private static final Pattern NEW_ENOUGH = Pattern.compile("\"kustomizeVersion\": \"v([5-9]|\\d\\d)");

    /** Skips the test where there is none. */
    static void assumeThere() throws InterruptedException {
        assumeTrue(isThere(), "skipped: kubectl 1.30 or newer is not on the PATH");
    }

    /** The objects of the kustomization in {@code directory}. */
    static List<JsonNode> kustomize(Path directory) throws IOException, InterruptedException {
        return Manifests.read(run("kubectl", "kustomize", directory.toString()));
    }

    private static boolean isThere() throws InterruptedException {
        try {
            return NEW_ENOUGH
                    .matcher(run("kubectl", "version", "--client", "--output=json"))
                    .find();
        } catch (IOException e) {
            return false;
        }
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private Kubectl() {}
}
