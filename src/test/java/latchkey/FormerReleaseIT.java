package latchkey;

import static io.restassured.http.ContentType.JSON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A database of release 0.1, as {@code pg_dump --inserts} wrote it: users who registered at each contract and users who were imported,
 * with sessions that last a hundred years.
 */
class FormerReleaseIT {

    private static final Map<String, String> LOGIN = Map.of(
            "drf-cookie", "/api/auth/login/",
            "drf-token", "/api/auth/login/",
            "express", "/api/auth/login",
            "fastapi", "/auth/login",
            "tasti", "/api/v1/auth/login/");

    private static final Map<String, String> REFRESH = Map.of(
            "drf-cookie", "/api/auth/refresh/",
            "drf-token", "/api/auth/refresh/",
            "express", "/api/auth/refresh",
            "fastapi", "/auth/refresh-token",
            "tasti", "/api/v1/auth/token/refresh/");

    @Test
    void everyUserOfReleaseOneStaysSignedInAndSignsInAgain() throws Exception {
        JsonNode release = new ObjectMapper().readTree(resource("users.json"));
        Map<String, String> settings = ProductionIT.settings();
        settings.put("quarkus.datasource.jdbc.url", restored());
        settings.put("latchkey.secret", release.get("secret").textValue());
        settings.put("latchkey.session.idle", "P36500D");
        settings.put("latchkey.session.absolute", "P36500D");

        try (Replica replica = Replica.start(settings)) {
            for (JsonNode user : release.get("users")) {
                if (user.has("refresh")) {
                    assertThat(refresh(replica, user).statusCode())
                            .as("refresh of %s", user.get("username"))
                            .isBetween(200, 201);
                }
                assertThat(login(replica, user).statusCode())
                        .as("login of %s", user.get("username"))
                        .isBetween(200, 201);
            }
            String ended = release.get("ended").textValue();
            replica.given()
                    .cookie("refresh_token", ended)
                    .post("/express/api/auth/refresh")
                    .then()
                    .statusCode(401);
            assertThat(replica.given().get("/.well-known/jwks.json").jsonPath().getList("keys.kid", String.class))
                    .contains(release.get("key").textValue());
        }
    }

    private static Response login(Replica replica, JsonNode user) {
        String contract = user.get("contract").textValue();
        return replica.given()
                .contentType(JSON)
                .body(Map.of(
                        "username", user.get("username").textValue(),
                        "password", user.get("password").textValue()))
                .post("/" + contract + LOGIN.get(contract));
    }

    private static Response refresh(Replica replica, JsonNode user) {
        String contract = user.get("contract").textValue();
        String token = user.get("refresh").textValue();
        RequestSpecification request =
                switch (contract) {
                    case "drf-token" -> replica.given().contentType(JSON).body(Map.of("refresh", token));
                    case "fastapi" -> replica.given().contentType(JSON).body(Map.of("refresh_token", token));
                    default -> replica.given().cookie("refresh_token", token);
                };
        return request.post("/" + contract + REFRESH.get(contract));
    }

    /** The address of a new database with what the dump has. */
    private static String restored() throws SQLException, IOException {
        Database.execute("drop database if exists release_one with (force)");
        Database.execute("create database release_one");
        String url = Database.url().replaceFirst("/[a-z]+\\?", "/release_one?");
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(resource("dump.sql"));
        }
        return url;
    }

    private static String resource(String name) throws IOException {
        try (InputStream file = FormerReleaseIT.class.getResourceAsStream("/release-0.1/" + name)) {
            return new String(file.readAllBytes(), UTF_8);
        }
    }
}
