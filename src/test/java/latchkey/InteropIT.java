package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import latchkey.connection.RawConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Third-party programs against two replicas. {@code .ci/run} installs what they need. */
class InteropIT {

    private static final Path SCRIPTS = Path.of("src/test/js");

    @TempDir
    private Path folder;

    private static int port;
    private static Map<String, String> settings;
    private static Replica one;
    private static Replica other;

    @BeforeAll
    static void startBoth() throws Exception {
        port = Nginx.freePort();
        settings = Database.settings();
        settings.put("latchkey.issuer", "http://localhost:" + port);
        settings.put("latchkey.keys.publish-for", "PT4S");
        settings.put("latchkey.forward-auth.proxy", "nginx");
        settings.put("latchkey.forward-auth.sign-in-page", "http://shop.example/sign-in");
        settings.put("latchkey.forward-auth.public-paths", "/assets/*");
        settings.put("quarkus.http.port", Integer.toString(port));
        settings.put("quarkus.management.port", "0");
        one = Replica.start(settings);
        one.awaitReady();
        settings.put("quarkus.http.port", "0");
        settings.put("quarkus.management.port", "0");
        other = Replica.start(settings);
        other.awaitReady();
    }

    @AfterAll
    static void stopBoth() throws Exception {
        one.close();
        other.close();
        Database.execute("delete from signing_key");
    }

    @BeforeEach
    void adaIsThereAndOneNewKey() throws Exception {
        Database.empty();
        Database.execute("delete from signing_key");
        Waiting.until("both have the one new key", () -> {
            List<String> kids = kids(one);
            return kids.equals(kids(other)) && kids.equals(List.of(Database.query("select max(kid) from signing_key")));
        });
        json(one, "{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/register")
                .then()
                .statusCode(201);
    }

    private static List<String> kids(Replica replica) {
        return replica.given().get("/.well-known/jwks.json").jsonPath().getList("keys.kid");
    }

    @Test
    void joseAndOpenidClientFollowARotationWithoutOneFailure() throws Exception {
        assumeTrue(Nginx.runs("node", "--version"), "skipped: node is not on the PATH");
        assumeTrue(
                Files.exists(SCRIPTS.resolve("node_modules")),
                "skipped: jose and openid-client are missing; npm install in src/test/js brings them");
        String refresh = json(one, "{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/drf-token/api/auth/login")
                .jsonPath()
                .getString("refresh");
        Process script = Nginx.process(
                "node",
                SCRIPTS.resolve("through-a-rotation.mjs").toString(),
                "http://localhost:" + port,
                "http://localhost:" + other.port(),
                refresh,
                Database.CLIENT_SECRET);
        BufferedReader output = script.inputReader(StandardCharsets.UTF_8);
        String begun = output.readLine();

        try (Replica command = Replica.start(settings, "keys", "rotate", "--json")) {
            assertThat(command.exitCode()).as(command.output()).isZero();
            assertThat(command.output()).contains("\"state\":\"published\"");
        }

        String said = begun + "\n" + output.lines().collect(Collectors.joining("\n"));
        assertThat(script.waitFor()).as(said).isZero();
        assertThat(said).startsWith("the first token is good\n").contains("checks, keys");
    }

    @Test
    void strictJwtLibrariesAcceptOurAccessTokens() throws Exception {
        assumeTrue(Nginx.runs("node", "--version"), "skipped: node is not on the PATH");
        assumeTrue(
                Files.exists(SCRIPTS.resolve("node_modules/express-jwt")),
                "skipped: express-jwt and its like are missing; npm install in src/test/js brings them");
        Response login = json(other, "{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/drf-token/api/auth/login");
        Process script = Nginx.process(
                "node",
                SCRIPTS.resolve("resource-servers.mjs").toString(),
                "http://localhost:" + port,
                Json.text(login, "access"),
                Json.text(login, "refresh"));

        String said = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(script.waitFor()).as(said).isZero();
        assertThat(said).contains("4 agree");
    }

    @Test
    void onlyOneReplicaRotatesAnOldKey() throws Exception {
        one.given().get("/.well-known/jwks.json").then().statusCode(200);
        Database.execute("update signing_key set signs_from = signs_from - interval '90 days'");

        // Whoever comes while another reads the ring gets the one before.
        Waiting.until("both have the new key", () -> {
            List<List<String>> read = kidsOfBothAtOnce();
            return read.get(0).size() > 1 && read.stream().distinct().count() == 1;
        });

        assertThat(kids(one)).hasSize(2);
        assertThat(Database.query("select count(*) from signing_key")).isEqualTo("2");
    }

    private static List<List<String>> kidsOfBothAtOnce() {
        try {
            return ConcurrentCallers.of(16, caller -> () -> kids(caller % 2 == 0 ? one : other));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void tokensOfACompromisedKeyAreRejectedByEveryReplica() throws Exception {
        Response login =
                json(one, "{\"username\": \"ada\", \"password\": \"lovelace\"}").post("/express/api/auth/login");
        String token = Json.text(login, "data.token");
        assertThat(user(other, token)).isEqualTo(200);
        String kid = one.given().get("/.well-known/jwks.json").jsonPath().getString("keys[0].kid");

        try (Replica command = Replica.start(settings, "keys", "compromised", kid)) {
            assertThat(command.exitCode()).as(command.output()).isZero();
        }

        for (Replica replica : List.of(one, other)) {
            Waiting.until("the key is out of use", () -> user(replica, token) == 401);
            assertThat(replica.given().get("/.well-known/jwks.json").asString()).doesNotContain(kid);
            replica.given()
                    .cookie("refresh_token", login.cookie("refresh_token"))
                    .post("/express/api/auth/refresh")
                    .then()
                    .statusCode(401);
        }
        String again = json(other, "{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/login")
                .jsonPath()
                .getString("data.token");
        assertThat(user(one, again)).isEqualTo(200);
    }

    /** The commands themselves are tried in latchkey.command. */
    @Test
    void commandsRunBesideReplicasAndActOnAll() throws Exception {
        Response login =
                json(one, "{\"username\": \"ada\", \"password\": \"lovelace\"}").post("/express/api/auth/login");

        assertThat(command("accounts", "disable", "ada")).isZero();
        json(other, "{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/login")
                .then()
                .statusCode(401);
        other.given()
                .cookie("refresh_token", login.cookie("refresh_token"))
                .post("/express/api/auth/refresh")
                .then()
                .statusCode(401);
        assertThat(command("migrate")).isZero();
    }

    @Test
    void nginxUsesForwardAuthAndOverwritesIdentityHeadersOfTheClient() throws Exception {
        assumeTrue(Nginx.isThere(), "skipped: nginx is not on the PATH");
        HttpServer application = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        application.createContext("/", exchange -> {
            byte[] seen = exchange.getRequestHeaders().entrySet().stream()
                    .filter(header -> header.getKey().startsWith("X-auth"))
                    .map(header -> header.getKey() + "=" + header.getValue())
                    .sorted()
                    .toList()
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, seen.length);
            exchange.getResponseBody().write(seen);
            exchange.close();
        });
        application.start();
        String config = Files.readString(Path.of("docs/verify/nginx/nginx.conf"))
                .replace("latchkey:8080", "127.0.0.1:" + port)
                .replace(
                        "application:3000",
                        "127.0.0.1:" + application.getAddress().getPort());
        try (Nginx nginx = Nginx.start(folder, config)) {
            int proxy = nginx.port();
            String token = json(one, "{\"username\": \"ada\", \"password\": \"lovelace\"}")
                    .post("/express/api/auth/login")
                    .jsonPath()
                    .getString("data.token");
            RequestSpecification claims = RestAssured.given()
                    .port(proxy)
                    .header("X-Auth-User-Id", "0")
                    .header("X-Auth-Groups", "superuser")
                    .header("X-Auth-Email", "root@shop.example");

            assertThat(RestAssured.given().port(proxy).get("/orders").statusCode())
                    .isEqualTo(401);
            String seen = claims.header("Authorization", "Bearer " + token)
                    .body("an order")
                    .post("/orders?group=superuser")
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            assertThat(seen)
                    .isEqualTo("[X-auth-groups=[user], X-auth-user-id=[%s], X-auth-username=[ada]]"
                            .formatted(Database.query("select id from account")));
            nginxDemandsMoreForSomePaths(proxy, token);
            nginxLetsThroughWhatIsPublicAndNothingElse(proxy);
            nginxSendsABrowserToSignIn(proxy);
        } finally {
            application.stop(0);
        }
    }

    private static void nginxDemandsMoreForSomePaths(int proxy, String token) throws IOException {
        String authorization = "Authorization: Bearer " + token + "\r\n";
        for (String path : List.of("/reports", "/Reports/1", "//reports", "/x/../reports", "/%72eports")) {
            assertThat(answer(proxy, "GET " + path, authorization))
                    .as(path)
                    .startsWith("HTTP/1.1 403")
                    .contains("\r\nWWW-Authenticate: Bearer error=\"insufficient_scope\"\r\n");
        }
        assertThat(answer(proxy, "GET /payments", authorization))
                .startsWith("HTTP/1.1 401")
                .containsOnlyOnce("WWW-Authenticate")
                .contains("error=\"insufficient_user_authentication\"", "acr_values=\"aal2\", max_age=\"600\"\r\n");
    }

    private static void nginxLetsThroughWhatIsPublicAndNothingElse(int proxy) throws IOException {
        String claims = "X-Auth-User-Id: 1\r\nX-Auth-Username: root\r\n";
        assertThat(answer(proxy, "GET /assets/app.js?v=1", claims))
                .startsWith("HTTP/1.1 200")
                .endsWith("[]");
        assertThat(answer(
                        proxy,
                        "OPTIONS /orders",
                        claims + "Origin: http://x\r\nAccess-Control-Request-Method: PUT\r\n"))
                .startsWith("HTTP/1.1 200")
                .endsWith("[]");
        for (String path :
                List.of("/assets/../orders", "/assets/%2e%2e/orders", "/assets/..%2forders", "/assets//x", "/assets")) {
            assertThat(answer(proxy, "GET " + path, "")).as(path).startsWith("HTTP/1.1 401");
        }
        for (String claim : List.of(
                "X-Original-URL: http://shop.example/assets/x\r\n",
                "X-Forwarded-Uri: /assets/x\r\nX-Forwarded-Host: shop.example\r\n",
                "X-Original-Method: OPTIONS\r\nOrigin: http://x\r\nAccess-Control-Request-Method: PUT\r\n",
                "X-Forwarded-Method: OPTIONS\r\nOrigin: http://x\r\nAccess-Control-Request-Method: PUT\r\n")) {
            assertThat(answer(proxy, "PUT /orders", claim)).as(claim).startsWith("HTTP/1.1 401");
        }
    }

    private static void nginxSendsABrowserToSignIn(int proxy) throws IOException {
        assertThat(answer(proxy, "GET /orders?page=2", "Accept: text/html,*/*\r\n"))
                .startsWith("HTTP/1.1 302")
                .contains(
                        "\r\nLocation: http://shop.example/sign-in?rd=http%3A%2F%2Fshop.example%2Forders%3Fpage%3D2\r\n");
        assertThat(answer(proxy, "GET /orders", "Accept: application/json\r\n"))
                .startsWith("HTTP/1.1 401")
                .contains("\r\nWWW-Authenticate: Bearer\r\n")
                .doesNotContain("Location:");
    }

    private static String answer(int port, String request, String headers) throws IOException {
        return RawConnection.exchange(
                port, request + " HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n" + headers + "\r\n");
    }

    /** With the HTTP port of a running replica: a command that opened the port would fail. */
    private int command(String... arguments) throws Exception {
        settings.put("quarkus.http.port", Integer.toString(port));
        try (Replica command = Replica.start(settings, arguments)) {
            return command.exitCode();
        }
    }

    private static int user(Replica replica, String token) {
        return replica.given()
                .header("Authorization", "Bearer " + token)
                .get("/express/api/user")
                .statusCode();
    }

    private static RequestSpecification json(Replica replica, String body) {
        return replica.given().contentType(ContentType.JSON).body(body);
    }
}
