package latchkey;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import latchkey.connection.RawConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Endpoints outside the contracts, on the public and on the management port, check requests as strictly as the contracts
 * do.
 */
class PlatformEndpointsIT {

    private static final String UNREADABLE = "{\"title\":\"The request cannot be read.\",\"status\":400}";

    private static Replica replica;

    /** A port, and a path on it. */
    private record Endpoint(int port, String path) {}

    @BeforeAll
    static void start() throws Exception {
        replica = Replica.start(ProductionIT.settings());
        replica.awaitReady();
    }

    @AfterAll
    static void stop() throws Exception {
        replica.close();
    }

    private static List<Endpoint> endpoints() {
        return List.of(
                new Endpoint(replica.port(), "/q/openapi"),
                new Endpoint(replica.port(), "/q/nothing"),
                new Endpoint(replica.managementPort(), "/q/health/live"),
                new Endpoint(replica.managementPort(), "/q/metrics"),
                new Endpoint(replica.managementPort(), "/nothing"));
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
    void bytesAfterABodyWithAnAmbiguousEndAreNotReadAsARequest(String coding) throws IOException {
        for (Endpoint endpoint : endpoints()) {
            for (String method : List.of("GET", "POST")) {
                String answer = exchange(
                        endpoint.port(),
                        "%s %s HTTP/1.1\r\nHost: x\r\n%s\r\n\r\n0\r\n\r\nGET /q/openapi HTTP/1.1\r\nHost: x\r\n\r\n"
                                .formatted(method, endpoint.path(), coding));

                assertThat(answer)
                        .startsWith("HTTP/1.1 400")
                        .contains("connection: close", "nosniff")
                        .endsWith(UNREADABLE);
            }
        }
    }

    @Test
    void aTooLongBodyIsRejected() throws IOException {
        for (Endpoint endpoint : endpoints()) {
            for (int length : new int[] {65_537, 300_000}) {
                String answers = exchange(
                        endpoint.port(),
                        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
                                        .formatted(endpoint.path(), length, "x".repeat(length))
                                + "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

                assertThat(answers).startsWith("HTTP/1.1 413").contains("HTTP/1.1 400");
            }
            assertThat(exchange(
                            endpoint.port(),
                            "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000000\r\n\r\n{"
                                    .formatted(endpoint.path())))
                    .startsWith("HTTP/1.1 413")
                    .contains("connection: close");
        }
    }

    /** No endpoint answers before the body is complete, which it never is. */
    @Test
    void aRequestIsAnsweredOnlyAfterItsBodyArrived() throws IOException {
        List<Socket> waiting = new ArrayList<>();
        for (Endpoint endpoint : endpoints()) {
            Socket socket = new Socket("localhost", endpoint.port());
            socket.setSoTimeout(RawConnection.MAX_WAIT);
            String begun = "GET %s HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n1".formatted(endpoint.path());
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
    void exactlyOneValidHostHeaderIsAccepted(String hosts) throws IOException {
        for (Endpoint endpoint : endpoints()) {
            assertThat(exchange(
                            endpoint.port(),
                            "GET %s HTTP/1.1\r\n%sConnection: close\r\n\r\n".formatted(endpoint.path(), hosts)))
                    .startsWith("HTTP/1.1 400")
                    .contains("nosniff")
                    .endsWith(UNREADABLE);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {"/../q/metrics", "/x/%2e%2e/q/metrics", "/q/..;/q/metrics", "/q%2fmetrics", "http://y/q/metrics"
            })
    void aRequestTargetWithPathTraversalIsRejected(String target) throws IOException {
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
            socket.setSoTimeout(RawConnection.MAX_WAIT);
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
