package latchkey.http.request;

import static latchkey.contract.WireTest.exchange;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.contract.Givens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request targets and hosts that a proxy and Latchkey could interpret differently, byte by byte. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class RequestTargetTest {

    private static final String UNREADABLE =
            Pattern.quote("{\"title\":\"The request cannot be read.\",\"status\":400}");

    private static final List<String> WAYS_UP = List.of(
            "/..",
            "/../",
            "/x/..",
            "/.",
            "/./",
            "//..//",
            "/%2e%2e/",
            "/%2E%2e",
            "/.%2e/",
            "/%2E./",
            "/%2e",
            "/..;/",
            "/..;x=y/",
            "/.;/",
            "/%2e%2e;/",
            "/..%3b/",
            "/..%2f",
            "%2f..%2f",
            "%2F",
            "/x%2fy",
            "/..%5c",
            "\\..\\",
            "/..\\",
            "/x\\y",
            "%5C",
            "#",
            "/#/..");

    private static final List<String> ROOTS =
            List.of("/forward-auth", "/account", "/.well-known", "/express/api/user", "/api/auth", "/q/openapi");

    static Stream<Arguments> waysUp() {
        return ROOTS.stream().flatMap(root -> WAYS_UP.stream().map(way -> Arguments.of(root, way)));
    }

    @ParameterizedTest(name = "{0}{1}")
    @MethodSource("waysUp")
    void aPathTraversalIsRejected(String root, String way) throws IOException {
        for (String rest : List.of("", "/.well-known/jwks.json", "/account/sessions?x=y")) {
            assertUnreadable(request(rest.isEmpty() ? "GET" : "DELETE", root + way + rest));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/forward-auth/x/../../account/sessions",
                "/forward-auth/../account/sessions",
                "/forward-auth/%2e%2e/account/sessions",
                "http://x/forward-auth/../account/sessions",
                "/forward-auth/account/sessions",
                "/forward-auth//account/sessions",
                "//forward-auth/account/sessions",
                "/forward-auth/%252e%252e/account/sessions",
                "/forward-auth/?/../account/sessions"
            })
    void noOtherEndpointIsReachableBelowForwardAuth(String target) throws IOException {
        String access = signIn();
        String live = "select count(*) from session where ended_at is null";
        String before = Database.query(live);

        exchange("DELETE %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                .formatted(target, access));

        assertThat(Database.query(live)).isEqualTo(before).isNotEqualTo("0");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/forward-auth/.well-known/jwks.json",
                "/forward-auth//.well-known/jwks.json",
                "//forward-auth/.well-known/jwks.json",
                "/%66orward-auth/.well-known/jwks.json",
                "/forward%2Dauth",
                "/forward-auth/%252e%252e/.well-known/jwks.json",
                "/forward-auth/...",
                "/forward-auth/..x/.well-known/jwks.json",
                "/forward-auth/%c0%ae%c0%ae/.well-known/jwks.json",
                "http://x/forward-auth/.well-known/jwks.json",
                "HTTP://X/forward-auth",
                "/forward-auth/express/api/auth/register",
                "/forward-auth/q/openapi"
            })
    void everyPathBelowForwardAuthIsAnsweredByForwardAuth(String target) throws IOException {
        for (String method : List.of("GET", "POST", "DELETE", "HEAD", "OPTIONS", "PURGE")) {
            assertThat(exchange(request(method, target))).startsWith("HTTP/1.1 401");
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "/forward-auth?group=superuser, 403",
        "/forward-auth?group=user, 200",
        "/forward-auth?group=user&group=superuser, 403",
        "/forward-auth?group=superuser&/any/path?x=y&group=user, 403",
        "/forward-auth?group=user&/any/path?x=y&group=superuser, 403",
        "/forward-auth/?group=friends, 200",
        "/forward-auth/any/path?group=friends, 200",
        "//forward-auth?group=superuser, 403",
        "/%66orward-auth?group=superuser, 403",
    })
    void theGroupParameterCountsOnlyAtForwardAuthItself(String target, int status) throws IOException {
        assertThat(ask(target, "X: y")).startsWith("HTTP/1.1 " + status);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "/forward-auth, user, 200",
        "/forward-auth, superuser, 403",
        "/forward-auth/any/path?group=superuser, user, 200",
        "/forward-auth/any/path?group=user, superuser, 403",
        "/forward-auth?group=user, superuser, 403",
        "/forward-auth?group=superuser, user, 403",
        "/forward-auth, 'user,superuser', 403"
    })
    void theGroupHeaderCountsAtEveryForwardAuthPath(String target, String group, int status) throws IOException {
        assertThat(ask(target, "X-Required-Group: " + group)).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void ofSeveralGroupsAllAreRequired() throws IOException {
        assertThat(ask("/forward-auth", "X-Required-Group: superuser\r\nX-Required-Group: user"))
                .startsWith("HTTP/1.1 403");
        assertThat(ask("/forward-auth", "X-Required-Group: user\r\nX-Required-Group: superuser"))
                .startsWith("HTTP/1.1 403");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "/express;x/api/auth/login",
                "/express/api;x=y/auth/login",
                "/express/api/auth/login;",
                "/express/api/auth/login;jsessionid=1",
                "/api;x/auth/login",
                "/api/auth/login;x",
                "/;/express/api/auth/login",
                ";/express/api/auth/login",
                "/drf-cookie/api/auth/login;x",
                "/drf-token;/api/auth/login",
                "/tasti/api/v1/auth/login;x",
                "/fastapi/auth/login;x",
                "/oauth2;x/introspect",
                "/account;x",
                "/account/sessions/00000000-0000-0000-0000-000000000000;x",
                "/.well-known/jwks.json;x",
                "/forward-auth;x",
                "/forward-auth;/any/path",
                "/forward-auth/any;x/path",
                "/q;x/openapi",
                "/q/openapi;x",
                "/playground;x",
                "/nothing;x",
                "//express/api/auth/login",
                "/express//api/auth/login",
                "/express/api/auth//login",
                "/%65xpress/api/auth/login",
                "/express/api/auth/%6cogin",
                "//api/auth/login",
                "//oauth2/introspect",
                "/oauth2//introspect",
                "/%6fauth2/introspect",
                "//account",
                "//.well-known//jwks.json",
                "//q/openapi",
                "/q//",
                "/q//openapi",
                "/q/x//y",
                "/%71/openapi"
            })
    void anEncodedSpellingOfAPathIsNotFound(String path) throws IOException {
        signIn();
        String ada = "{\"username\":\"ada\",\"email\":\"ada@shop.example\",\"password\":\"lovelace\"}";
        String sessions = Database.query("select count(*) from session");
        String target = path.startsWith("/") ? path : "/" + path;
        for (String method : List.of("POST", "GET", "DELETE")) {
            String answer = exchange(("%s %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            + "Connection: close\r\nContent-Length: %d\r\n\r\n%s")
                    .formatted(method, target, ada.length(), ada));

            assertThat(answer)
                    .startsWith("HTTP/1.1 404")
                    .contains("ot found.\"")
                    .doesNotContain("Exception", "et-cookie");
        }
        assertThat(Database.query("select count(*) from session")).isEqualTo(sessions);
    }

    @Test
    void anUnknownPathIsAnsweredWithTheContractsError() throws IOException {
        assertThat(exchange(request("POST", "/express/api/auth/login;x"))).endsWith("{\"message\":\"Not found.\"}");
        assertThat(exchange(request("POST", "/drf-cookie/api/auth/login;x"))).contains("\"detail\":\"Not found.\"");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"/.well-known/jwks.json", "http://x/.well-known/jwks.json"})
    void unambiguousSpellingsOfAPathAreFound(String target) throws IOException {
        assertThat(exchange(request("GET", target))).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "http://other/express/api/user",
                "http://x:80/express/api/user",
                "http://user@x/express/api/user",
                "http:///express/api/user",
                "http://x?/express/api/user",
                "http://x#/express/api/user",
                "ftp://x/express/api/user",
                "x://x/express/api/user",
                "express/x://x/express/api/user",
                "://x/express/api/user"
            })
    void anAbsoluteTargetWithAnotherHostIsRejected(String target) throws IOException {
        assertUnreadable(request("GET", target));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                "Host: x\r\nHost: x\r\n",
                "Host: x\r\nHost: express.test\r\n",
                "Host: x\r\nhOST: y\r\n",
                "Host: x\r\nX: y\r\nHost:\r\n",
                "Host:\r\n",
                "Host: \t\r\n",
                "Host: a b\r\n",
                "Host: x, y\r\n",
                "Host: x,y\r\n",
                "Host: user@x\r\n",
                "Host: x/y\r\n",
                "Host: x?y\r\n",
                "Host: x\\y\r\n",
                "Host: http://x\r\n",
                "Host: ::1\r\n",
                "Host: [::1\r\n",
                "Host: [x y]\r\n",
                "Host: [::1]x\r\n",
                "Host: x:y\r\n",
                "Host: x:-1\r\n",
                "Host: x:99999\r\n",
                "Host: x:1:2\r\n",
                "Host: {x}\r\n",
                "Host: \u00e9\r\n",
                "Host: x\r\n y\r\n"
            })
    void exactlyOneValidHostHeaderIsAccepted(String hosts) throws IOException {
        for (String path :
                List.of("/api/auth/refresh", "/express/api/user", "/account", "/forward-auth", "/q/openapi")) {
            String answer = exchange("GET %s HTTP/1.1\r\n%sConnection: close\r\n\r\n".formatted(path, hosts));

            assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("Exception", "openapi");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "x",
                "x.example:8443",
                "X.Example",
                "x:",
                "127.0.0.1",
                "127.0.0.1:80",
                "[::1]",
                "[::1]:80",
                "a_b",
                "x.",
                "xn--bcher-kva.example",
                "[2001:DB8::1.2.3.4]"
            })
    void validHostsAreAccepted(String host) throws IOException {
        assertThat(exchange("GET /express/api/user HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host)))
                .startsWith("HTTP/1.1 401");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"", "Host: x\r\n"})
    void http10NeedsNoHost(String hosts) throws IOException {
        assertThat(exchange("GET /express/api/user HTTP/1.0\r\n%s\r\n".formatted(hosts)))
                .startsWith("HTTP/1.0 401");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"Host: x\r\nHost: x\r\n", "Host: a b\r\n", "Host:\r\n"})
    void anInvalidHostIsRejectedInHttp10Too(String hosts) throws IOException {
        assertThat(exchange("GET /express/api/user HTTP/1.0\r\n%s\r\n".formatted(hosts)))
                .startsWith("HTTP/1.0 400");
    }

    /** Ada's access token. */
    private static String signIn() {
        Database.empty();
        return Givens.of(List.of("ada is registered", "ada is signed in")).access();
    }

    private static String ask(String target, String header) throws IOException {
        return exchange("GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n%s\r\nConnection: close\r\n\r\n"
                .formatted(target, signIn(), header));
    }

    private static String request(String method, String target) {
        return "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".formatted(method, target);
    }

    private static void assertUnreadable(String request) throws IOException {
        // What is no URI at all, the HTTP server refuses without a word.
        assertThat(exchange(request)).startsWith("HTTP/1.1 400").containsPattern("\r\n\r\n($|" + UNREADABLE + ")");
    }
}
