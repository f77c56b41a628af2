package latchkey.admin;

import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.StoppedClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators do to clients through the admin API. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ClientsAdminTest {

    private Operator root;

    @BeforeEach
    void rootIsSignedIn() {
        Operator.emptyDatabase();
        StoppedClock.stop();
        root = Operator.superuser("root");
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    @Test
    void aSecretIsShownOnceAndStoredAsADigest() {
        String secret = root.makes("billing", "accounts:read");

        assertThat(secret).matches("lks_[A-Za-z0-9_-]{43}");
        assertThat(root.get("/clients/billing").asString()).doesNotContain(secret);
        assertThat(root.get("/clients").jsonPath().getList("clients.id")).containsExactly("billing");
        assertThat(Database.query("select count(*) from client where secret_digest = sha256('" + secret + "')"))
                .isEqualTo("1");
    }

    @Test
    void anIdIsTakenOnceAndNeverOneOfTheSettings() throws Exception {
        Map<String, Object> body = Map.of("id", "billing", "name", "Billing", "scopes", List.of());

        List<Integer> statuses = ConcurrentCallers.of(
                5, caller -> () -> root.send("POST", "/clients", body).statusCode());

        assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 400);
        assertThat(root.send("POST", "/clients", Map.of("id", "gateway", "name", "x", "scopes", List.of()))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aWrongFieldIsRefused() {
        for (Map<String, Object> body : List.<Map<String, Object>>of(
                Map.of("id", "a b", "name", "x", "scopes", List.of()),
                Map.of("id", "a", "name", "", "scopes", List.of()),
                Map.of("id", "a", "name", "x", "scopes", List.of("accounts:none")),
                Map.of("id", "a", "name", "x"))) {
            assertThat(root.send("POST", "/clients", body).statusCode())
                    .as(body.toString())
                    .isEqualTo(400);
        }
        assertThat(root.get("/clients/none").statusCode()).isEqualTo(404);
        assertThat(root.get("/clients/%00").statusCode()).isEqualTo(404);
    }

    /** Otherwise a program whose answer was lost would have to rotate the secret. */
    @Test
    void aRepeatedRequestGetsTheSameSecretWhichIsNotStoredInClear() {
        Map<String, Object> body = Map.of("id", "billing", "name", "Billing", "scopes", List.of("accounts:read"));

        JsonPath first = repeatable(body).jsonPath();
        JsonPath again = repeatable(body).jsonPath();

        assertThat(again.getString("secret")).isEqualTo(first.getString("secret"));
        assertThat(Operator.tokenOf("billing", again.getString("secret"), "").statusCode())
                .isEqualTo(200);
        assertThat(Database.query(
                        "select count(*) from repeatable_request where encode(answer, 'escape') like '%lks_%'"))
                .isEqualTo("0");
    }

    private Response repeatable(Map<String, Object> body) {
        return root.with()
                .contentType(JSON)
                .header("Idempotency-Key", "k")
                .body(body)
                .post("/admin/clients");
    }

    @Test
    void twoSecretsAreGoodAtOnceForAWeek() {
        String former = root.makes("billing", "accounts:read");
        JsonPath rotated = root.send("POST", "/clients/billing/secret").jsonPath();
        String secret = rotated.getString("secret");

        assertThat(secret).isNotEqualTo(former);
        assertThat(rotated.getString("former_secret_until")).isNotNull();
        assertThat(Operator.tokenOf("billing", former, "").statusCode()).isEqualTo(200);
        assertThat(Operator.tokenOf("billing", secret, "").statusCode()).isEqualTo(200);
        StoppedClock.advance(Duration.ofDays(7));
        assertThat(Operator.tokenOf("billing", former, "").statusCode()).isEqualTo(401);
        assertThat(Operator.tokenOf("billing", secret, "").statusCode()).isEqualTo(200);
    }

    @Test
    void theFormerSecretCanBeEndedAtOnce() {
        String former = root.makes("billing", "accounts:read");
        String secret = root.send("POST", "/clients/billing/secret").jsonPath().getString("secret");

        root.send("DELETE", "/clients/billing/former-secret").then().statusCode(204);

        assertThat(Operator.tokenOf("billing", former, "").statusCode()).isEqualTo(401);
        assertThat(Operator.tokenOf("billing", secret, "").statusCode()).isEqualTo(200);
        assertThat(Operator.lastEvent("CLIENT_SECRET")).contains("(root) admin");
    }

    @Test
    void aClientIsChangedAndDeletedByWhoeverKnowsIt() {
        String secret = root.makes("billing", "accounts:read");

        assertThat(root.send("PATCH", "/clients/billing", Map.of("name", "x")).statusCode())
                .isEqualTo(428);
        assertThat(root.change("PATCH", "/clients/billing", Map.of("name", "Bills"))
                        .jsonPath()
                        .getString("name"))
                .isEqualTo("Bills");
        assertThat(root.send("DELETE", "/clients/billing").statusCode()).isEqualTo(428);
        assertThat(root.change("DELETE", "/clients/billing", Map.of()).statusCode())
                .isEqualTo(204);
        assertThat(Operator.tokenOf("billing", secret, "").statusCode()).isEqualTo(401);
    }
}
