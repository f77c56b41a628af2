package latchkey.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.Database;
import latchkey.Waiting;
import latchkey.audit.Kind;
import latchkey.email.MailOn;
import latchkey.email.MailServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The receivers in docs/webhooks.md, one of which checks signatures with a library that knows nothing of Latchkey. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(MailOn.class)
class WebhookExamplesProfileTest {

    private static final Path NODE_MODULES = Path.of("src/test/js/node_modules");

    @Inject
    Webhooks webhooks;

    @Inject
    WebhookDeliveries deliveries;

    @TempDir
    Path folder;

    private Process process;

    enum Example {
        PYTHON("python", "receiver.py", "python3"),
        NODE("js", "receiver.mjs", "node"),
        JAVA(
                "java",
                "Receiver.java",
                Path.of(System.getProperty("java.home"), "bin", "java").toString());

        private final String language;
        private final String file;
        private final String program;

        Example(String language, String file, String program) {
            this.language = language;
            this.file = file;
            this.program = program;
        }
    }

    @AfterEach
    void end() throws Exception {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        Database.execute("delete from webhook; delete from webhook_delivery");
    }

    @ParameterizedTest
    @EnumSource
    void aReceiverAcceptsWhatLatchkeySendsAndNothingElse(Example example) throws Exception {
        assumeTrue(runs(example.program), "skipped: " + example.program + " is not on the PATH");
        assumeTrue(
                example != Example.NODE || Files.exists(NODE_MODULES.resolve("standardwebhooks")),
                "skipped: standardwebhooks is missing; npm install in src/test/js brings it");
        int port = freePort();
        String url = "http://127.0.0.1:" + port + "/hooks";
        Webhooks.WithSecret created = webhooks.create(new WantedWebhook(url, "", Set.of(Kind.EXPORT)));
        start(example, created.secret(), port);

        assertThat(deliveries.test(created.webhook().id)).isEqualTo(new WebhookSender.Answer(204, null));
        String next = webhooks.rotate(created.webhook().id).secret();
        assertThat(deliveries.test(created.webhook().id).isAccepted())
                .as("the former secret signs, too")
                .isTrue();

        Message message = Message.test(UUID.randomUUID(), Instant.now());
        byte[] secret = decoded(created.secret());
        String body = "{\"type\": \"latchkey.test\"}";
        Map<String, String> good = message.headers(body, List.of(secret), Instant.now());
        assertThat(post(url, good, body)).isEqualTo(204);
        assertThat(post(url, good, body + " ")).as("another body").isEqualTo(401);
        assertThat(post(url, message.headers(body, List.of(decoded(next)), Instant.now()), body))
                .as("another secret")
                .isEqualTo(401);
        assertThat(post(
                        url,
                        message.headers(body, List.of(secret), Instant.now().minusSeconds(600)),
                        body))
                .as("an old message")
                .isEqualTo(401);
        assertThat(post(url, Map.of("Content-Type", "application/json"), body))
                .as("no signature")
                .isEqualTo(401);
    }

    private static byte[] decoded(String secret) {
        return Base64.getDecoder().decode(secret.substring("whsec_".length()));
    }

    private void start(Example example, String secret, int port) throws Exception {
        Matcher code = Pattern.compile("```" + example.language + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/webhooks.md")));
        assertThat(code.find()).isTrue();
        Path file = Files.writeString(folder.resolve(example.file), code.group(1));
        if (example == Example.NODE) {
            Files.createSymbolicLink(folder.resolve("node_modules"), NODE_MODULES.toAbsolutePath());
        }
        ProcessBuilder builder = new ProcessBuilder(example.program, file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        builder.environment().put("WEBHOOK_SECRET", secret);
        builder.environment().put("PORT", Integer.toString(port));
        process = builder.start();
        Waiting.until("the receiver listens", () -> listens(port));
    }

    private static boolean runs(String program) {
        try {
            return new ProcessBuilder(program, "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(5, TimeUnit.MINUTES);
        } catch (IOException | InterruptedException e) {
            return false;
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static int post(String url, Map<String, String> headers, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return HttpClient.newHttpClient()
                .send(request.build(), BodyHandlers.discarding())
                .statusCode();
    }
}
