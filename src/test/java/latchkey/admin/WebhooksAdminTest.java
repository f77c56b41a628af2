package latchkey.admin;

import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators do to webhooks through the admin API. No private network is listed, so nothing is sent to this machine. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class WebhooksAdminTest {

    private static final String URL = "https://localhost/hooks";
    private static final Map<String, Object> HOOK = Map.of("url", URL, "kinds", List.of("export"));

    private Operator root;

    @BeforeEach
    void rootIsSignedIn() {
        Operator.emptyDatabase();
        noWebhooks();
        root = Operator.superuser("root");
    }

    @AfterEach
    void noWebhooks() {
        Database.execute("delete from webhook; delete from webhook_delivery");
    }

    private String made() {
        Response made = root.send("POST", "/webhooks", HOOK);
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        assertThat(made.header("Location")).endsWith("/admin/webhooks/" + Json.text(made, "id"));
        return Json.text(made, "id");
    }

    @Test
    void secretsOfMessagesAndOfUrlsAreNotListed() {
        Map<String, Object> body = Map.of(
                "url", URL + "?token=of-the-query", "description", "the shop", "kinds", List.of("login", "export"));
        JsonPath made = root.send("POST", "/webhooks", body).jsonPath();
        String hook = "/webhooks/" + made.getString("id");

        JsonPath rotated = root.send("POST", hook + "/secret").jsonPath();

        assertThat(List.of(made.getString("secret"), rotated.getString("secret")))
                .doesNotHaveDuplicates()
                .allMatch(secret -> secret.matches("whsec_[A-Za-z0-9+/]{43}="));
        assertThat(made.getString("former_secret_until")).isNull();
        assertThat(rotated.getString("former_secret_until")).isNotNull();
        for (String answer : List.of(
                root.get(hook).asString(),
                root.get("/webhooks").asString(),
                root.change("PATCH", hook, Map.of()).asString())) {
            assertThat(answer).contains(URL, "the shop", "LOGIN").doesNotContain("whsec_", "of-the-query");
        }
        assertThat(Database.query("select url from webhook")).endsWith("?token=of-the-query");
    }

    @Test
    void aRepeatedRequestGetsTheSameSecretAndMakesOneWebhook() throws Exception {
        List<String> secrets = ConcurrentCallers.of(
                4,
                caller -> () -> root.with()
                        .contentType(JSON)
                        .header("Idempotency-Key", "k")
                        .body(HOOK)
                        .post("/admin/webhooks")
                        .jsonPath()
                        .getString("secret"));

        assertThat(secrets).containsOnly(secrets.get(0)).doesNotContainNull();
        assertThat(root.get("/webhooks").jsonPath().getList("webhooks")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            url | {}
            url | {"url": ""}
            url | {"url": "ftp://shop.example"}
            url | {"url": "http://shop.example"}
            url | {"url": "https://user:password@shop.example"}
            url | {"url": "https://127.0.0.1/hooks"}
            url | {"url": "https://[::1]/hooks"}
            url | {"url": "https://[::ffff:10.0.0.1]/hooks"}
            url | {"url": "https://10.0.0.1:8443"}
            url | {"url": "https://[2606:4700::1111]/hooks"}
            url | {"url": "https://shop.example:65536/hooks"}
            url | {"url": "https://shop.example:0/hooks"}
            url | {"url": "https://169.254.169.254/latest/meta-data"}
            kinds | {"url": "https://shop.example", "kinds": ["logins"]}
            kinds | {"url": "https://shop.example", "kinds": "login"}
            description | {"url": "https://shop.example", "description": 1}
            """)
    void aWrongFieldIsRefusedWithItsName(String field, String body) {
        Response refused = root.send("POST", "/webhooks", body);

        assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(400);
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(refused.jsonPath().getList("errors.pointer")).containsExactly("#/" + field);
        if (!body.equals("{}")) {
            assertThat(root.change("PATCH", "/webhooks/" + made(), body).statusCode())
                    .isEqualTo(400);
        }
    }

    /** Characters count, however Java stores them. */
    @Test
    void theLongestDescriptionIsAccepted() {
        String longest = "\ud83d\udd11".repeat(200);

        Response made = root.send("POST", "/webhooks", Map.of("url", URL, "description", longest));

        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        assertThat(Json.text(made, "description")).isEqualTo(longest);
    }

    @Test
    void longTextsAreRefused() {
        for (Map<String, Object> body : List.<Map<String, Object>>of(
                Map.of("url", URL + "x".repeat(2_000)), Map.of("url", URL, "description", "x".repeat(201)))) {
            assertThat(root.send("POST", "/webhooks", body).statusCode()).isEqualTo(400);
        }
    }

    @Test
    void noMoreThanTwentyAreCreated() {
        for (int i = 0; i < 20; i++) {
            made();
        }

        Response refused = root.send("POST", "/webhooks", HOOK);

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(root.get("/webhooks").jsonPath().getList("webhooks")).hasSize(20);
    }

    @Test
    void aWebhookIsChangedAndDeletedByWhoeverKnowsIt() {
        String hook = "/webhooks/" + made();

        assertThat(root.send("PATCH", hook, Map.of("description", "x")).statusCode())
                .isEqualTo(428);
        JsonPath changed =
                root.change("PATCH", hook, Map.of("kinds", List.of())).jsonPath();
        assertThat(changed.getList("kinds")).isEmpty();
        assertThat(changed.getString("url")).isEqualTo(URL);
        assertThat(root.send("DELETE", hook).statusCode()).isEqualTo(428);
        assertThat(Database.query("select count(*) from webhook")).isEqualTo("1");
        assertThat(root.change("DELETE", hook, Map.of()).statusCode()).isEqualTo(204);
        assertThat(root.get(hook).statusCode()).isEqualTo(404);
    }

    @Test
    void theUrlAsItIsShownKeepsItsQuery() {
        JsonPath made =
                root.send("POST", "/webhooks", Map.of("url", URL + "?token=1")).jsonPath();
        String hook = "/webhooks/" + made.getString("id");

        root.change("PATCH", hook, Map.of("url", made.getString("url"), "description", "x"))
                .then()
                .statusCode(200);
        assertThat(Database.query("select description || url from webhook")).isEqualTo("x" + URL + "?token=1");
        root.change("PATCH", hook, Map.of("url", URL + "?")).then().statusCode(200);
        assertThat(Database.query("select url from webhook")).isEqualTo(URL + "?");
    }

    @Test
    void whoMayNotReadTheAuditLogSendsNoEventsToAReceiverOfTheirChoice() {
        Operator hooks = Operator.program(root, "hooks", "webhooks:read", "webhooks:write");
        String hook = "/webhooks/" + made();

        for (Response refused : List.of(
                hooks.send("POST", "/webhooks", HOOK),
                hooks.change("PATCH", hook, Map.of("kinds", List.of())),
                hooks.send("POST", hook + "/replay", Map.of("from", "2026-11-01T00:00:00Z")))) {
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.header("WWW-Authenticate")).contains("insufficient_scope", "audit:read");
        }
        hooks.send("POST", hook + "/disable").then().statusCode(204);
        hooks.change("DELETE", hook, Map.of()).then().statusCode(204);
    }

    @Test
    void ofSimultaneousChangesOfOneStateOneIsMade() throws Exception {
        String hook = "/webhooks/" + made();
        String tag = root.get(hook).header("ETag");

        List<Integer> statuses = ConcurrentCallers.of(
                5,
                caller -> () -> root.with()
                        .contentType(JSON)
                        .header("If-Match", tag)
                        .body(Map.of("description", "by " + caller))
                        .patch("/admin" + hook)
                        .statusCode());

        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 412);
        assertThat(root.with()
                        .contentType(JSON)
                        .header("If-Match", tag)
                        .delete("/admin" + hook)
                        .statusCode())
                .isEqualTo(412);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET ",
                "PATCH ",
                "DELETE ",
                "POST /enable",
                "POST /disable",
                "POST /secret",
                "POST /test",
                "GET /deliveries",
                "POST /deliveries/00000000-0000-0000-0000-000000000001/retry",
                "POST /replay"
            })
    void anUnknownWebhookIsNotFound(String request) {
        String method = request.split(" ", 2)[0];
        String path = request.split(" ", 2)[1];
        for (String id : List.of(UUID.randomUUID().toString(), "ada")) {
            assertThat(root.with()
                            .contentType(JSON)
                            .header("If-Match", "*")
                            .body(Map.of("from", "2026-11-01T00:00:00Z"))
                            .request(method, "/admin/webhooks/" + id + path)
                            .statusCode())
                    .as(request)
                    .isEqualTo(404);
        }
    }

    @Test
    void everyActSaysWhichClientActed() {
        Operator hooks = Operator.program(root, "hooks", "webhooks:read", "webhooks:write", "audit:read");
        String id = hooks.send("POST", "/webhooks", HOOK).jsonPath().getString("id");
        String hook = "/webhooks/" + id;

        hooks.change("PATCH", hook, Map.of("description", "x")).then().statusCode(200);
        hooks.send("POST", hook + "/secret").then().statusCode(200);
        hooks.send("POST", hook + "/disable").then().statusCode(204);
        assertThat(hooks.get(hook).jsonPath().getString("disabled_because")).isEqualTo("by an operator");
        hooks.send("POST", hook + "/enable").then().statusCode(204);
        assertThat(hooks.get(hook).jsonPath().getBoolean("enabled")).isTrue();
        JsonPath tested = hooks.send("POST", hook + "/test").jsonPath();
        assertThat(tested.getBoolean("accepted")).isFalse();
        assertThat(tested.getString("detail")).startsWith("the receiver has an address that is not public");
        hooks.send("POST", hook + "/replay", Map.of("from", "2026-11-01T00:00:00Z"))
                .then()
                .statusCode(200);
        hooks.change("DELETE", hook, Map.of()).then().statusCode(204);

        assertThat(Database.query("select string_agg(kind, ' ' order by id) from audit_event where detail = '" + id
                        + "' and actor = 'client hooks' and via = 'admin'"))
                .isEqualTo("WEBHOOK_CREATED WEBHOOK_CHANGE WEBHOOK_ROTATION WEBHOOK_DISABLED WEBHOOK_ENABLED"
                        + " WEBHOOK_TEST WEBHOOK_REPLAY WEBHOOK_DELETED");
    }

    @Test
    void whoMayOnlyReadChangesNothing() {
        Operator reader = Operator.program(root, "reader", "webhooks:read");
        String hook = "/webhooks/" + made();

        assertThat(reader.get(hook + "/deliveries").statusCode()).isEqualTo(200);
        for (String path : List.of("/webhooks", hook + "/disable", hook + "/secret", hook + "/test")) {
            assertThat(reader.send("POST", path, HOOK).statusCode()).isEqualTo(403);
        }
        assertThat(reader.change("PATCH", hook, Map.of("url", "https://elsewhere.example"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void pagesLeadToAllDeliveriesOnce() {
        String id = made();
        Database.execute(
                "insert into webhook_delivery (webhook_id, event_id, kind, created_at, attempts, due_at,"
                        + " delivered_at, status, failure) select '" + id + "', n, 'EXPORT', now(), 1,"
                        + " case when n = 1 then now() + interval '1 day' end, case when n > 3 then now() end,"
                        + " case when n > 3 then 204 end, case when n in (2, 3) then 'refused' end from generate_series(1, 6) n");
        String path = "/webhooks/" + id + "/deliveries";

        JsonPath first = root.get(path + "?limit=4").jsonPath();
        JsonPath rest =
                root.get(path + "?limit=4&after=" + first.getString("next")).jsonPath();

        assertThat(first.getList("deliveries.event")).containsExactly(6, 5, 4, 3);
        assertThat(first.getList("deliveries.state")).containsExactly("delivered", "delivered", "delivered", "failed");
        assertThat(first.getList("deliveries.status")).containsExactly(204, 204, 204, null);
        assertThat(rest.getList("deliveries.event")).containsExactly(2, 1);
        assertThat(rest.getString("deliveries[1].next_attempt_at")).isNotNull();
        assertThat(rest.getString("next")).isNull();
        assertThat(root.get(path + "?state=failed").jsonPath().getList("deliveries.event"))
                .containsExactly(3, 2);
        assertThat(root.get(path + "?state=waiting&limit=1").jsonPath().getString("next"))
                .isNull();
    }

    @Test
    void aPageOfARareStateLooksAtNoMoreThanTwoThousandDeliveries() {
        String id = made();
        Database.execute("insert into webhook_delivery (webhook_id, event_id, kind, created_at, delivered_at) select '"
                + id + "', n, 'EXPORT', now(), case when n > 1 then now() end from generate_series(1, 2500) n");
        String path = "/webhooks/" + id + "/deliveries?state=failed";

        JsonPath first = root.get(path).jsonPath();
        JsonPath rest = root.get(path + "&after=" + first.getString("next")).jsonPath();

        assertThat(first.getList("deliveries")).isEmpty();
        assertThat(rest.getList("deliveries.event")).containsExactly(1);
        assertThat(rest.getString("next")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"state=lost", "after=x", "after=AAAA", "limit=0", "limit=201"})
    void aWrongParameterIsRefused(String query) {
        assertThat(root.get("/webhooks/" + made() + "/deliveries?" + query).statusCode())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"from\": \"yesterday\"}",
                "{\"from\": \"2026-11-01T00:00:00Z\", \"until\": \"x\"}",
                "{\"from\": \"2026-11-02T00:00:00Z\", \"until\": \"2026-11-01T00:00:00Z\"}",
                "{\"from\": \"+99999-01-01T00:00:00Z\"}"
            })
    void aWrongTimeIsNotReplayed(String body) {
        assertThat(root.send("POST", "/webhooks/" + made() + "/replay", body).statusCode())
                .isEqualTo(400);
    }
}
