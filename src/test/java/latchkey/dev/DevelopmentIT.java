package latchkey.dev;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
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
    void aDeveloperSignsInOnAnotherPort() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("mvnw")), "skipped: there is no source to develop");
        for (String needed : NEEDED) {
            copy(Path.of(needed));
        }
        int port = freePort();
        String issuer = "http://localhost:" + port;
        ProcessBuilder development = new ProcessBuilder(
                        "./mvnw",
                        "-B",
                        "quarkus:dev",
                        "-Dquarkus.http.port=" + port,
                        "-Dquarkus.management.port=0",
                        "-Dmaven.main.skip",
                        "-Dquarkus.console.enabled=false",
                        "-Ddebug=false")
                .directory(copy.toFile());
        development
                .environment()
                .keySet()
                .removeIf(name -> name.startsWith("QUARKUS_") || name.startsWith("LATCHKEY_"));

        try (Replica replica = Replica.start(development)) {
            String token = replica.given()
                    .contentType(ContentType.JSON)
                    .body("{\"username\": \"demo\", \"password\": \"demo-password\"}")
                    .post("/express/api/auth/login")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("data.token");
            assertThat(new String(Base64.getUrlDecoder().decode(token.split("[.]")[1]), UTF_8))
                    .contains("\"iss\":\"" + issuer + "\"");
            replica.given()
                    .get("/.well-known/openid-configuration")
                    .then()
                    .body("issuer", equalTo(issuer))
                    .body("jwks_uri", equalTo(issuer + "/.well-known/jwks.json"));
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
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
