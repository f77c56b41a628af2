package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import latchkey.command.HealthCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files that Docker reads; no test has a Docker to build and run them. */
class ImagesTest {

    private static final Path DOCKERFILES = Path.of("src/main/docker");
    private static final JsonNode COMPOSE =
            Manifests.read(Manifests.text(Path.of("deploy/compose.yaml"))).get(0);

    /** OpenShift runs a container as a user that the image does not know, in the group root. */
    @ParameterizedTest
    @MethodSource("dockerfiles")
    void anImageRunsAsAnyUser(Path dockerfile) {
        String text = Manifests.text(dockerfile);
        String image = text.substring(text.lastIndexOf("\nFROM "));

        assertThat(image.lines().filter(line -> line.startsWith("USER "))).containsExactly("USER 65532:65532");
        assertThat(image).doesNotContain("chown", "mkdir", "VOLUME", "/etc/passwd");
        assertThat(image.lines().filter(line -> line.startsWith("COPY ") && line.endsWith(" /latchkey")))
                .allMatch(line -> line.contains("--chmod=0555"));
        if (dockerfile.endsWith("Dockerfile.jvm")) {
            assertThat(image.indexOf("USER "))
                    .as("the start in the build finds files that others may not read")
                    .isBetween(image.lastIndexOf("COPY "), image.indexOf("RUN java"));
        }
    }

    static List<Path> dockerfiles() throws Exception {
        try (Stream<Path> files = Files.list(DOCKERFILES)) {
            return files.filter(file -> file.getFileName().toString().startsWith("Dockerfile"))
                    .toList();
        }
    }

    @Test
    void composeMigratesThenServesTheReleaseOfTheseSources() {
        JsonNode services = COMPOSE.path("services");

        assertThat(services.fieldNames()).toIterable().containsExactlyInAnyOrder("postgres", "migrate", "latchkey");
        assertThat(services.at("/migrate/depends_on/postgres/condition").asText())
                .isEqualTo("service_healthy");
        assertThat(services.at("/postgres/healthcheck/test/1").asText()).isEqualTo("pg_isready");
        assertThat(services.at("/latchkey/depends_on/migrate/condition").asText())
                .isEqualTo("service_completed_successfully");
        assertThat(Manifests.texts(services.at("/migrate/command"))).containsExactly("migrate");
        assertThat(services.at("/migrate/<<").asText()).isEqualTo("latchkey");
        assertThat(services.at("/latchkey/<<").asText()).isEqualTo("latchkey");
        assertThat(Manifests.texts(services.at("/latchkey/healthcheck/test")))
                .containsExactly("CMD", "/latchkey", HealthCommand.NAME);
        JsonNode both = COMPOSE.path("x-latchkey");
        assertThat(both.path("image").asText()).isEqualTo("latchkey:" + Manifests.version());
        assertThat(both.at("/build/args/VERSION").asText()).isEqualTo(Manifests.version());
        assertThat(Path.of("deploy", both.at("/build/context").asText())
                        .resolve(both.at("/build/dockerfile").asText()))
                .exists();
        assertThat(both.path("read_only").asBoolean()).isTrue();
        assertThat(both.path("cap_drop")).hasToString("[\"ALL\"]");
        assertThat(Manifests.containers()
                        .map(container -> container.path("image").asText()))
                .contains(services.at("/postgres/image").asText());
    }

    /** No secret is in the file, and the folder of the one that has them is ignored by Git. */
    @Test
    void composeReadsItsSecretsFromAFileThatGitIgnores() throws Exception {
        Set<String> variables = Settings.names().stream()
                .map(name -> name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"))
                .collect(Collectors.toSet());
        JsonNode environment = COMPOSE.at("/x-latchkey/environment");

        assertThat(environment.fieldNames())
                .toIterable()
                .allMatch(name -> name.startsWith("QUARKUS_DATASOURCE_") || variables.contains(name));
        assertThat(COMPOSE.findValues("environment").stream()
                        .flatMap(each -> each.properties().stream())
                        .filter(variable -> variable.getKey().matches(".*(PASSWORD|SECRET)")))
                .hasSizeGreaterThan(2)
                .allMatch(variable ->
                        variable.getValue().asText().matches("\\$\\{(POSTGRES_PASSWORD|LATCHKEY_SECRET):\\?.+}"));
        assertThat(Files.readAllLines(Path.of(".gitignore"))).contains(".env");
    }
}
