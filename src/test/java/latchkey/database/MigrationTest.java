package latchkey.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationTest {

    @Test
    void readinessRequiresTheNewestMigration() throws IOException {
        try (Stream<Path> steps = Files.list(Path.of("src/main/resources/db/migration"))) {
            assertThat(steps.map(file -> file.getFileName().toString().replaceAll("V(\\d+)__.*", "$1"))
                            .mapToInt(Integer::parseInt)
                            .max())
                    .hasValue(Integer.parseInt(Migration.NEEDED));
        }
    }
}
