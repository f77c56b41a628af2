package latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import latchkey.Database;
import latchkey.contract.WireTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The security headers of every response. With an https issuer there is one more: see BrowsersIT. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ResponseHeadersTest {

    private static final String STRICT = "default-src 'none'; frame-ancestors 'none'";

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    POST /express/api/auth/login            | 400 |
                    POST /api/auth/login                    | 400 |
                    POST /auth/logout                       | 200 |
                    POST /fastapi/auth/logout               | 200 |
                    GET /api/user                           | 401 |
                    GET /account                            | 401 |
                    GET /forward-auth                       | 401 |
                    POST /forward-auth/some/where           | 401 |
                    GET /express/nothing                    | 404 |
                    GET /nothing                            | 404 |
                    POST /                                  | 405 |
                    POST /q/openapi                         | 405 |
                    DELETE /express/api/auth/login          | 405 |
                    OPTIONS /express/api/auth/login         | 200 |
                    POST /tasti/api/v1/auth/login           | 415 | Content-Encoding: gzip
                    POST /tasti/api/v1/auth/login           | 413 | Content-Length: 90000000
                    OPTIONS /api/auth/login                 | 204 | Origin: https://shop.example
                    POST /express/api/auth/refresh          | 403 | Origin: https://elsewhere.example
                    POST /oauth2/introspect                 | 400 |
                    GET /.well-known/jwks.json              | 200 |
                    GET /q/openapi                          | 200 |
                    GET /q/openapi?contract=express         | 200 |
                    GET /q/openapi?contract=nothing         | 404 |
                    GET /q/nothing                          | 404 |
                    OPTIONS *                               | 400 |
                    """)
    void everyResponseHasTheSecurityHeadersOnce(String request, int status, String header) throws IOException {
        List<String> answer = headers(request, header);

        assertThat(answer.get(0)).startsWith("http/1.1 " + status);
        assertThat(values(answer, "x-content-type-options")).containsExactly("nosniff");
        assertThat(values(answer, "referrer-policy")).containsExactly("no-referrer");
        assertThat(values(answer, "cross-origin-resource-policy")).containsExactly("same-origin");
        assertThat(values(answer, "content-security-policy")).containsExactly(STRICT);
        assertThat(values(answer, "strict-transport-security")).isEmpty();
        assertThat(values(answer, "server")).isEmpty();
        assertThat(values(answer, "x-powered-by")).isEmpty();
        assertThat(values(answer, "cache-control")).hasSizeLessThanOrEqualTo(1);
        assertThat(values(answer, "vary")).hasSizeLessThanOrEqualTo(1);
        assertThat(values(answer, "x-request-id")).hasSizeLessThanOrEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"/q/swagger-ui/, 200", "/q/swagger-ui, 302", "/q/dev-ui, 404"})
    void developmentPagesMayRunTheirScripts(String path, int status) throws IOException {
        List<String> answer = headers("GET " + path, null);

        assertThat(answer.get(0)).startsWith("http/1.1 " + status);
        assertThat(values(answer, "content-security-policy"))
                .singleElement()
                .asString()
                .startsWith("default-src 'self' 'unsafe-inline'")
                .endsWith("frame-ancestors 'self'");
        assertThat(values(answer, "x-content-type-options")).containsExactly("nosniff");
    }

    /** In small letters, the first line first. */
    private static List<String> headers(String request, String header) throws IOException {
        String given = header == null ? "" : header + "\r\n";
        String host = given.startsWith("Host:") ? "" : "Host: x\r\n";
        String body = given.contains("Content-Encoding") ? "{}" : "";
        String length = given.contains("Content-Length") ? "" : "Content-Length: " + body.length() + "\r\n";
        String answer = WireTest.exchange("%s HTTP/1.1\r\n%s%s%s".formatted(request, host, given, length)
                + "Cookie: refresh_token=x\r\nAccess-Control-Request-Method: POST\r\nConnection: close\r\n\r\n" + body);
        return answer.substring(0, answer.indexOf("\r\n\r\n"))
                .lines()
                .map(String::toLowerCase)
                .toList();
    }

    private static List<String> values(List<String> headers, String name) {
        return headers.stream()
                .filter(header -> header.startsWith(name + ":"))
                .map(header -> header.substring(name.length() + 1).strip())
                .toList();
    }
}
