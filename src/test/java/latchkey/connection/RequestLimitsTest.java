package latchkey.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import latchkey.Database;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The size limits of requests on one connection, independent of time. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class RequestLimitsTest {

    private static final String GOOD = "GET /express/api/user HTTP/1.1\r\nHost: x\r\n\r\n";

    private static final String LAST = "GET /express/api/user HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    private static final String CHUNKED =
            "POST /express/api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n";

    /** The end of its answer. */
    private static final String ANSWERED = "access token.\"}";

    private static int port() {
        return RestAssured.port;
    }

    private static int managementPort() {
        return ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class);
    }

    @Test
    void trailersAreLimitedLikeHeaders() throws IOException {
        assertThat(RawConnection.exchange(port(), CHUNKED + "2\r\n{}\r\n0\r\n" + "a:\r\n".repeat(90) + "\r\n"))
                .startsWith("HTTP/1.1 400 Bad Request\r\n")
                .contains("password is required.");
        assertThat(RawConnection.exchange(port(), CHUNKED + "2\r\n{}\r\n0\r\n" + "a:\r\n".repeat(4_000)))
                .matches("(?s)(HTTP/1.1 4(00|31) .*)?");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-1\r\n{}",
                "zz\r\n{}",
                "0x1\r\n{",
                "ffffffffffffffff\r\n{}",
                "2\r\n{}xx\r\n0\r\n\r\n",
                "2\r\n{}\r\nzz\r\n"
            })
    void aBodyWithInvalidChunksIsAnswered(String body) throws IOException {
        assertThat(RawConnection.exchange(port(), CHUNKED + body))
                .startsWith("HTTP/1.1 400 ")
                .contains("\"message\":");
        for (int port : new int[] {port(), managementPort()}) {
            String path = port == managementPort() ? "/q/health/live" : "/q/openapi";
            String answer = RawConnection.exchange(port, CHUNKED.replace("/express/api/auth/login", path) + body);
            assertThat(answer).matches("(?s)HTTP/1.1 (400|405) .*");
        }
        assertThat(RawConnection.exchange(port(), LAST)).contains(ANSWERED);
    }

    /** Otherwise a TCP reset would discard the response (RFC 9112, 9.6). */
    @ParameterizedTest
    @CsvSource({"1.0, x: y", "1.0, Connection: close", "1.1, Connection: close", "1.1, x: y"})
    void aClientThatIsStillSendingReceivesTheErrorResponse(String version, String field) throws IOException {
        String part = " ".repeat(64 * 1024);
        int parts = 64;
        for (int port : new int[] {port(), managementPort()}) {
            String path = port == managementPort() ? "/q/health/live" : "/express/api/auth/login";
            try (RawConnection raw = new RawConnection(port)) {
                raw.send("POST " + path + " HTTP/" + version + "\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + field + "\r\nContent-Length: " + parts * part.length() + "\r\n\r\n");
                for (int i = 0; i < parts; i++) {
                    raw.send(part);
                }
                assertThat(raw.rest()).startsWith("HTTP/" + version + " 413 ");
            }
        }
    }

    /** For it, an interim answer would be the answer (RFC 9110, 10.1.1). */
    @ParameterizedTest
    @CsvSource({"1.0, 100-continue, 0", "1.1, 100-continue, 1", "1.1, 100-Continue, 1", "1.1, another, 0"})
    void onlyExpect100ContinueGetsAnInterimResponse(String version, String expected, int interim) throws IOException {
        String answer = RawConnection.exchange(
                port(),
                "POST /express/api/auth/login HTTP/" + version + "\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Connection: close\r\nExpect: " + expected + "\r\nContent-Length: 2\r\n\r\n{}");

        assertThat(answer.split("100 Continue", -1)).hasSize(interim + 1);
        assertThat(answer).contains("password is required.");
    }

    @Test
    void aBodyMayComeInManySmallParts() throws IOException {
        try (RawConnection raw = new RawConnection(port())) {
            raw.send(CHUNKED);
            for (int i = 0; i < 300; i++) {
                raw.send("1\r\n");
                raw.send("\n\r\n");
            }
            assertThat(raw.send("2\r\n{}\r\n0\r\n\r\n").rest()).contains("password is required.");
        }
    }

    @Test
    void theManagementPortSpeaksHttp2() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        for (int i = 0; i < 2; i++) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort() + "/q/health/live"))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
    }

    @ParameterizedTest(name = "{0} fields: {1}")
    @CsvSource({"90, 401", "101, 431", "4000, 431"})
    void aRequestHasAtMostAHundredHeaders(int fields, int status) throws IOException {
        String head =
                "GET /express/api/user HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + "a:\r\n".repeat(fields - 2);

        assertThat(RawConnection.exchange(port(), head + "\r\n")).startsWith("HTTP/1.1 " + status);
        if (status == 431) {
            assertThat(RawConnection.exchange(port(), head + "b: ")).matches("(?s)(HTTP/1.1 431 .*)?");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {5_000, 30_000})
    void aTooLongRequestHeadIsRejected(int length) throws IOException {
        assertThat(RawConnection.exchange(port(), "GET /" + "x".repeat(length) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .matches("(?s)(HTTP/1.. 414 .*)?");
        assertThat(RawConnection.exchange(
                        port(), "GET / HTTP/1.1\r\nHost: x\r\na: " + "x".repeat(5 * length) + "\r\n\r\n"))
                .matches("(?s)(HTTP/1.1 431 .*)?");
    }

    @Test
    void aFewPipelinedRequestsAreAnswered() throws IOException {
        assertThat(RawConnection.exchange(port(), GOOD.repeat(9) + LAST).split("HTTP/1.1 401"))
                .hasSize(11);
    }

    @Test
    void aPipelinedRequestIsReadAfterTheResponseBeforeIt() throws IOException {
        Database.empty();
        try (RawConnection raw = new RawConnection(port())) {
            raw.send("POST /express/api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 42\r\n\r\n{\"username\": \"ada\", \"password\": \"nothing\"}");
            raw.send("GET /express/");
            raw.send("api/user HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(raw.rest()).startsWith("HTTP/1.1 401").endsWith(ANSWERED);
        }
    }

    @Test
    void aClientThatDoesNotReadItsResponseBlocksNoOtherClient() throws IOException {
        try (RawConnection raw = new RawConnection(port())) {
            raw.send("GET /q/openapi HTTP/1.1\r\nHost: x\r\n\r\n".repeat(12));
            assertThat(RawConnection.exchange(port(), LAST)).startsWith("HTTP/1.1 401");
        }
    }
}
