package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.RestAssured;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.connection.RawConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a header contains that a library reads before Latchkey does, the request is answered or its connection closed. */
class OddHeadersIT {

    private static final List<String> NAMES = List.of(
            "Host",
            "Content-Length",
            "Transfer-Encoding",
            "Expect",
            "Connection",
            "Keep-Alive",
            "Upgrade",
            "HTTP2-Settings",
            "Sec-WebSocket-Key",
            "Sec-WebSocket-Version",
            "TE",
            "Trailer",
            "Cookie",
            "Authorization",
            "Accept",
            "Accept-Encoding",
            "Accept-Language",
            "Content-Type",
            "Content-Encoding",
            "Origin",
            "Sec-Fetch-Site",
            "Access-Control-Request-Method",
            "Access-Control-Request-Headers",
            "Traceparent",
            "Tracestate",
            "Baggage",
            "X-Request-Id",
            "User-Agent",
            "If-None-Match",
            "If-Modified-Since",
            "Range",
            "X-HTTP-Method-Override",
            "X-Forwarded-For",
            "X-Forwarded-Proto",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "X-Forwarded-Prefix",
            "X-Forwarded-Ssl",
            "X-Forwarded-Trusted-Proxy",
            "Forwarded");

    private static final List<String> VALUES = List.of(
            "",
            ",",
            ";",
            "=",
            ":",
            ":80",
            "[",
            "a=\"",
            "\"",
            "%",
            "%zz",
            "/",
            "*/*;q=x",
            ";charset=",
            "text/html;charset=\"x",
            "application/json;charset=nothing",
            "application/json; charset=utf-16; a=\"",
            "multipart/form-data",
            "application/x-www-form-urlencoded; boundary=\"",
            "websocket",
            "Upgrade, close",
            "h2c",
            "100-continue",
            "200-ok",
            "0",
            "1",
            "-1",
            "+1",
            "99999999999999999999",
            "1, 1",
            "1, 2",
            "chunked",
            "chunked, gzip",
            "bytes=-",
            "bytes=0-,",
            "Basic",
            "Basic :",
            "Basic Og==",
            "Bearer",
            "Bearer .",
            "Bearer ..",
            "Digest x",
            "00-00000000000000000000000000000000-0000000000000000-00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "ff-x",
            "a=b;c=d,e",
            "a=%,b=%4",
            "$Version=1; a=\"b; c",
            "null",
            "http://[",
            "http://",
            "https://",
            "https://shop.example",
            "x-y-z",
            "\u00ff\u00fe",
            "a\tb",
            "x".repeat(9_000));

    private static final List<String> REQUESTS = List.of(
            "GET /express/api/user HTTP/1.1",
            "POST /api/auth/refresh HTTP/1.1",
            "OPTIONS /forward-auth HTTP/1.1",
            "GET /q/openapi HTTP/1.1",
            "GET / HTTP/1.0");

    private static final List<String> ON_THE_MANAGEMENT_PORT = List.of(
            "GET /q/health/live HTTP/1.1",
            "GET /q/metrics HTTP/1.1",
            "OPTIONS /q/health HTTP/1.1",
            "POST /q/health/ready HTTP/1.1",
            "GET / HTTP/1.0");

    /**
     * Below {@code /q}, 32 requests may run at once; a further one is 503. A client may send its next request before the service
     * counts its former one as over.
     */
    private static final int CLIENTS = 15;

    /** The management port accepts 64 connections, 32 of one network. */
    private static final int MANAGEMENT_CLIENTS = 10;

    @TempDir
    private Path folder;

    /** All headers once, and those again that are read otherwise with traces or without a trusted proxy; {@code -Dodd.headers=all} sends all. */
    @ParameterizedTest(name = "proxies: {0}, without traces: {1}, headers: {2}")
    @CsvSource({
        "127.0.0.1, true, .*",
        "127.0.0.1, false, Host|Trace.*|Baggage|User-Agent|X-Forwarded-.*|Forwarded",
        "10.0.0.1, true, Host|X-Forwarded-.*|Forwarded"
    })
    void everyOddHeaderIsAnsweredOrTheConnectionIsClosed(String proxies, String withoutTraces, String names)
            throws Exception {
        List<Header> headers = headers("all".equals(System.getProperty("odd.headers")) ? ".*" : names);
        try (Replica replica = started(proxies, withoutTraces)) {
            asked(replica.port(), REQUESTS, headers, CLIENTS);
            asked(replica.managementPort(), ON_THE_MANAGEMENT_PORT, headers, MANAGEMENT_CLIENTS);
            assertThat(replica.output()).doesNotContain(" ERROR ", "Exception");
        }
    }

    private record Header(String name, String value) {

        @Override
        public String toString() {
            return name + ": " + value;
        }
    }

    private static List<Header> headers(String names) {
        return NAMES.stream()
                .filter(name -> name.matches(names))
                .flatMap(name -> VALUES.stream().map(value -> new Header(name, value)))
                .toList();
    }

    /** Sends several at a time, since a silent connection is only closed after a timeout. */
    private static void asked(int port, List<String> requests, List<Header> headers, int clients) throws Exception {
        ConcurrentCallers.of(clients, client -> () -> {
            for (int i = client; i < headers.size(); i += clients) {
                asked(port, requests, headers.get(i));
            }
            return client;
        });
    }

    private static void asked(int port, List<String> requests, Header header) throws IOException {
        String request = requests.get(Math.floorMod((header.name() + header.value()).hashCode(), requests.size()));
        assertThat(answer(port, request, header.toString()))
                .as(request + ", " + header)
                .matches("|[234][0-9][0-9]|501");
    }

    @Test
    void everyOddHeaderIsAnsweredOrTheConnectionIsClosedBehindNginx() throws Exception {
        assumeTrue(Nginx.isThere(), "skipped: nginx is not on the PATH");
        try (Replica replica = Replica.start(settings("127.0.0.1"));
                Nginx nginx = Nginx.start(folder, config(replica.port()))) {
            for (String value : VALUES) {
                for (String name : Stream.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Ssl")
                        .toList()) {
                    assertThat(answer(nginx.port(), "POST /api/auth/refresh HTTP/1.1", name + ": " + value))
                            .as(name + ": " + value)
                            .matches("4[0-9][0-9]");
                }
            }
            assertThat(RestAssured.given()
                            .port(nginx.port())
                            .post("/api/auth/refresh")
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    private static String config(int port) throws IOException {
        return Files.readString(Path.of("docs/verify/nginx/nginx.conf"))
                .replace("latchkey:8080", "127.0.0.1:" + port)
                .replace("application:3000", "127.0.0.1:" + port);
    }

    private static Map<String, String> settings(String proxies) {
        Map<String, String> settings = ProductionIT.settings();
        settings.put("latchkey.proxies", proxies);
        return settings;
    }

    private static Replica started(String proxies, String withoutTraces) throws Exception {
        Map<String, String> settings = settings(proxies);
        settings.put("latchkey.connections.request-timeout", "PT1S");
        settings.put("latchkey.connections.idle-timeout", "PT1S");
        settings.put("quarkus.otel.sdk.disabled", withoutTraces);
        settings.put("quarkus.otel.traces.exporter", "none");
        settings.put("quarkus.otel.bsp.schedule.delay", "PT10M");
        Replica replica = Replica.start(settings);
        replica.awaitReady();
        return replica;
    }

    /** The status, or an empty text if the connection was closed. */
    private static String answer(int port, String request, String header) throws IOException {
        String host = header.startsWith("Host:") ? "" : "Host: x\r\n";
        String close = header.startsWith("Connection:") ? "" : "Connection: close\r\n";
        String answer = RawConnection.exchange(port, request + "\r\n" + host + close + header + "\r\n\r\n");
        return answer.startsWith("HTTP/1.")
                ? answer.replaceFirst("^HTTP/1.1 100[^\r]*\r\n\r\n", "").substring(9, 12)
                : answer;
    }
}
