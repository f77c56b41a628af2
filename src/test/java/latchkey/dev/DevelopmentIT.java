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
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import latchkey.Replica;
import latchkey.Waiting;
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

    private static final String SETTINGS = "resources/application.properties";

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

    /** All on one connection, which development mode keeps when it starts the application again. */
    @Test
    void theApplicationFollowsEachChange() throws Exception {
        URI login = URI.create("http://localhost:" + replica.port() + "/express/api/auth/login");
        HttpRequest request = HttpRequest.newBuilder(login)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"username\": \"lin\", \"password\": \"password of lin\"}"))
                .build();
        HttpClient client = HttpClient.newHttpClient();
        Supplier<String> answer = () -> client.sendAsync(request, BodyHandlers.ofString())
                .thenApply(response -> response.statusCode() + " " + response.body())
                .join();
        String refusal = "401 {\"message\":\"Invalid username or password.\"}";
        String success = "200 {\"message\":\"Logged in successfully.\"";
        assertThat(answer.get()).isEqualTo(refusal);

        change("java/latchkey/contract/express/ExpressContract.java", "Invalid username or", "Wrong username or");
        awaitChange(answer, refusal, refusal.replace("Invalid", "Wrong"));

        String demo = "%dev.latchkey.playground.accounts.demo=";
        change(SETTINGS, demo, demo.replace("demo", "lin") + "password of lin\n" + demo);
        awaitChange(answer, refusal.replace("Invalid", "Wrong"), success);

        change(SETTINGS, "%dev.latchkey.issuer=", "%dev.latchkey.isuer=");
        awaitChange(answer, success, "500 ");
        assertThat(replica.output()).contains("latchkey.isuer");

        change(SETTINGS, "%dev.latchkey.isuer=", "%dev.latchkey.issuer=");
        awaitChange(answer, "500 ", success);
        assertThatManyStayConnected();
    }

    /** More than may connect to the management port. */
    private static void assertThatManyStayConnected() throws IOException {
        List<Socket> connected = new ArrayList<>();
        try {
            for (int i = 0; i < 80; i++) {
                connected.add(new Socket("localhost", replica.port()));
                assertThat(status(connected.get(i))).isEqualTo("HTTP/1.1 401 ");
            }
            for (Socket each : connected) {
                assertThat(status(each)).isEqualTo("HTTP/1.1 401 ");
            }
        } finally {
            for (Socket each : connected) {
                each.close();
            }
        }
    }

    private static String status(Socket connection) throws IOException {
        connection.getOutputStream().write("GET /express/api/user HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
        byte[] response = new byte[8192];
        int length = connection.getInputStream().read(response);
        return new String(response, 0, Math.min(13, Math.max(0, length)), UTF_8);
    }

    private static void change(String file, String words, String others) throws IOException {
        Path changed = team.folder().resolve("src/main").resolve(file);
        String text = Files.readString(changed);
        assertThat(text).contains(words);
        Files.writeString(changed, text.replace(words, others));
    }

    /** Development mode looks for changes once in two seconds. Until it finds one, all is as before. */
    private static void awaitChange(Supplier<String> answer, String before, String after) throws InterruptedException {
        Waiting.until(after, () -> {
            String now = answer.get();
            assertThat(now.startsWith(before) || now.startsWith(after)).as(now).isTrue();
            return now.startsWith(after);
        });
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
