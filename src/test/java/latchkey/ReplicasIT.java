package latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.factor.AuthenticatorApp;
import latchkey.passkey.VirtualAuthenticator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two replicas, started at once on an empty database, which goes away and comes back. */
class ReplicasIT {

    private static final int REFRESHES = Integer.getInteger("refreshes", 500);

    private static final Pattern REFRESH_COOKIE = Pattern.compile("refresh_token=([^;]+)");

    private static Path data;
    private static EmbeddedPostgres server;
    private static Map<String, String> settings;
    private static Replica one;
    private static Replica other;

    @BeforeAll
    static void bothStartAtOnceOnAnEmptyDatabase(@TempDir Path folder) throws Exception {
        data = folder.resolve("data");
        InitialData.copyTo(data);
        server = server(0);
        settings = settings("both");
        one = Replica.start(settings);
        other = Replica.start(settings);
    }

    @BeforeEach
    void bothRunWithoutAccounts() throws Exception {
        one = one.isRunning() ? one : Replica.start(settings);
        one.port();
        other.port();
        execute("both", Database.EMPTY);
    }

    @AfterAll
    static void stop() throws Exception {
        one.close();
        other.close();
        server.close();
    }

    /** Of replicas on a new database with that name. */
    private static Map<String, String> settings(String database) throws SQLException {
        execute("postgres", "create database \"" + database + "\"");
        Map<String, String> settings = ProductionIT.settings();
        settings.put("quarkus.datasource.jdbc.url", server.getJdbcUrl("postgres", database));
        settings.put("latchkey.passkeys.rp-id", "shop.example");
        settings.put("latchkey.cors.origins", "https://shop.example");
        settings.put("latchkey.session.grace", "PT1H");
        settings.put("latchkey.session.same-client-grace", "PT1H");
        return settings;
    }

    private static void execute(String database, String sql) throws SQLException {
        try (Connection connection = connection(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Connection connection(String database) throws SQLException {
        return server.getDatabase("postgres", database).getConnection();
    }

    @Test
    void replicasAgreeOnOneKeyAndOneRefreshSuccessor() throws Exception {
        List<Response> keys =
                ConcurrentCallers.of(8, caller -> () -> replica(caller).given().get("/.well-known/jwks.json"));
        assertThat(keys.stream().map(Response::asString).distinct()).hasSize(1);
        assertThat(keys.get(0).jsonPath().getList("keys")).hasSize(1);

        register(one);
        Response login = login(other);
        user(one, login).then().statusCode(200);
        String token = login.cookie("refresh_token");

        List<Response> answers = ConcurrentCallers.of(16, caller -> () -> refresh(replica(caller), token));
        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
        assertThat(answers.stream()
                        .map(answer -> answer.cookie("refresh_token"))
                        .distinct())
                .hasSize(1);
        String successor = answers.get(0).cookie("refresh_token");

        String unconcerned = login(one).cookie("refresh_token");
        anHourPasses();
        assertThat(refresh(other, token).statusCode()).isEqualTo(401);
        assertThat(refresh(one, successor).statusCode()).isEqualTo(401);
        assertThat(refresh(other, unconcerned).statusCode()).isEqualTo(200);

        one.kill();
        String next = login(other).cookie("refresh_token");
        assertThat(refresh(other, next).statusCode()).isEqualTo(200);
    }

    @Test
    void codesAndChallengesAreGoodOnceOverReplicas() throws Exception {
        register(one);
        String access = login(one).jsonPath().getString("data.token");
        VirtualAuthenticator passkey = new VirtualAuthenticator();
        passkey.counts = false;
        JsonPath options = own(one, access, "/account/passkeys/options", Map.of());
        own(other, access, "/account/passkeys", Map.of("name", "laptop", "credential", passkey.create(options)));
        JsonPath enrolment = own(other, access, "/account/factors/totp", Map.of("name", "phone"));
        String code = AuthenticatorApp.code(enrolment.getString("secret"));
        String id = enrolment.getString("id");

        List<Integer> confirmed = ConcurrentCallers.of(
                8,
                caller -> () -> replica(caller)
                        .given()
                        .auth()
                        .oauth2(access)
                        .contentType(ContentType.JSON)
                        .body(Map.of("code", code))
                        .post("/account/factors/" + id + "/confirm")
                        .statusCode());
        assertThat(confirmed).containsOnlyOnce(200);
        assertThat(signIn(one, Map.of("username", "ada", "password", "lovelace", "code", code)))
                .as("the code was used")
                .isEqualTo(401);
        Map<String, Object> signed = passkey.get(one.given()
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/account/passkeys/sign-in-options")
                .jsonPath());
        List<Integer> signedIn = ConcurrentCallers.of(
                8,
                caller -> () -> replica(caller)
                        .given()
                        .contentType(ContentType.JSON)
                        .body(Map.of("credential", signed))
                        .post("/express/api/auth/login/passkey")
                        .statusCode());
        assertThat(signedIn).containsOnlyOnce(200);
        assertThat(other.given()
                        .contentType(ContentType.JSON)
                        .body(Map.of("credential", signed))
                        .post("/express/api/auth/login/passkey")
                        .statusCode())
                .isEqualTo(401);
    }

    private static JsonPath own(Replica replica, String access, String path, Map<String, ?> body) {
        Response answer = replica.given()
                .auth()
                .oauth2(access)
                .contentType(ContentType.JSON)
                .body(body)
                .post(path);
        assertThat(answer.statusCode()).as(answer.asString()).isIn(200, 201);
        return answer.jsonPath();
    }

    private static int signIn(Replica replica, Map<String, String> credentials) {
        return replica.given()
                .contentType(ContentType.JSON)
                .body(credentials)
                .post("/express/api/auth/login")
                .statusCode();
    }

    private static void anHourPasses() throws SQLException {
        execute("both", "update session set refreshed_at = refreshed_at - interval '1 hour 1 second'");
    }

    @Test
    void manyRefreshesNeedNoFurtherRow() throws Exception {
        register(one);
        String token = login(one).cookie("refresh_token");
        HttpClient client = HttpClient.newHttpClient();

        for (int i = 0; i < REFRESHES; i++) {
            HttpResponse<Void> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:%d/express/api/auth/refresh"
                                    .formatted(replica(i).port())))
                            .header("Cookie", "refresh_token=" + token)
                            .POST(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.discarding());
            Matcher cookie = REFRESH_COOKIE.matcher(
                    answer.headers().firstValue("Set-Cookie").orElse(""));
            assertThat(cookie.find()).as("refresh %d: %s", i, answer).isTrue();
            token = cookie.group(1);
        }

        try (Connection connection = connection("both");
                ResultSet row =
                        connection.createStatement().executeQuery("select count(*), max(generation) from session")) {
            row.next();
            assertThat(row.getInt(1)).isEqualTo(1);
            assertThat(row.getInt(2)).isEqualTo(REFRESHES);
        }
    }

    @ParameterizedTest
    @CsvSource({"RS256, RSA", "EdDSA, OKP", "HS256, EC"})
    void replicasVerifyTokensOfAnotherAlgorithm(String algorithm, String keyType) throws Exception {
        Map<String, String> settings = settings("of_" + algorithm);
        settings.put("latchkey.tokens.algorithm", algorithm);
        settings.put("latchkey.tokens.shared-secret", "shared with those who verify, and as good as a key");
        try (Replica one = Replica.start(settings);
                Replica other = Replica.start(settings)) {
            register(one);

            String token = login(other).jsonPath().getString("data.token");

            assertThat(new String(Base64.getUrlDecoder().decode(token.split("\\.")[0]), UTF_8))
                    .contains("\"alg\":\"%s\"".formatted(algorithm));
            assertThat(forwardAuth(one, token)).isEqualTo(200);
            assertThat(forwardAuth(one, token.replaceFirst("\\.", ".e"))).isEqualTo(401);
            assertThat(one.given().get("/.well-known/jwks.json").jsonPath().getList("keys.kty", String.class))
                    .containsExactly(keyType);
        }
    }

    @Test
    void theSessionCheckEndsAnAccessTokenOnAllReplicas() throws Exception {
        Map<String, String> settings = settings("checked");
        settings.put("latchkey.tokens.check-session", "true");
        try (Replica one = Replica.start(settings);
                Replica other = Replica.start(settings)) {
            register(one);
            Response login = login(one);
            String token = Json.text(login, "data.token");
            assertThat(forwardAuth(other, token)).isEqualTo(200);

            one.given()
                    .cookie("refresh_token", login.cookie("refresh_token"))
                    .post("/express/api/auth/logout")
                    .then()
                    .statusCode(200);

            Waiting.until("the other replica knows", () -> forwardAuth(other, token) == 401);
            assertThat(user(other, login).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void replicasAnswerDuringADatabaseOutageAndRecover() throws Exception {
        register(one);
        Response login = login(one);
        user(other, login).then().statusCode(200);
        server.close();

        for (Map.Entry<String, String> refusal : Map.of(
                        "/express/api/auth/login", "{\"message\":\"Error: try again later.\"}",
                        "/drf-cookie/api/auth/login", "{\"detail\":\"Temporarily unavailable, try again later.\"}",
                        "/drf-token/api/auth/login", "{\"error\":\"Temporarily unavailable, try again later.\"}",
                        "/fastapi/auth/login", "{\"detail\":\"Temporarily unavailable, try again later.\"}",
                        "/tasti/api/v1/auth/login", "{\"detail\":\"Temporarily unavailable, try again later.\"}")
                .entrySet()) {
            Response refused = post(one, refusal.getKey());
            assertThat(refused.statusCode()).as(refusal.getKey()).isEqualTo(503);
            assertThat(refused.asString()).isEqualTo(refusal.getValue());
            assertThat(refused.header("Retry-After")).isEqualTo("2");
        }
        assertThat(refresh(other, login.cookie("refresh_token")).statusCode()).isEqualTo(503);
        one.given().get("/.well-known/jwks.json").then().statusCode(200);
        one.givenManagement().get("/q/health/ready").then().statusCode(503);
        one.givenManagement().get("/q/health/live").then().statusCode(200);

        server = server(server.getPort());

        recovers(one);
        recovers(other);
        assertThat(refresh(other, login.cookie("refresh_token")).statusCode()).isEqualTo(200);
        for (Replica replica : List.of(one, other)) {
            assertThat(replica.output())
                    .doesNotContain("lovelace")
                    .doesNotContain(login.cookie("refresh_token"))
                    .doesNotContain("$2a$")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void noSessionIsLostWhenTheDatabaseRestarts() throws Exception {
        register(one);
        List<String> tokens = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tokens.add(login(replica(i)).cookie("refresh_token"));
        }
        int port = server.getPort();
        server.close();
        server = server(port);

        for (int i = 0; i < 8; i++) {
            recovers(replica(i));
            assertThat(refresh(replica(i), tokens.get(i)).statusCode()).isEqualTo(200);
        }
    }

    private static Replica replica(int caller) {
        return caller % 2 == 0 ? one : other;
    }

    private static EmbeddedPostgres server(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                // It is stopped and started here, and never lost.
                .setServerConfig("fsync", "off")
                .setPGStartupWait(Database.LONGEST_START)
                .start();
    }

    private static void recovers(Replica replica) throws InterruptedException {
        Waiting.until("logins succeed", () -> login(replica).statusCode() == 200);
    }

    private static void register(Replica replica) {
        assertThat(post(replica, "/express/api/auth/register").statusCode()).isEqualTo(201);
    }

    private static Response login(Replica replica) {
        return post(replica, "/express/api/auth/login");
    }

    private static Response post(Replica replica, String path) {
        return replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post(path);
    }

    private static Response refresh(Replica replica, String token) {
        return replica.given().cookie("refresh_token", token).post("/express/api/auth/refresh");
    }

    private static int forwardAuth(Replica replica, String token) {
        return replica.given()
                .header("Authorization", "Bearer " + token)
                .get("/forward-auth")
                .statusCode();
    }

    private static Response user(Replica replica, Response login) {
        return replica.given()
                .header("Authorization", "Bearer " + Json.text(login, "data.token"))
                .get("/express/api/user");
    }
}
