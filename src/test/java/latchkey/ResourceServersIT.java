package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.SoftAssertions.assertSoftly;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The samples in {@code docs/verify} that can run here, with tokens of Latchkey and with others. */
@EnabledIfSystemProperty(
        named = "resource.servers",
        matches = "true",
        disabledReason = "skipped: -Dresource.servers=true builds services of other frameworks")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ResourceServersIT {

    private static final Map<ResourceServer, String> MISSING = new ConcurrentHashMap<>();
    private static final Map<ResourceServer, Replica> SERVERS = new EnumMap<>(ResourceServer.class);
    private static final Map<ResourceServer, Integer> PORTS = new EnumMap<>(ResourceServer.class);

    @TempDir
    private Path folder;

    private static Map<String, String> settings;
    private static Replica latchkey;
    private static String issuer;

    @BeforeAll
    static void startAll() throws Exception {
        int port = Nginx.freePort();
        issuer = "http://localhost:" + port;
        settings = Database.settings();
        settings.put("latchkey.issuer", issuer);
        settings.put("latchkey.keys.publish-for", "PT4S");
        settings.put("quarkus.http.port", Integer.toString(port));
        settings.put("quarkus.management.port", "0");
        latchkey = Replica.start(settings);
        latchkey.awaitReady();
        Database.empty();
        Database.execute("delete from signing_key");
        ada("/express/api/auth/register").then().statusCode(201);
        Stream.of(ResourceServer.values()).parallel().forEach(server -> server.prepare()
                .ifPresent(needed -> MISSING.put(server, needed)));
        for (ResourceServer server : ResourceServer.values()) {
            if (!MISSING.containsKey(server)) {
                PORTS.put(server, Nginx.freePort());
                SERVERS.put(server, server.start(issuer, PORTS.get(server)));
            }
        }
    }

    @AfterAll
    static void stopAll() throws Exception {
        for (Replica server : SERVERS.values()) {
            server.close();
        }
        latchkey.close();
        Database.execute("delete from signing_key");
    }

    /** Before the others, because each server fetches keys only now and then. */
    @ParameterizedTest
    @EnumSource
    @Order(1)
    void acceptsATokenOfANewKeyWithoutARestart(ResourceServer server) throws Exception {
        int port = port(server);
        TokenForge before = token();
        assertThat(ask(port, "GET /orders", "Bearer " + before.original()).statusCode())
                .isEqualTo(200);

        settings.put("quarkus.http.port", "0");
        try (Replica command = Replica.start(settings, "keys", "rotate")) {
            assertThat(command.exitCode()).as(command.output()).isZero();
        }
        Waiting.until("Latchkey signs with another key", () -> !token().kid().equals(before.kid()));

        Waiting.until(
                server + " accepts the new key",
                () -> ask(port, "GET /orders", "Bearer " + token().original()).statusCode() == 200);
        assertThat(ask(port, "GET /orders", "Bearer " + before.original()).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource
    @Order(2)
    void answersEveryCase(ResourceServer server) throws Exception {
        int port = port(server);

        assertThat(ask(port, "GET /orders", "Bearer " + token().original()).asString())
                .contains("\"" + Database.query("select id from account") + "\"");
        assertSoftly(softly -> TokenCase.all().forEach(each -> check(softly, port, each)));
    }

    @Test
    @Order(2)
    void nginxAnswersEveryCase() throws Exception {
        assumeTrue(Nginx.isThere(), "skipped: nginx is not on the PATH");
        HttpServer application = HttpServer.create(new InetSocketAddress("localhost", 0), 0);
        application.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        application.start();
        String config = Files.readString(Path.of("docs/verify/nginx/nginx.conf"))
                .replace("latchkey:8080", "127.0.0.1:" + latchkey.port())
                .replace(
                        "application:3000",
                        "127.0.0.1:" + application.getAddress().getPort());
        try (Nginx nginx = Nginx.start(folder, config)) {
            assertSoftly(softly -> TokenCase.all().forEach(each -> check(softly, nginx.port(), each)));
        } finally {
            application.stop(0);
        }
    }

    /** After the others: a server that fetched for an unknown key does not fetch again for a while. */
    @ParameterizedTest
    @EnumSource
    @Order(3)
    void fetchesKeysAtMostTwiceForManyUnknownOnes(ResourceServer server) throws Exception {
        int port = port(server);
        int before = fetches();

        for (int i = 0; i < 20; i++) {
            assertThat(ask(port, "GET /orders", "Bearer " + TokenCase.unknownKey(token()))
                            .statusCode())
                    .isEqualTo(401);
        }

        assertThat(fetches() - before).isLessThanOrEqualTo(2);
    }

    /** If this fails, Spring supports RFC 9068, and neither the bean nor {@code latchkey.tokens.type} is needed. */
    @Test
    @Order(2)
    void springWithoutTheBeanRequiresTheTokenTypeJwt() throws Exception {
        port(ResourceServer.SPRING_BOOT);
        Path target = ResourceServer.SPRING_BOOT.folder().resolve("target");
        Path jar = Files.copy(target.resolve("orders.jar"), folder.resolve("orders.jar"));
        try (FileSystem files = FileSystems.newFileSystem(jar)) {
            Files.delete(files.getPath("BOOT-INF/classes/orders/AccessTokens.class"));
        }
        int port = Nginx.freePort();
        try (Replica spring = ResourceServer.SPRING_BOOT.start("$JAVA -jar " + jar, issuer, port)) {
            awaitListening(spring, port);
            Response answer = ask(port, "GET /orders", "Bearer " + token().original());

            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).contains("the given typ value needs to be one of [JWT]");
            assertThat(ask(
                                    port,
                                    "GET /orders",
                                    "Bearer " + token().header("typ", "JWT").signed())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    private static void check(SoftAssertions softly, int port, TokenCase each) {
        Response answer = ask(port, each.request(), each.credentials().apply(token()));
        softly.assertThat(answer.statusCode()).as(each.name()).isEqualTo(each.status());
        softly.assertThat(answer.header("WWW-Authenticate") == null ? "" : answer.header("WWW-Authenticate"))
                .as(each.name())
                .matches(each.challenge());
    }

    /** Of a server that runs and listens. */
    private static int port(ResourceServer server) throws InterruptedException {
        assumeFalse(
                MISSING.containsKey(server),
                () -> "skipped: " + server + " needs " + MISSING.get(server) + "; see target/resource-servers");
        awaitListening(SERVERS.get(server), PORTS.get(server));
        return PORTS.get(server);
    }

    private static void awaitListening(Replica server, int port) throws InterruptedException {
        Waiting.until("it listens", () -> {
            assertThat(server.isRunning()).as(server.output()).isTrue();
            try (Socket socket = new Socket("localhost", port)) {
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private static Response ask(int port, String request, String credentials) {
        RequestSpecification asking = RestAssured.given().port(port);
        if (!credentials.isEmpty()) {
            asking.header("Authorization", credentials);
        }
        String[] target = request.split(" ");
        return asking.request(target[0], target[1]);
    }

    /** How often services fetched the keys of Latchkey. */
    private static int fetches() {
        return latchkey.givenManagement()
                .get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("http_server_requests_seconds_count") && line.contains("jwks.json"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static TokenForge token() {
        JsonPath tokens = ada("/drf-token/api/auth/login").jsonPath();
        return new TokenForge(tokens.getString("access"), tokens.getString("refresh"));
    }

    private static Response ada(String endpoint) {
        return latchkey.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post(endpoint);
    }
}
