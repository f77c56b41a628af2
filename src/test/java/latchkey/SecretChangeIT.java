package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas with different secrets at the same time: by mistake, and during a change of the secret. */
class SecretChangeIT {

    private static final String SECRET = Database.settings().get("latchkey.secret");
    private static final String ANOTHER = "another secret, as long as one has to be";
    private static final String SENTENCE = "LATCHKEY_SECRET is not the one that signing key";

    @TempDir
    private Path folder;

    private Replica first;
    private String refresh;
    private String access;

    @BeforeEach
    void adaIsSignedIn() throws Exception {
        first = start(ProductionIT.settings(), Map.of());
        ready(first, 200);
        Database.empty();
        Database.execute("delete from signing_key");
        post(first, "register").then().statusCode(201);
        keep(login(first));
    }

    @AfterEach
    void theKeysAreForgotten() throws Exception {
        first.close();
        Database.execute("delete from signing_key");
    }

    @Test
    void aReplicaWithAWrongSecretStoresNoKeyAndIsNotReady() throws Exception {
        Map<String, String> settings = with(ANOTHER);
        String kid = kid();

        settings.put("latchkey.email.sender", "no-reply@shop.example");
        // The links in its mails would be invalid.
        for (String typed : List.of("keys rotate", "outbox deliver")) {
            try (Replica command = start(settings, Map.of(), typed.split(" "))) {
                assertThat(command.exitCode()).isEqualTo(1);
                assertThat(command.output().lines()).singleElement().asString().startsWith("Not done: " + SENTENCE);
            }
        }
        try (Replica other = start(settings, Map.of())) {
            for (int i = 0; i < 3; i++) {
                ready(other, 503)
                        .then()
                        .body(containsString(SENTENCE + " " + kid))
                        .body(containsString("signing keys"));
                assertThat(other.given()
                                .get("/.well-known/jwks.json")
                                .jsonPath()
                                .getList("keys.kid"))
                        .containsExactly(kid);
                assertThat(user(other)).isEqualTo(200);
                login(other).then().statusCode(500);
            }
            other.given()
                    .header("Authorization", "Bearer " + access)
                    .contentType(ContentType.JSON)
                    .body("{\"name\": \"phone\"}")
                    .post("/account/factors/totp")
                    .then()
                    .statusCode(500);
            assertThat(count("factor")).isEqualTo("0");
            // Once, however often it is noticed; a request that fails of it has a line of its own.
            assertThat(Pattern.compile("ERROR \\[la.ke.StoredKeys\\]")
                            .matcher(other.output())
                            .results())
                    .hasSize(1);
        }
        assertThat(count("signing_key")).isEqualTo("1");

        try (Replica command = start(settings, Map.of(), "keys", "compromised", kid)) {
            assertThat(command.exitCode()).as(command.output()).isZero();
        }
        Waiting.until("the key is out of use", () -> user(first) == 401);
        login(first).then().statusCode(200);
        assertThat(kid()).isNotEqualTo(kid);
    }

    @Test
    void changingTheSecretEndsNoSession() throws Exception {
        Path old = Files.writeString(folder.resolve("latchkey.former-secret"), SECRET + "\n");

        try (Replica both = start(with(ANOTHER), Map.of("LATCHKEY_FORMER_SECRET_FILE", old.toString()))) {
            ready(both, 200);
            Waiting.until(
                    "the other is not ready",
                    () -> first.givenManagement().get("/q/health/ready").statusCode() == 503);
            assertThat(user(both)).isEqualTo(200);
            keep(refreshed(both));
            // It has the key that it signs with, and not the secret that refresh tokens are signed with now.
            assertThat(login(first).statusCode()).isEqualTo(200);
        }
        try (Replica command = start(
                with(ANOTHER), Map.of("LATCHKEY_SECRETS_DIRECTORY", folder.toString()), "keys", "list", "--json")) {
            assertThat(command.exitCode()).isZero();
            assertThat(command.output()).contains("\"secret\":\"current\"").doesNotContain("former", "other");
        }
        try (Replica last = start(with(ANOTHER), Map.of())) {
            ready(last, 200);
            assertThat(user(last)).isEqualTo(200);
            keep(refreshed(last));
            login(last).then().statusCode(200);
        }
        assertThat(count("signing_key")).isEqualTo("1");
    }

    private void keep(Response answer) {
        answer.then().statusCode(200);
        refresh = answer.cookie("refresh_token");
        access = Json.text(answer, "data.token");
    }

    private static Map<String, String> with(String secret) {
        Map<String, String> settings = ProductionIT.settings();
        settings.put("latchkey.secret", secret);
        return settings;
    }

    private Replica start(Map<String, String> settings, Map<String, String> environment, String... arguments)
            throws IOException {
        ProcessBuilder builder = Replica.process(Replica.command(settings, arguments));
        builder.environment().putAll(environment);
        return Replica.start(builder);
    }

    private static Response ready(Replica replica, int status) {
        Response answer = replica.givenManagement().get("/q/health/ready");
        assertThat(answer.statusCode()).as(answer.asString() + replica.output()).isEqualTo(status);
        return answer;
    }

    private String kid() {
        List<String> published =
                first.given().get("/.well-known/jwks.json").jsonPath().getList("keys.kid");
        assertThat(published).hasSize(1);
        return published.get(0);
    }

    private static Response login(Replica replica) {
        return post(replica, "login");
    }

    private static Response post(Replica replica, String path) {
        return replica.given()
                .contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/" + path);
    }

    private Response refreshed(Replica replica) {
        return replica.given().cookie("refresh_token", refresh).post("/express/api/auth/refresh");
    }

    private int user(Replica replica) {
        return replica.given()
                .header("Authorization", "Bearer " + access)
                .get("/express/api/user")
                .statusCode();
    }

    private static String count(String table) {
        return Database.query("select count(*) from " + table);
    }
}
