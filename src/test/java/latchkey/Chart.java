package latchkey;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.jni.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** A Helm chart, rendered by Helm itself, which a library brings. */
record Chart(Path folder) {

    static final Chart LATCHKEY = new Chart(Path.of("deploy/chart"));

    /** Skips the test where the library has no Helm for this machine. */
    static void assumeHelm() {
        assumeTrue(
                ServiceLoader.load(NativeLibrary.class).findFirst().isPresent(),
                "skipped: the tests have Helm for Linux on x86-64 only");
    }

    JsonNode file(String name) {
        return Manifests.read(Manifests.text(folder.resolve(name))).get(0);
    }

    LintResult lint() {
        return new Helm(folder).lint().strict().call();
    }

    /** The objects of an installation called {@code latchkey}, with the default values. */
    List<JsonNode> rendered() {
        return rendered("");
    }

    List<JsonNode> rendered(String values) {
        return release("latchkey", values);
    }

    /**
     * The objects of a first installation.
     *
     * @param values the content of a file of values
     * @throws IllegalStateException with what Helm says, if it refuses the values
     */
    List<JsonNode> release(String name, String values) {
        try {
            Path file = Files.writeString(Files.createTempFile("values", ".yaml"), values);
            try {
                return Manifests.read(new Helm(folder)
                        .template()
                        .withName(name)
                        .withNamespace("latchkey")
                        .withKubeVersion("1.30.0")
                        .withValuesFile(file)
                        .call());
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy in an empty folder, whose templates are as at an update. The library leaves hooks out of what it renders. */
    Chart atAnUpdate(Path copy, String annotationOfHooks) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(folder.relativize(file));
                Files.createDirectories(target.getParent());
                Files.writeString(
                        target,
                        Files.readString(file)
                                .replace(".Release.IsUpgrade", "true")
                                .replace("helm.sh/hook:", annotationOfHooks + ":"));
            }
        }
        return new Chart(copy);
    }
}
