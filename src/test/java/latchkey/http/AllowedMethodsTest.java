package latchkey.http;

import static latchkey.contract.WireTest.exchange;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.contract.Givens;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The methods of every path: the Allow header, the response to OPTIONS and the accepted methods agree. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class AllowedMethodsTest {

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PURGE", "M-SEARCH", "get");

    /** Bytes. */
    private static final int LONG = 8_000;

    private final int publicPort = RestAssured.port;

    private String access = "";

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        access = Givens.of(List.of("ada is registered", "ada is signed in")).access();
    }

    @AfterEach
    void usePublicPortAgain() {
        RestAssured.port = publicPort;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            /express/api/auth/login                                     | OPTIONS, POST
            /express/api/auth/login/                                    | OPTIONS, POST
            http://x/express/api/auth/login                             | OPTIONS, POST
            /express/api/user                                           | GET, HEAD, OPTIONS
            /express/api/user?x=y                                       | GET, HEAD, OPTIONS
            /api/user/                                                  | GET, HEAD, OPTIONS
            /drf-cookie/api/auth/refresh                                | OPTIONS, POST
            /drf-token/api/auth/logout                                  | OPTIONS, POST
            /fastapi/auth/login                                         | OPTIONS, POST
            /auth/test-token                                            | OPTIONS, POST
            /tasti/api/v1/auth/token/refresh                            | OPTIONS, POST
            /account                                                    | DELETE, GET, HEAD, OPTIONS, PATCH
            /account/password                                           | OPTIONS, POST
            /account/sessions                                           | DELETE, GET, HEAD, OPTIONS
            /account/sessions/00000000-0000-0000-0000-000000000000      | DELETE, OPTIONS
            /oauth2/introspect                                          | OPTIONS, POST
            /oauth2/revoke                                              | OPTIONS, POST
            /.well-known/jwks.json                                      | GET, HEAD, OPTIONS
            /.well-known/openid-configuration                           | GET, HEAD, OPTIONS
            /.well-known/oauth-authorization-server/                    | GET, HEAD, OPTIONS
            /playground/facts                                           | GET, HEAD, OPTIONS
            /playground/replays/x                                       | OPTIONS, POST
            /playground/app.js                                          | GET, HEAD, OPTIONS
            /                                                           | GET, HEAD, OPTIONS
            /dev/doctor                                                 | GET, HEAD, OPTIONS
            /dev/doctor/verdict                                         | GET, HEAD, OPTIONS
            /q/openapi                                                  | GET, HEAD, OPTIONS
            /q/openapi?contract=express                                 | GET, HEAD, OPTIONS
            """)
    void allowHeaderAndRejectedMethodsAgree(String target, String allowed) throws IOException {
        agree(target, allowed);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics"})
    void allowHeaderAndRejectedMethodsAgreeOnTheManagementPort(String target) throws IOException {
        RestAssured.port = ConfigProvider.getConfig().getValue("quarkus.management.port", Integer.class);

        agree(target, "GET, HEAD, OPTIONS");
        assertSameHead(target);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/nothing",
                "/express/api/auth/nothing",
                "/express/api/auth/login/login",
                "/express",
                "/api/auth/nothing",
                "/account/nothing",
                "/account/password/x",
                "/.well-known/nothing",
                "/playground/nothing.js",
                "//account",
                "/account;x",
                "/express/api/auth//login",
                "/q/nothing",
                "/q/health",
                "/q/health/live",
                "/q/metrics"
            })
    void anUnknownPathHasNoAllowedMethods(String target) throws IOException {
        for (String method : List.of("OPTIONS", "GET", "POST", "PURGE")) {
            String answer = ask(method, target);

            assertThat(answer).as(method).startsWith("HTTP/1.1 404");
            assertThat(values(answer, "allow")).as(method).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/express/api/user",
                "/drf-cookie/api/user",
                "/account",
                "/account/sessions",
                "/.well-known/jwks.json",
                "/.well-known/openid-configuration",
                "/.well-known/oauth-authorization-server",
                "/forward-auth",
                "/forward-auth/any/path",
                "/forward-auth?group=superuser",
                "/playground/facts",
                "/playground/golden/express",
                "/playground/app.js",
                "/",
                "/dev/doctor",
                "/q/openapi",
                "/q/openapi?contract=express",
                "/q/openapi?contract=nothing",
                "/nothing"
            })
    void headHasTheHeadersOfGetAndNoBody(String target) throws IOException {
        assertSameHead(target);
    }

    @Test
    void aRejectedMethodIsAnsweredWithTheContractsError() throws IOException {
        assertThat(ask("PUT", "/express/api/auth/login")).endsWith("{\"message\":\"Method not allowed.\"}");
        assertThat(ask("PUT", "/account")).endsWith("{\"title\":\"Method not allowed.\",\"status\":405}");
        assertThat(ask("PUT", "/")).endsWith("{\"title\":\"Method not allowed.\",\"status\":405}");
        assertThat(ask("PUT", "/q/openapi")).endsWith("{\"title\":\"Method not allowed.\",\"status\":405}");
    }

    @Test
    void aListedOriginsPreflightIsAnsweredAsBefore() throws IOException {
        String answer = exchange("OPTIONS /express/api/auth/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Origin: https://shop.example\r\nAccess-Control-Request-Method: POST\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 204");
        assertThat(values(answer, "access-control-allow-origin")).containsExactly("https://shop.example");
    }

    private void agree(String target, String allowed) throws IOException {
        agree(target, allowed, access);
    }

    /** Asks with every method, as the user whose access token this is. */
    static void agree(String target, String allowed, String access) throws IOException {
        String told = ask("OPTIONS", target, access);
        assertThat(told).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n");
        assertThat(values(told, "allow")).containsExactly(allowed);
        List<String> there = List.of(allowed.split(", "));
        for (String method : METHODS) {
            String answer = ask(method, target, access);
            if (there.contains(method)) {
                assertThat(answer).as(method).doesNotStartWith("HTTP/1.1 405");
            } else {
                assertThat(answer).as(method).startsWith("HTTP/1.1 405");
                assertThat(values(answer, "allow")).as(method).containsExactly(allowed);
            }
        }
    }

    private void assertSameHead(String target) throws IOException {
        assertSameHead(target, access);
    }

    static void assertSameHead(String target, String access) throws IOException {
        String got = ask("GET", target, access);
        String head = ask("HEAD", target, access);

        assertThat(head).endsWith("\r\n\r\n");
        assertThat(head.indexOf("\r\n\r\n")).isEqualTo(head.length() - 4);
        Set<String> lines = lines(got);
        if (got.length() - got.indexOf("\r\n\r\n") >= LONG || target.equals("/q/metrics")) {
            // What is sent in parts has no length, and what is measured has another.
            lines.removeIf(AllowedMethodsTest::isOfLength);
            assertThat(lines(head).stream().filter(line -> !isOfLength(line))).containsExactlyElementsOf(lines);
        } else {
            assertThat(lines(head)).isEqualTo(lines);
        }
    }

    private static boolean isOfLength(String line) {
        return line.startsWith("content-length:") || line.startsWith("transfer-encoding:");
    }

    /** The status and every header, but what no two answers have in common. */
    private static Set<String> lines(String answer) {
        Set<String> lines = new TreeSet<>();
        head(answer)
                .filter(line -> !line.startsWith("x-request-id") && !line.startsWith("date"))
                .forEach(lines::add);
        return lines;
    }

    private static List<String> values(String answer, String header) {
        return head(answer)
                .filter(line -> line.startsWith(header + ":"))
                .map(line -> answer.substring(
                        answer.toLowerCase(Locale.ROOT).indexOf("\r\n" + line) + header.length() + 3,
                        answer.toLowerCase(Locale.ROOT).indexOf("\r\n" + line) + line.length() + 2))
                .map(String::strip)
                .toList();
    }

    private static Stream<String> head(String answer) {
        return answer.toLowerCase(Locale.ROOT).split("\r\n\r\n", 2)[0].lines();
    }

    private String ask(String method, String target) throws IOException {
        return ask(method, target, access);
    }

    private static String ask(String method, String target, String access) throws IOException {
        return exchange("%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                .formatted(method, target, access));
    }
}
