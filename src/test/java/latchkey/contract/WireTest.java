package latchkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.connection.RawConnection;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as no well-behaved client writes them, byte by byte. */
@QuarkusTest
@QuarkusTestResource(Database.class)
public class WireTest {

    private static final List<String> READING = List.of(
            "/express/api/auth/register",
            "/express/api/auth/login",
            "/tasti/api/v1/auth/register",
            "/tasti/api/v1/auth/login",
            "/drf-cookie/api/auth/register",
            "/drf-cookie/api/auth/login",
            "/drf-token/api/auth/register",
            "/drf-token/api/auth/login",
            "/drf-token/api/auth/refresh",
            "/drf-token/api/auth/logout",
            "/fastapi/auth/register",
            "/fastapi/auth/login",
            "/fastapi/auth/refresh-token",
            "/fastapi/auth/logout");

    private static final List<String> NOT_READING = List.of(
            "/express/api/auth/refresh",
            "/tasti/api/v1/auth/token/refresh",
            "/drf-cookie/api/auth/refresh",
            "/drf-cookie/api/auth/logout",
            "/express/nothing",
            "/nothing");

    private static final List<String> CHANGING_WITHOUT_A_BODY = List.of(
            "POST /express/api/auth/refresh",
            "POST /express/api/auth/logout",
            "POST /tasti/api/v1/auth/token/refresh",
            "POST /tasti/api/v1/auth/logout",
            "POST /drf-cookie/api/auth/refresh",
            "POST /drf-cookie/api/auth/logout",
            "POST /fastapi/auth/test-token",
            "DELETE /account/sessions",
            "DELETE /account/sessions/00000000-0000-0000-0000-000000000000");

    private static final List<String> ACCOUNT = List.of("PATCH /account", "DELETE /account", "POST /account/password");

    /** A second request on the same connection, whose answer shows that the first left it in order. */
    private static final String NEXT = "GET /express/api/user HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    static Stream<String> anyEndpoint() {
        return Stream.concat(READING.stream(), NOT_READING.stream());
    }

    static Stream<String> changing() {
        return Stream.of(
                        READING.stream().map(path -> "POST " + path),
                        CHANGING_WITHOUT_A_BODY.stream(),
                        ACCOUNT.stream())
                .flatMap(Function.identity());
    }

    static Stream<Arguments> wrongTypes() {
        return changing().flatMap(endpoint -> Stream.of(
                        "text/plain", "text/html", "multipart/form-data; boundary=x", "application/xml")
                // OddBodiesTest has that one.
                .filter(type -> !type.startsWith("multipart") || !endpoint.equals("POST /fastapi/auth/login"))
                .map(type -> Arguments.of(endpoint, type)));
    }

    @ParameterizedTest
    @MethodSource("anyEndpoint")
    void anUpgradeRequestIsAnsweredInHttp11(String path) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{}"))
                                .build(),
                        BodyHandlers.ofString());

        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
        assertThat(answer.statusCode()).isBetween(200, 499);
    }

    @ParameterizedTest(name = "{1} at {0}")
    @MethodSource("wrongTypes")
    void bodiesOtherThanJsonAreRejected(String endpoint, String type) throws IOException {
        refuses(exchange(request(endpoint, "Content-Type: " + type, "{}") + NEXT), 415);
    }

    @ParameterizedTest(name = "a form at {0}")
    @MethodSource("changing")
    void aFormIsAcceptedIfTheContractSaysSo(String endpoint) throws IOException {
        String type = "Content-Type: application/x-www-form-urlencoded";
        refuses(
                exchange(request(endpoint, type, "username=ada&password=x") + NEXT),
                endpoint.equals("POST /fastapi/auth/login") ? 401 : 415);
    }

    @ParameterizedTest(name = "of no type at {0}")
    @MethodSource("changing")
    void aBodyWithoutContentTypeIsRejected(String endpoint) throws IOException {
        refuses(exchange(request(endpoint, "X: y", "{}") + NEXT), 415);
    }

    @ParameterizedTest(name = "at {0}")
    @MethodSource("anyEndpoint")
    void aTooLongBodyIsRejectedAndTheConnectionStaysUsable(String path) throws IOException {
        for (int length : new int[] {65_537, 300_000}) {
            refuses(exchange(post(path, "Content-Type: application/json", "x".repeat(length)) + NEXT), 413);
        }
    }

    @ParameterizedTest(name = "at {0}")
    @MethodSource("anyEndpoint")
    void anUnusedBodyIsReadToItsEnd(String path) throws IOException {
        String body = "{\"x\": \"%s\"}".formatted("y".repeat(60_000));
        String answers = exchange(post(path, "Content-Type: application/json", body) + NEXT);

        assertThat(answers.split("HTTP/1.1 ", -1)).hasSize(3);
        assertThat(answers).doesNotContain("HTTP/1.1 5").endsWith("access token.\"}");
    }

    @Test
    void aTooLongChunkedBodyIsRejected() throws IOException {
        String chunks = ("10000\r\n" + "x".repeat(65_536) + "\r\n").repeat(3) + "0\r\n\r\n";
        refuses(
                exchange("POST /express/api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n" + chunks + NEXT),
                413);
    }

    @Test
    void aVeryLongBodyIsRejectedWithoutReadingIt() throws IOException {
        String answer =
                exchange("POST /tasti/api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 9000000000\r\n\r\n{");

        assertThat(answer)
                .startsWith("HTTP/1.1 413")
                .contains("\r\nconnection: close")
                .endsWith("too large.\"}");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "gzip",
                "identity",
                "xchunked",
                "gzip, chunked",
                "chunked, chunked",
                "chunked\r\nTransfer-Encoding: x"
            })
    void anUnknownTransferEncodingIsRejectedAndTheConnectionClosed(String coding) throws IOException {
        String answer = exchange("POST /express/api/auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + coding
                + "\r\n\r\n0\r\n\r\n" + NEXT);

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("\r\nconnection: close", "\"message\":\"Missing or invalid body fields.\"")
                .doesNotContain("access token");
    }

    @Test
    void aBodyForAnUnknownPathIsReadToItsEnd() throws IOException {
        refuses(exchange(post("x", "X: y", "x".repeat(300_000)) + NEXT), 400);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"*", "x", "express/api/user"})
    void anInvalidRequestTargetIsRejectedWithAnErrorBody(String target) throws IOException {
        refuses(exchange("GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(target) + NEXT), 400);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/express/api/auth/%7Bx%7D",
                "/api/auth/%7Bx%7D",
                "/fastapi/%7Ba%3A%5B%7D",
                "/express/api/auth/login%00",
                "/express//api/auth/",
                "/express/api/auth/login/login",
                "/drf-cookie/api/auth/%F0%9F%98%80"
            })
    void anOddPathIsNotFound(String path) throws IOException {
        refuses(exchange("GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path) + NEXT), 404);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/express/../fastapi/nothing", "/tasti/%2e%2e/%2e%2e/etc/passwd"})
    void aPathTraversalIsRejected(String path) throws IOException {
        refuses(exchange("GET %s HTTP/1.1\r\nHost: x\r\n\r\n".formatted(path) + NEXT), 400);
    }

    @ParameterizedTest(name = "Host: {0}")
    @ValueSource(strings = {"a b", "::1", "x:99999", "{x}", "user@h", "[::1]:8080", "EXPRESS.test", "", "x/y"})
    void anOddHostIsRejectedOrGetsTheFallbackContract(String host) throws IOException {
        String answer =
                exchange("POST /api/auth/refresh HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host));

        assertThat(answer).startsWith("HTTP/1.1 40").doesNotContain("<html", "Exception", "Error id");
    }

    @Test
    void aRequestWithoutHostGetsTheFallbackContract() throws IOException {
        assertThat(exchange("POST /api/auth/refresh HTTP/1.0\r\n\r\n"))
                .startsWith("HTTP/1.0 401")
                .endsWith("{\"detail\":\"Authentication credentials were not provided.\"}");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"Content-Encoding, gzip, 415", "Expect, 100-continue, 400", "X-Request-Id, a b, 400"})
    void oddHeaders(String name, String value, int status) throws IOException {
        String answer = exchange(
                post("/express/api/auth/login", "Content-Type: application/json\r\n" + name + ": " + value, "{}")
                        + NEXT);

        refuses(answer.replace("HTTP/1.1 100 Continue\r\n\r\n", ""), status);
    }

    @ParameterizedTest(name = "{0} is no UTF-8")
    @ValueSource(
            strings = {"\u00ff\u00fe", "\u00c3(", "\u00ed\u00a0\u0080", "\u00c0\u00af", "\u00f5\u0080\u0080\u0080"})
    void invalidUtf8IsRejected(String bytes) throws IOException {
        String body = "{\"username\": \"%s\", \"password\": \"lovelace\"}".formatted(bytes);
        refuses(exchange(post("/express/api/auth/register", "Content-Type: application/json", body) + NEXT), 400);
        refuses(exchange(post("/fastapi/auth/register", "Content-Type: application/json", body) + NEXT), 422);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{\"username\": 1e999999, \"password\": {}}",
                "{\"username\": \"a\", \"username\": [], \"password\": 1}",
                "\"\\ud800\"",
                "{\"__proto__\": {}, \"constructor\": 1}",
                "NaN",
                "{\"password\": \"\\u0000\"}"
            })
    void invalidJsonIsRejected(String body) throws IOException {
        for (String path : READING.subList(0, 8)) {
            refuses(exchange(post(path, "Content-Type: application/json", body) + NEXT), 400);
        }
        String nested = "[".repeat(30_000) + "]".repeat(30_000);
        refuses(exchange(post("/express/api/auth/login", "Content-Type: application/json", nested) + NEXT), 400);
    }

    /** Sent in turns, since a parser may cache keys of one body and fail at the next. */
    @Test
    void jsonKeysWithCollidingHashesCauseNoServerError() throws IOException {
        List<String> hostile = List.of(
                keys(IntStream.range(0, 2_048).mapToObj(i -> ofOneHash(i, 11))),
                keys(Stream.concat(
                        IntStream.range(0, 3_000).mapToObj(Integer::toHexString),
                        IntStream.range(0, 1_024).mapToObj(i -> ofOneHash(i, 10)))),
                keys(IntStream.range(0, 7_000).mapToObj(Integer::toString)),
                keys(Stream.of("k".repeat(60_000))),
                keys(Stream.generate(() -> "k").limit(9_000)),
                "\"k\":{".repeat(9_000) + "}".repeat(9_000),
                "\"password\":" + "9".repeat(60_000),
                "\"password\":1e" + "9".repeat(60_000));
        for (int turn = 0; turn < 3; turn++) {
            for (String body : hostile) {
                String request = post("/express/api/auth/login", "Content-Type: application/json", "{" + body + "}");
                refuses(exchange(request + NEXT), 400);
            }
        }
    }

    private static String keys(Stream<String> names) {
        return names.map(name -> "\"" + name + "\":1").collect(Collectors.joining(","));
    }

    /** Two times 33 and a letter are as much as the letter before it and a letter 33 further on: to Jackson, a symbol's hash. */
    private static String ofOneHash(int number, int pairs) {
        return IntStream.range(0, pairs)
                .mapToObj(bit -> (number >> bit & 1) == 0 ? "Bd" : "CC")
                .collect(Collectors.joining());
    }

    /** The first answer has this status and a JSON body of ours; the second shows the connection in order. */
    private static void refuses(String answers, int status) {
        assertThat(answers).startsWith("HTTP/1.1 " + status);
        assertThat(answers).doesNotContain("<html", "Exception", "latchkey.", "org.", "java.");
        String[] parts = answers.split("HTTP/1.1 ", -1);
        assertThat(parts).as(answers).hasSize(3);
        assertThat(parts[1].toLowerCase())
                .contains("content-type: application/")
                .contains("json");
        assertThat(parts[2]).startsWith("401").endsWith("access token.\"}");
    }

    private static String post(String path, String header, String body) {
        return request("POST " + path, header, body);
    }

    private static String request(String endpoint, String header, String body) {
        return "%s HTTP/1.1\r\nHost: x\r\n%s\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(endpoint, header, body.length(), body);
    }

    /** Sends {@code text}, a byte a character, and gives everything that comes back until the connection is closed. */
    public static String exchange(String text) throws IOException {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(RawConnection.MAX_WAIT);
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            InputStream answer = socket.getInputStream();
            return new String(answer.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
