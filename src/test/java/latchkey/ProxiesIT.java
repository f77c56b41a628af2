package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import latchkey.connection.RawConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The headers in which a proxy passes on address, host and scheme of the client. */
class ProxiesIT {

    private static final String ADA = "{\"username\": \"ada\", \"password\": \"lovelace\"}";

    private final Map<String, String> settings = ProductionIT.settings();
    private Replica replica;

    @AfterEach
    void stop() throws InterruptedException {
        replica.close();
    }

    @Test
    void forwardedHeadersOfAnUntrustedPeerAreIgnored() throws Exception {
        start();
        Database.empty();
        assertThat(post("register").statusCode()).isEqualTo(201);

        assertThat(loginFromHttps().statusCode()).isEqualTo(403);
        assertThat(post("login").statusCode()).isEqualTo(200);

        assertThat(Database.query("select address from session")).isEqualTo("127.0.0.1");
        assertThat(replica.output()).containsOnlyOnce("127.0.0.1 says for whom it forwards, which counts for nothing");
        assertThat(hostSpoofed().asString()).startsWith("{\"detail\":");
    }

    /** Over IPv6 as well: in a cluster without IPv4, the proxy, the health checks and the database have such addresses alone. */
    @Test
    void forwardedHeadersOfATrustedProxyAreUsed() throws Exception {
        settings.put("latchkey.proxies", "10.0.0.0/8,127.0.0.1,::1");
        URI database = URI.create(Database.url().substring("jdbc:".length()));
        boolean ipv6 = listens("::1", database.getPort());
        if (ipv6) {
            settings.put("quarkus.datasource.jdbc.url", Database.url().replace("//localhost:", "//[::1]:"));
        }
        start();
        Database.empty();
        assertThat(post("register").statusCode()).isEqualTo(201);

        assertThat(loginFromHttps().statusCode()).isEqualTo(200);

        assertThat(Database.query("select address from session")).isEqualTo("2001:db8:0:7::1");
        assertThat(hostSpoofed().asString()).startsWith("{\"detail\":");
        assumeTrue(ipv6, "skipped, but only what is over IPv6: this machine has none");
        assertThat(loginFromHttps(replica.given().baseUri("http://[::1]")).statusCode())
                .isEqualTo(200);
        assertThat(Database.query("select count(*) from session where address = '2001:db8:0:7::1'"))
                .isEqualTo("2");
        assertThat(replica.givenManagement()
                        .baseUri("http://[::1]")
                        .get("/q/health/ready")
                        .statusCode())
                .isEqualTo(200);
    }

    private static boolean listens(String address, int port) {
        try (Socket socket = new Socket(address, port)) {
            return socket.isConnected();
        } catch (IOException absent) {
            return false;
        }
    }

    /** As its filter asks: with the method and the host of the request that it holds, and the path behind our own. */
    @Test
    void forwardAuthTakesMethodAndHostFromEnvoysRequest() throws Exception {
        settings.put("latchkey.proxies", "127.0.0.1");
        settings.put("latchkey.forward-auth.proxy", "envoy");
        settings.put("latchkey.forward-auth.sign-in-page", "https://shop.example/sign-in");
        settings.put("latchkey.forward-auth.public-paths", "/assets/*");
        startAsItIs();

        for (String passing : List.of(
                "GET /forward-auth/assets/x?y=z|",
                "POST /forward-auth/assets/x|Content-Length: 7000",
                "OPTIONS /forward-auth/orders|Origin: http://x\r\nAccess-Control-Request-Method: PUT")) {
            assertThat(asked(passing))
                    .as(passing)
                    .startsWith("HTTP/1.1 200")
                    .contains("\r\nX-Auth-User-Id: \r\n", "\r\nX-Auth-Groups: \r\n");
        }
        for (String refused : List.of(
                "GET /forward-auth/orders|X-Forwarded-Uri: /assets/x\r\nX-Original-URL: https://shop.example/assets/x",
                "PUT /forward-auth/orders|X-Forwarded-Method: OPTIONS\r\nOrigin: http://x\r\nAccess-Control-Request-Method: PUT",
                "GET /forward-auth|Accept: text/html",
                "GET /forward-auth?/assets/x|",
                "GET /forward-auth/assets//x|",
                "GET //forward-auth/assets/x|",
                "POST /forward-auth/orders|Accept: text/html")) {
            assertThat(asked(refused)).as(refused).startsWith("HTTP/1.1 401").doesNotContain("ocation:");
        }
        assertThat(asked("GET /forward-auth/assets/..%2forders|")).startsWith("HTTP/1.1 400");
        assertThat(asked("GET /forward-auth/assets;/x|")).startsWith("HTTP/1.1 404");
        assertThat(asked("GET /forward-auth/orders?page=2|Accept: text/html\r\nX-Forwarded-Proto: https"))
                .startsWith("HTTP/1.1 302")
                .containsIgnoringCase(
                        "\r\nLocation: https://shop.example/sign-in?rd=https%3A%2F%2Fshop.example%2Forders%3Fpage%3D2\r\n");
    }

    private String asked(String question) throws IOException {
        String[] parts = question.split("[|]", -1);
        return RawConnection.exchange(
                replica.port(),
                parts[0] + " HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n"
                        + (parts[1].isEmpty() ? "" : parts[1] + "\r\n") + "\r\n");
    }

    /** The proxy removes the prefix: the service is at its root, the browser requests paths below the prefix. */
    @Test
    void worksBehindAProxyThatRemovesAPathPrefix(@TempDir Path folder) throws Exception {
        assumeTrue(Nginx.isThere(), "skipped: nginx is not on the PATH");
        settings.put("latchkey.issuer", "https://example.com/auth");
        settings.put("latchkey.proxies", "127.0.0.1");
        replica = Replica.start(settings);
        replica.awaitReady();
        Database.empty();
        String config = Files.readString(Path.of("docs/proxies/nginx-prefix.conf"))
                .replace("latchkey:8080", "127.0.0.1:" + replica.port());
        try (Nginx nginx = Nginx.start(folder, config)) {
            send(
                    HttpClient.newHttpClient(),
                    "http://localhost:" + nginx.port() + "/auth/express/api/auth/register",
                    ADA);
            for (String contract : List.of("express/api", "drf-cookie/api", "fastapi", "tasti/api/v1", "api")) {
                signsInAndRefreshes("http://localhost:" + nginx.port(), "/auth/" + contract + "/auth");
            }
            RequestSpecification browser = RestAssured.given().port(nginx.port());
            browser.get("/auth/.well-known/openid-configuration")
                    .then()
                    .body("issuer", equalTo("https://example.com/auth"))
                    .body("jwks_uri", equalTo("https://example.com/auth/.well-known/jwks.json"));
            browser.get("/.well-known/oauth-authorization-server/auth")
                    .then()
                    .body("issuer", equalTo("https://example.com/auth"));
            browser.get("/auth/.well-known/jwks.json").then().statusCode(200);
            browser.get("/auth/q/openapi?format=json").then().body("servers.url", contains("/auth"));
            browser.get("/auth/q/openapi?contract=express")
                    .then()
                    .body("servers.url", contains("/auth/express", "/auth/"));
        }
    }

    private static void signsInAndRefreshes(String proxy, String root) throws Exception {
        CookieManager cookies = new CookieManager();
        HttpClient browser = HttpClient.newBuilder().cookieHandler(cookies).build();
        HttpResponse<String> login = send(browser, proxy + root + "/login", ADA);
        assertThat(login.statusCode()).as(root + login.body()).isIn(200, 201);
        assertThat(cookies.getCookieStore().getCookies())
                .filteredOn(cookie -> cookie.getName().equals("refresh_token"))
                .singleElement()
                .extracting(HttpCookie::getPath)
                .asString()
                .startsWith(root);
        String refresh =
                root.contains("fastapi") ? "/refresh-token" : root.contains("tasti") ? "/token/refresh" : "/refresh";
        assertThat(send(browser, proxy + root + refresh, "{}").statusCode())
                .as(root)
                .isEqualTo(200);
        assertThat(send(browser, proxy + root + "/logout", "{}").statusCode())
                .as(root)
                .isEqualTo(200);
        assertThat(cookies.getCookieStore().getCookies()).isEmpty();
    }

    private static HttpResponse<String> send(HttpClient browser, String url, String body) throws Exception {
        return browser.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("Content-Type", "application/json")
                        .header("Origin", "https://example.com")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void start() throws Exception {
        settings.put("quarkus.http.cors.enabled", "true");
        settings.put("quarkus.http.cors.origins", "https://shop.example");
        startAsItIs();
    }

    private void startAsItIs() throws Exception {
        replica = Replica.start(settings);
        replica.awaitReady();
    }

    private Response post(String endpoint) {
        return replica.given()
                .header("X-Forwarded-For", "203.0.113.5")
                .contentType(ContentType.JSON)
                .body(ADA)
                .post("/express/api/auth/" + endpoint);
    }

    /** By a page of this very host, which the browser knows by https, where a proxy ends that. */
    private Response loginFromHttps() {
        return loginFromHttps(replica.given());
    }

    private static Response loginFromHttps(RequestSpecification request) {
        return request.header("Host", "auth.example.com")
                .header("Origin", "https://auth.example.com")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-For", "203.0.113.9, 2001:db8:0:7::1, 10.1.2.3")
                .contentType(ContentType.JSON)
                .body(ADA)
                .post("/express/api/auth/login");
    }

    private Response hostSpoofed() {
        return replica.given()
                .header("X-Forwarded-Host", "express.test")
                .header("Forwarded", "host=express.test")
                .post("/api/auth/refresh");
    }
}
