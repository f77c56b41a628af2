package latchkey.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import latchkey.Database;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever headers a trusted proxy passes on for a client, the request is answered. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(ImpatientWithTls.class)
class ForwardedHeadersProfileTest {

    private static final List<String> NAMES = List.of(
            "X-Forwarded-For",
            "Forwarded",
            "X-Forwarded-Proto",
            "X-Forwarded-Host",
            "X-Forwarded-Port",
            "X-Forwarded-Prefix",
            "X-Forwarded-Ssl",
            "X-Forwarded-Trusted-Proxy",
            "X-Real-IP",
            "Via");

    private static final List<String> VALUES = List.of(
            "",
            " ",
            ",",
            ",,",
            ",1.2.3.4",
            "1.2.3.4,",
            " , , ",
            ":",
            ":80",
            "1.2.3.4:",
            "1.2.3.4:x",
            "1.2.3.4:99999",
            "1.2.3.4:-1",
            "[",
            "]",
            "[]",
            "[]:80",
            "[::1",
            "::1]:80",
            "[::1]:",
            "[::1]:99999999999",
            "%",
            "%00",
            "\u0000".repeat(0) + "\u00ff\u00fe",
            "unknown",
            "_hidden",
            "localhost",
            "for=",
            "for=\"",
            "for=\"[",
            "for=;proto=;host=",
            "for=1.2.3.4;host=\"",
            "for=:80;proto=https;host=:80",
            "proto=",
            "host=",
            "host=a b",
            "host=:x",
            "host=[",
            ";;;",
            "=",
            "https://",
            "javascript:",
            "ftp",
            "on",
            "0",
            "-1",
            "65536",
            "99999999999999999999",
            "/../..",
            "//",
            "http://[",
            "x".repeat(5_000),
            ",".repeat(5_000),
            "1.2.3.4, ".repeat(500));

    static Stream<String> oddHeaders() {
        return NAMES.stream().flatMap(name -> VALUES.stream().map(value -> name + ": " + value));
    }

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @Test
    void anInvalidForwardedHeaderIsIgnored() throws IOException {
        String good = plain(ask("X: y"));
        for (String header : oddHeaders().toList()) {
            assertThat(plain(ask(header))).as(header).isEqualTo(good);
            assertThat(plain(ask(header + "\r\n" + header)))
                    .as(header + ", twice")
                    .isEqualTo(good);
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void severalInvalidForwardedHeadersAreIgnored(String headers) throws IOException {
        assertThat(ask(headers)).as(headers).startsWith("HTTP/1.1 401");
    }

    static Stream<String> pairs() {
        List<String> odd = List.of("", ",", ":80", "[", "for=", "99999");
        return NAMES.stream()
                .limit(7)
                .flatMap(one -> odd.stream().map(value -> one + ": " + value))
                .map(one -> Stream.concat(
                                Stream.of(one), NAMES.stream().limit(7).map(other -> other + ": ,"))
                        .reduce((a, b) -> a + "\r\n" + b)
                        .orElseThrow());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
            X-Forwarded-For: 198.51.100.7          | 198.51.100.7
            X-Forwarded-For: 10.1.1.1, 198.51.100.7, 127.0.0.1 | 198.51.100.7
            X-Forwarded-For: 198.51.100.7,         | 127.0.0.1
            X-Forwarded-For: ,198.51.100.7         | 198.51.100.7
            X-Forwarded-For: ,                     | 127.0.0.1
            Forwarded: for="[2001:db8::7]:4711"    | 2001:db8::7
            Forwarded: for=                        | 127.0.0.1
            """)
    void theClientAddressIsReadFromForwardedHeaders(String header, String client) throws IOException {
        String ada = "{\"username\": \"ada\", \"password\": \"lovelace\"}";
        for (String endpoint : List.of("register", "login")) {
            RawConnection.exchange(
                    RestAssured.port,
                    "POST /express/api/auth/%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s\r\n"
                                    .formatted(endpoint, header)
                            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                                    .formatted(ada.length(), ada));
        }

        assertThat(Database.query("select address from session")).isEqualTo(client);
    }

    /** Proxies are configured as networks: Quarkus would look up a single IPv6 address in DNS at each request. */
    @Test
    void trustedProxiesNeedNoDnsLookup() {
        assertThat(ConfigProvider.getConfig().getValue("quarkus.http.proxy.trusted-proxies", String.class))
                .isEqualTo("0.0.0.0/32,127.0.0.1/32,::1/128");
    }

    private static String ask(String headers) throws IOException {
        return RawConnection.exchange(
                RestAssured.port,
                "GET /express/api/user HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n\r\n");
    }

    private static String plain(String answer) {
        return answer.replaceFirst("(?i)x-request-id: [^\r]*", "");
    }
}
