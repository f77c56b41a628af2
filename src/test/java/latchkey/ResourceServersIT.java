package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Resource servers of other frameworks, configured with the issuer's URL only. Skipped if Maven cannot download their
 * dependencies.
 */
@EnabledIfSystemProperty(
        named = "resource.servers",
        matches = "true",
        disabledReason = "skipped: -Dresource.servers=true builds services of other frameworks")
class ResourceServersIT {

    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private static final Map<ResourceServer, Replica> SERVERS = new EnumMap<>(ResourceServer.class);

    /** What Maven said of those that it could not build for want of something. */
    private static final Map<ResourceServer, String> MISSING = new EnumMap<>(ResourceServer.class);

    private static Map<String, String> settings;

    /** Two replicas of one issuer, which differ in the type of the access tokens they write. */
    private static Replica latchkey;

    private static Replica plain;

    @BeforeAll
    static void startAll() throws Exception {
        int port = freePort();
        settings = Database.settings();
        settings.put("latchkey.issuer", "http://localhost:" + port);
        settings.put("latchkey.keys.publish-for", "PT4S");
        Map<String, Process> builds = ResourceServer.build();
        startBoth(port);
        for (ResourceServer server : ResourceServer.values()) {
            Optional<String> missing = server.missing(builds);
            if (missing.isPresent()) {
                MISSING.put(server, missing.get());
            } else {
                SERVERS.put(server, server.start("http://localhost:" + port));
            }
        }
    }

    private static void startBoth(int port) throws IOException, InterruptedException {
        settings.put("quarkus.http.port", Integer.toString(port));
        settings.put("quarkus.management.port", "0");
        latchkey = Replica.start(settings);
        latchkey.awaitReady();
        Map<String, String> others = new HashMap<>(settings);
        others.put("quarkus.http.port", "0");
        others.put("latchkey.tokens.type", "JWT");
        plain = Replica.start(others);
        plain.awaitReady();
        Database.empty();
        Database.execute("delete from signing_key");
        credentials(latchkey).post("/express/api/auth/register").then().statusCode(201);
    }

    @AfterAll
    static void stopAll() throws Exception {
        for (Replica server : SERVERS.values()) {
            server.close();
        }
        latchkey.close();
        plain.close();
        Database.execute("delete from signing_key");
    }

    @ParameterizedTest
    @EnumSource
    void acceptsAnAccessTokenOfLatchkey(ResourceServer server) {
        Response answer = ask(server, accessTokenFor(server));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.asString())
                .isEqualTo(server == ResourceServer.QUARKUS ? "ada" : Database.query("select id from account"));
    }

    @ParameterizedTest
    @EnumSource
    void rejectsEveryOtherToken(ResourceServer server) {
        String token = accessTokenFor(server);
        String[] parts = token.split("\\.");
        String claims = new String(DECODER.decode(parts[1]), StandardCharsets.UTF_8);

        assertThat(RestAssured.given()
                        .port(server(server).port())
                        .get("/orders")
                        .statusCode())
                .isEqualTo(401);
        for (String other : List.of(
                tokens(latchkey).getString("refresh"),
                parts[0] + "." + encoded(claims.replace("\"user\"", "\"superuser\"")) + "." + parts[2],
                parts[0] + "." + parts[1] + "." + (parts[2].startsWith("A") ? "B" : "A") + parts[2].substring(1),
                encoded("{\"alg\":\"none\"}") + "." + parts[1] + ".")) {
            assertThat(ask(server, other).statusCode()).as(other).isEqualTo(401);
        }
        assertThat(ask(server, token).statusCode()).isEqualTo(200);
    }

    /** If this fails, Spring supports RFC 9068, and {@code latchkey.tokens.type} is no longer needed. */
    @Test
    void springWithoutConfigurationRequiresTheTokenTypeJwt() {
        Response answer = ask(ResourceServer.SPRING, tokens(latchkey).getString("access"));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).contains("the given typ value needs to be one of [JWT]");
    }

    @Test
    void aTokenOfANewKeyIsAcceptedWithoutARestart() throws Exception {
        assumeFalse(SERVERS.isEmpty(), () -> "skipped: none could be built: " + MISSING);
        Map<ResourceServer, String> before = new EnumMap<>(ResourceServer.class);
        SERVERS.keySet().forEach(server -> before.put(server, accessTokenFor(server)));
        before.forEach((server, token) ->
                assertThat(ask(server, token).statusCode()).as(server.name()).isEqualTo(200));

        settings.put("quarkus.http.port", "0");
        try (Replica command = Replica.start(settings, "keys", "rotate")) {
            assertThat(command.exitCode()).as(command.output()).isZero();
        }
        awaitAnotherKey(kid(tokens(latchkey).getString("access")));

        before.forEach((server, token) -> {
            String after = accessTokenFor(server);
            assertThat(kid(after)).isNotEqualTo(kid(token));
            assertThat(ask(server, after).statusCode()).as(server.name()).isEqualTo(200);
            assertThat(ask(server, token).statusCode()).as(server.name()).isEqualTo(200);
        });
    }

    private static void awaitAnotherKey(String kid) throws InterruptedException {
        Waiting.until("both sign with another key", () -> Stream.of(latchkey, plain)
                .map(replica -> kid(tokens(replica).getString("access")))
                .noneMatch(kid::equals));
    }

    private static Replica server(ResourceServer server) {
        assumeFalse(
                MISSING.containsKey(server),
                () -> "skipped: Maven did not get what " + server + " is built of: " + MISSING.get(server));
        return SERVERS.get(server);
    }

    private static Response ask(ResourceServer server, String token) {
        return RestAssured.given()
                .port(server(server).port())
                .header("Authorization", "Bearer " + token)
                .get("/orders");
    }

    private static String accessTokenFor(ResourceServer server) {
        return tokens(server == ResourceServer.SPRING ? plain : latchkey).getString("access");
    }

    private static JsonPath tokens(Replica replica) {
        return credentials(replica).post("/drf-token/api/auth/login").jsonPath();
    }

    private static RequestSpecification credentials(Replica replica) {
        return replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}");
    }

    private static String kid(String token) {
        return JsonPath.from(new String(DECODER.decode(token.split("\\.")[0]), StandardCharsets.UTF_8))
                .getString("kid");
    }

    private static String encoded(String json) {
        return ENCODER.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
