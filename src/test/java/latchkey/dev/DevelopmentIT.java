package latchkey.dev;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import latchkey.Replica;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command for development, as the README has it, on a copy of what it needs. */
class DevelopmentIT {

    private static final List<String> NEEDED = List.of("pom.xml", "mvnw", ".mvn", "docs", "src/main", "target/classes");

    @TempDir
    Path copy;

    @Test
    void aDeveloperSignsIn() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("mvnw")), "skipped: there is no source to develop");
        for (String needed : NEEDED) {
            copy(Path.of(needed));
        }
        ProcessBuilder development = new ProcessBuilder(
                        "./mvnw",
                        "-B",
                        "quarkus:dev",
                        "-Dquarkus.http.port=0",
                        "-Dquarkus.management.port=0",
                        // Else it would name port 0.
                        "-Dlatchkey.issuer=http://localhost:8080",
                        "-Dmaven.main.skip",
                        "-Dquarkus.console.enabled=false",
                        "-Ddebug=false")
                .directory(copy.toFile());
        development
                .environment()
                .keySet()
                .removeIf(name -> name.startsWith("QUARKUS_") || name.startsWith("LATCHKEY_"));

        try (Replica replica = Replica.start(development)) {
            replica.given()
                    .contentType(ContentType.JSON)
                    .body("{\"username\": \"demo\", \"password\": \"demo-password\"}")
                    .post("/express/api/auth/login")
                    .then()
                    .statusCode(200);
        }
    }

    private void copy(Path from) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Path to = copy.resolve(file.toString());
                    Files.createDirectories(to.getParent());
                    Files.copy(file, to, COPY_ATTRIBUTES);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
