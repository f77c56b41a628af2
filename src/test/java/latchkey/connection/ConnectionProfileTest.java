package latchkey.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** The timeouts of a connection, each set as short as possible. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(ImpatientWithTls.class)
class ConnectionProfileTest {

    private static final String GOOD = "GET /express/api/user HTTP/1.1\r\nHost: x\r\n\r\n";

    /** The end of its answer. */
    private static final String ANSWERED = "access token.\"}";

    private static final String TIMEOUT = "{\"title\":\"The request did not arrive in time.\",\"status\":408}";

    private record SlowBody(String path, String words, String body) {}

    private static final Map<String, String> WORDS = Map.of(
            "/express/api/auth/login", "{\"message\":\"The request did not arrive in time.\"}",
            "/fastapi/auth/login", "{\"detail\":\"The request did not arrive in time.\"}",
            "/tasti/api/v1/auth/login", "{\"detail\":\"The request did not arrive in time.\"}",
            "/account/password", TIMEOUT,
            "/nothing", TIMEOUT);

    private static final List<SlowBody> SLOW_BODIES = WORDS.entrySet().stream()
            .flatMap(words -> Stream.of(
                            "Content-Length: 9\r\n\r\n{",
                            "Content-Length: 65536\r\n\r\n",
                            "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")
                    .map(body -> new SlowBody(words.getKey(), words.getValue(), body)))
            .toList();

    private static int port() {
        return RestAssured.port;
    }

    private static int managementPort() {
        return ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class);
    }

    @Test
    void anUnfinishedRequestHeadTimesOut() throws Exception {
        List<String> texts = List.of("G", "GET /express/api/user", "GET / HTTP/1.1\r\nHost: x\r\nX-Filler: y", "\r\n");
        for (int port : new int[] {port(), managementPort()}) {
            List<String> answers =
                    ConcurrentCallers.of(texts.size(), client -> () -> RawConnection.exchange(port, texts.get(client)));

            assertThat(answers).allSatisfy(answer -> assertThat(answer)
                    .startsWith("HTTP/1.1 408 Request Timeout\r\n")
                    .contains("\r\nconnection: close\r\n", "\r\ncontent-type: application/problem+json\r\n")
                    .endsWith(TIMEOUT));
        }
    }

    @Test
    void aRequestHeadSentByteByByteTimesOut() throws IOException {
        try (RawConnection raw = new RawConnection(port())) {
            assertThat(dripped(raw)).startsWith("HTTP/1.1 408");
        }
    }

    private static String dripped(RawConnection raw) throws IOException {
        try {
            for (int i = 0; i < 20_000; i++) {
                raw.send("x");
                Thread.sleep(1);
            }
        } catch (IOException closed) {
            // As it should be.
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return raw.rest();
    }

    @Test
    void anUnfinishedSecondRequestHeadTimesOut() throws IOException {
        try (RawConnection raw = new RawConnection(port())) {
            assertThat(raw.send(GOOD).until(ANSWERED)).startsWith("HTTP/1.1 401");
            assertThat(raw.send("GET /express").rest())
                    .startsWith("HTTP/1.1 408")
                    .endsWith(TIMEOUT);
        }
    }

    @Test
    void anIdleConnectionIsClosedWithoutAResponse() throws IOException {
        assertThat(RawConnection.exchange(port(), "")).isEmpty();
        try (RawConnection raw = new RawConnection(port())) {
            raw.send(GOOD).until(ANSWERED);
            assertThat(raw.rest()).isEmpty();
        }
    }

    @Test
    void anUnfinishedBodyTimesOutWithTheContractsError() throws Exception {
        List<String> answers = ConcurrentCallers.of(SLOW_BODIES.size(), client -> () -> {
            SlowBody slow = SLOW_BODIES.get(client);
            return RawConnection.exchange(
                    port(),
                    "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n%s"
                            .formatted(slow.path(), slow.body()));
        });

        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i))
                    .as(SLOW_BODIES.get(i).toString())
                    .startsWith("HTTP/1.1 408 Request Timeout\r\n")
                    .contains("\r\nconnection: close\r\n")
                    .endsWith(SLOW_BODIES.get(i).words());
        }
    }

    @Test
    void anUnfinishedBodyThatNoEndpointReadsTimesOut() throws IOException {
        for (int port : new int[] {port(), managementPort()}) {
            assertThat(RawConnection.exchange(port, "POST /q/health HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{"))
                    .startsWith("HTTP/1.1 408 Request Timeout\r\n");
        }
    }

    @Test
    void pipelinedRequestsOfAConnectionAreLimited() throws IOException {
        String answers = RawConnection.exchange(port(), GOOD.repeat(400));

        assertThat(answers.split("HTTP/1.1 401", -1).length).isBetween(2, 400);
        assertThat(answers).doesNotContain("HTTP/1.1 5");
    }
}
