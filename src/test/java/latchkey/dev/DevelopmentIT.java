package latchkey.dev;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.http.ContentType;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.Replica;
import latchkey.docs.MarkdownPage;
import latchkey.docs.Newcomer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README.md and docs/clients.md tell a frontend team to type, on a copy of what it needs, beside an empty folder. */
class DevelopmentIT {

    private static final List<String> NEEDED =
            List.of("pom.xml", "mvnw", ".mvn", "docs", "src/main", "target/classes", "clients/js");

    private static final MarkdownPage README = MarkdownPage.read(Path.of("README.md"));
    private static final MarkdownPage CLIENTS = MarkdownPage.read(Path.of("docs/clients.md"));

    @TempDir
    private static Path folder;

    private static Newcomer team;
    private static Replica replica;
    private static String issuer;

    @BeforeAll
    static void aDeveloperStartsItOnAnotherPort() throws IOException {
        assumeTrue(Files.exists(Path.of("mvnw")), "skipped: there is no source to develop");
        Path checkout = folder.resolve("latchkey");
        for (String needed : NEEDED) {
            copy(Path.of(needed), checkout);
        }
        Files.createDirectory(folder.resolve("shop"));
        int port = freePort();
        issuer = "http://localhost:" + port;
        team = new Newcomer(checkout, Map.of("http://localhost:8080", issuer));
        String start = README.block("quarkus:dev");
        replica = Replica.start(team.shell("exec " + start + " -B -Dquarkus.http.port=" + port
                + " -Dquarkus.management.port=0 -Dmaven.main.skip -Dquarkus.console.enabled=false -Ddebug=false"));
    }

    @AfterAll
    static void end() throws InterruptedException {
        if (replica != null) {
            replica.close();
        }
    }

    @Test
    void aDeveloperSignsIn() {
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

    @Test
    void theWalkOfTheReadmeSucceeds() throws Exception {
        replica.port();

        String printed = team.types(README.block("auth/register"));

        assertThat(printed)
                .contains("Account successfully created.", "Logged in successfully.", "\"username\":\"ada\"")
                .endsWith("{\"message\":\"Logged out successfully.\"}");
    }

    @Test
    void aFrontendUsesTheClient() throws Exception {
        assumeTrue(isThere("npm"), "skipped: npm is not on the PATH");
        replica.port();

        team.types(CLIENTS.block("npm pack"));
        Newcomer frontend = team.in(folder.resolve("shop"));
        frontend.saves(CLIENTS.block("client.signUp("), "first.mjs");

        assertThat(frontend.types(CLIENTS.block("node first")))
                .startsWith("200 {")
                .contains("username: 'grace'");
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void copy(Path from, Path checkout) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            files.forEach(file -> {
                try {
                    Path to = checkout.resolve(file.toString());
                    Files.createDirectories(to.getParent());
                    Files.copy(file, to, COPY_ATTRIBUTES);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
