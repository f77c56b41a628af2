package latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The shutdown of a replica, as its clients see it. One client has sent half a request, so the replica waits. */
class ShutdownIT {

    private static final String BODY = "{\"username\": \"ada\", \"password\": \"lovelace\"}";

    private final Map<String, String> settings = ProductionIT.settings();

    @BeforeEach
    void thereIsTimeForAll() {
        settings.put("quarkus.shutdown.timeout", "PT1M");
        settings.put("latchkey.connections.request-timeout", "PT1M");
        settings.put("latchkey.connections.idle-timeout", "PT1M");
    }

    @Test
    void shutdownRefusesNewConnectionsAndAnswersOpenRequests() throws Exception {
        try (Replica replica = Replica.start(settings)) {
            replica.awaitReady();
            Database.empty();
            try (Socket idle = new Socket("localhost", replica.port());
                    Socket silent = new Socket("localhost", replica.port());
                    Socket head = new Socket("localhost", replica.port());
                    Socket half = new Socket("localhost", replica.port())) {
                send(idle, request("/express/api/auth/register", BODY));
                assertThat(readAnswer(idle)).startsWith("HTTP/1.1 201").doesNotContainIgnoringCase("connection: close");
                String login = request("/express/api/auth/login", BODY);
                send(head, login.substring(0, 20));
                send(half, login.substring(0, login.length() - 5));
                Waiting.until("the service has read both", () -> isRead(head) && isRead(half));

                replica.terminate();

                Waiting.until("no client is let in", () -> refuses(replica.port()));
                assertThat(idle.getInputStream().read()).isEqualTo(-1);
                assertThat(silent.getInputStream().read()).isEqualTo(-1);
                replica.givenManagement().get("/q/health/ready").then().statusCode(503);
                send(head, login.substring(20));
                isAnsweredAndClosed(head);
                // Of what comes behind the last request, the client is not told that it was done, so it is not.
                send(
                        half,
                        login.substring(login.length() - 5)
                                + request("/express/api/auth/register", BODY.replace("ada", "eve")));
                isAnsweredAndClosed(half);
            }
            assertThat(replica.exitCode()).isIn(0, 143);
            assertThat(replica.output()).doesNotContain("ERROR", "Timed out");
        }
        assertThat(Database.query("select count(*) from account")).isEqualTo("1");
    }

    /** An unfinished request ends with the shutdown timeout. */
    @Test
    void anUnfinishedRequestDoesNotDelayShutdownBeyondTheTimeout() throws Exception {
        settings.put("quarkus.shutdown.timeout", "PT1S");
        try (Replica replica = Replica.start(settings);
                Socket half = new Socket("localhost", replica.port())) {
            send(half, "POST /express/api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{");
            Waiting.until("the service has read it", () -> isRead(half));
            Socket newcomer = new Socket("localhost", replica.port());

            replica.terminate();

            assertThat(replica.exitCode()).isIn(0, 143);
            newcomer.close();
        }
    }

    private static void isAnsweredAndClosed(Socket client) throws IOException {
        String all = new String(client.getInputStream().readAllBytes(), UTF_8);
        assertThat(all).startsWith("HTTP/1.1 200").containsIgnoringCase("connection: close");
        assertThat(all.split("HTTP/1.1 ")).hasSize(2);
    }

    private static String request(String path, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(UTF_8));
        client.getOutputStream().flush();
    }

    /** Whether Linux holds nothing more of what this client has sent; elsewhere true. */
    private static boolean isRead(Socket client) {
        // The address of the client, its state, and the bytes to send and those that wait to be read.
        Pattern received = Pattern.compile(":%04X \\d\\d [0-9A-F]{8}:([0-9A-F]{8}) ".formatted(client.getLocalPort()));
        return Stream.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"))
                .filter(Files::exists)
                .flatMap(table -> contentOf(table.toFile()).lines())
                .map(received::matcher)
                .filter(Matcher::find)
                .allMatch(line -> line.group(1).equals("00000000"));
    }

    private static String readAnswer(Socket client) throws IOException {
        StringBuilder answer = new StringBuilder();
        while (!answer.toString().endsWith("}")) {
            int read = client.getInputStream().read();
            assertThat(read).as(answer.toString()).isNotNegative();
            answer.append((char) read);
        }
        return answer.toString();
    }

    private static boolean refuses(int port) {
        try (Socket client = new Socket("localhost", port)) {
            return client.isClosed();
        } catch (IOException refused) {
            return true;
        }
    }
}
