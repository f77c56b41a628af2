package latchkey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to no contract, on the public port and on that beside it, is guarded as the contracts are. */
class FrontDoorsIT {

    private static final String UNREADABLE = "{\"title\":\"The request cannot be read.\",\"status\":400}";

    private static Replica replica;

    /** A path that is there, and the port that it is on. */
    private record Door(int port, String path) {}

    @BeforeAll
    static void start() throws Exception {
        replica = Replica.start(ProductionIT.settings());
        replica.givenManagement().get("/q/health/ready").then().statusCode(200);
    }

    @AfterAll
    static void stop() throws Exception {
        replica.close();
    }

    private static List<Door> doors() {
        return List.of(
                new Door(replica.port(), "/q/openapi"),
                new Door(replica.port(), "/q/nothing"),
                new Door(replica.managementPort(), "/q/health/live"),
                new Door(replica.managementPort(), "/q/metrics"),
                new Door(replica.managementPort(), "/nothing"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "Transfer-Encoding: gzip",
                "Transfer-Encoding: identity",
                "Transfer-Encoding: xchunked",
                "Transfer-Encoding: gzip, chunked",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: x"
            })
    void whatFollowsABodyWithoutAnEndIsNoRequest(String coding) throws IOException {
        for (Door door : doors()) {
            for (String method : List.of("GET", "POST")) {
                String answer = exchange(
                        door.port(),
                        "%s %s HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n0\r\n\r\nGET /q/openapi HTTP/1.1\r\nHost: x\r\n\r\n"
                                .formatted(method, door.path(), coding));

                assertThat(answer)
                        .startsWith("HTTP/1.1 400")
                        .contains("connection: close", "nosniff")
                        .endsWith(UNREADABLE);
            }
        }
    }

    @Test
    void aLongBodyIsRefused() throws IOException {
        for (Door door : doors()) {
            for (int length : new int[] {65_537, 300_000}) {
                String answers = exchange(
                        door.port(),
                        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                                        .formatted(door.path(), length, "x".repeat(length))
                                + "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

                assertThat(answers).startsWith("HTTP/1.1 413").contains("HTTP/1.1 400");
            }
            assertThat(exchange(
                            door.port(),
                            "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000000\r\n\r\n{"
                                    .formatted(door.path())))
                    .startsWith("HTTP/1.1 413")
                    .contains("connection: close");
        }
    }

    /** Nothing answers before its end, which comes too late. */
    @Test
    void aBodyIsAwaited() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        for (Door door : doors()) {
            Socket socket = new Socket("localhost", door.port());
            socket.setSoTimeout(30_000);
            String begun = "GET %s HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n1".formatted(door.path());
            socket.getOutputStream().write(begun.getBytes(ISO_8859_1));
            waiting.add(socket);
        }
        for (Socket socket : waiting) {
            assertThat(read(socket)).doesNotContain("HTTP/1.1 200", "HTTP/1.1 404");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "Host: x\r\nHost: x\r\n",
                "Host: x\r\nHost: y\r\n",
                "Host:\r\n",
                "Host: a b\r\n",
                "Host: x/y\r\n",
                "Host: x, y\r\n",
                "Host: user@x\r\n"
            })
    void onlyOneHostThatIsOneIsTaken(String hosts) throws IOException {
        for (Door door : doors()) {
            assertThat(exchange(
                            door.port(),
                            "GET %s HTTP/1.1\r\n%sConnection: close\r\n\r\n".formatted(door.path(), hosts)))
                    .startsWith("HTTP/1.1 400")
                    .contains("nosniff")
                    .endsWith(UNREADABLE);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"/../q/metrics", "/x/%2e%2e/q/metrics", "/q/..;/q/metrics", "/q%2fmetrics", "http://y/q/metrics"
            })
    void aTargetThatLeadsElsewhereIsRefused(String target) throws IOException {
        for (int port : List.of(replica.port(), replica.managementPort())) {
            assertThat(exchange(port, get(target))).startsWith("HTTP/1.1 400").endsWith(UNREADABLE);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/q/health/live;x", "/q;x/metrics", "/q/metrics;", "/q/openapi;x=y", ";/q/metrics"})
    void aPathWithParametersIsNotFound(String path) throws IOException {
        String target = path.startsWith("/") ? path : "/" + path;
        for (int port : List.of(replica.port(), replica.managementPort())) {
            assertThat(exchange(port, get(target))).startsWith("HTTP/1.1 404");
        }
    }

    @Test
    void aProbeNeedsNoHost() throws IOException {
        assertThat(exchange(replica.managementPort(), "GET /q/health/live HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.0 200");
        assertThat(exchange(replica.managementPort(), get("http://x/q/health/live")))
                .startsWith("HTTP/1.1 200");
    }

    private static String get(String target) {
        return "GET %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".formatted(target);
    }

    private static String exchange(int port, String requests) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream().write(requests.getBytes(ISO_8859_1));
            return read(socket);
        }
    }

    private static String read(Socket socket) throws IOException {
        try (socket) {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
