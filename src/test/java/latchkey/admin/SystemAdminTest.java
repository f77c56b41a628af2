package latchkey.admin;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys, audit log, outbox, limits and overview through the admin API. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class SystemAdminTest {

    private Operator root;

    @BeforeEach
    void rootIsSignedIn() {
        Operator.emptyDatabase();
        root = Operator.superuser("root");
    }

    @Test
    void keysAreListedAndRotated() {
        int before = root.get("/keys").jsonPath().getList("keys").size();

        Response made = root.send("POST", "/keys");

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(Json.text(made, "state")).isEqualTo("published");
        assertThat(root.get("/keys").jsonPath().getList("keys.kid"))
                .hasSize(before + 1)
                .contains(Json.text(made, "kid"));
        assertThat(root.get("/keys").asString()).doesNotContain("private");
        assertThat(Operator.lastEvent("KEY_ROTATION")).endsWith("(root) admin");
    }

    @Test
    void aCompromisedKeyIsOutOfUseAtOnce() {
        String kid = root.get("/keys").jsonPath().getString("keys.find { it.state == 'signing' }.kid");

        assertThat(root.send("POST", "/keys/none/compromised").statusCode()).isEqualTo(404);
        assertThat(root.send("POST", "/keys/" + kid + "/compromised").jsonPath().getInt("sessions_ended"))
                .isPositive();
        // The token of the request was signed with it.
        assertThat(root.get("/keys").statusCode()).isEqualTo(401);
        Operator again = Operator.signedIn("root", Operator.PASSWORD);
        assertThat(again.get("/keys").jsonPath().getString("keys.find { it.kid == '" + kid + "' }.state"))
                .isEqualTo("compromised");
    }

    @Test
    void eventsAreListedTheNewestFirst() {
        Operator.register("ada");
        String ada = Operator.idOf("ada");
        root.send("POST", "/accounts/" + ada + "/disable").then().statusCode(204);

        JsonPath all = root.get("/audit?account=" + ada).jsonPath();

        assertThat(all.getList("events.kind")).containsExactly("ACCOUNT_DISABLED", "REGISTRATION");
        assertThat(all.getString("events[0].actor")).startsWith("account ").endsWith("(root)");
        assertThat(all.getString("next")).isNull();
        assertThat(root.get("/audit?account=" + ada + "&kind=registration")
                        .jsonPath()
                        .getList("events"))
                .hasSize(1);
        assertThat(root.get("/audit?account=" + ada + "&outcome=refused")
                        .jsonPath()
                        .getList("events"))
                .isEmpty();
        assertThat(with("actor", all.getString("events[0].actor")).getList("events.kind"))
                .containsExactly("ACCOUNT_DISABLED");
        assertThat(root.get("/audit?account=" + ada + "&until=2026-01-01T00:00:00Z&since=2020-01-01T00:00:00Z")
                        .jsonPath()
                        .getList("events"))
                .isEmpty();
    }

    private JsonPath with(String parameter, String value) {
        return root.with().queryParam(parameter, value).get("/admin/audit").jsonPath();
    }

    @Test
    void pagesAndStreamsLeadToAllEventsOnce() {
        long id = Long.parseLong(Operator.idOf("root"));
        Database.execute("insert into audit_event (happened_at, kind, outcome, account_id, username, via)"
                + " select now() - interval '1 second' * (n / 3), 'LOGIN', 'ACCEPTED', " + id
                + ", 'many', 'command' from generate_series(1, 1100) n");
        String query = "?account=" + id + "&kind=login&outcome=accepted";
        List<String> cursors = new ArrayList<>();
        String after = "";
        do {
            JsonPath page = root.get("/audit" + query + "&limit=200" + after).jsonPath();
            cursors.addAll(page.getList("events.cursor"));
            after = page.getString("next") == null ? null : "&after=" + page.getString("next");
        } while (after != null);
        assertThat(cursors).doesNotHaveDuplicates().hasSize(1101);

        Response stream = root.get("/audit/stream" + query);
        assertThat(stream.contentType()).startsWith("application/x-ndjson");
        List<String> lines = stream.asString().lines().toList();
        assertThat(lines).hasSize(1101).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        String last = new JsonPath(lines.get(1000)).getString("cursor");
        assertThat(root.get("/audit/stream" + query + "&after=" + last)
                        .asString()
                        .lines())
                .isEqualTo(lines.subList(1001, 1101));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"since=x", "until=x", "kind=x", "outcome=x", "actor=%00", "after=x", "after=AAAA", "limit=0"})
    void aWrongParameterIsRefused(String query) {
        assertThat(root.get("/audit?" + query).statusCode()).isEqualTo(400);
        assertThat(
                        query.startsWith("limit")
                                ? 400
                                : root.get("/audit/stream?" + query).statusCode())
                .isEqualTo(400);
    }

    @Test
    void whoHasToWaitIsListedAndMayTryAgain() {
        Operator.register("ada");
        String ada = "/accounts/" + Operator.idOf("ada");
        for (int i = 0; i < 3; i++) {
            login("wrong horse " + i);
        }
        Database.execute("update attempt set opens_at = now() + interval '1 minute'");
        assertThat(login(Operator.PASSWORD)).isEqualTo(429);

        JsonPath waiting = root.get(ada + "/limits").jsonPath();

        assertThat(waiting.getList("limits.limit")).contains("name");
        assertThat(root.get("/limits").jsonPath().getList("limits.id")).containsAll(waiting.getList("limits.id"));
        assertThat(root.get("/limits").jsonPath().getList("limits.limit")).contains("network");
        assertThat(root.get("/limits").jsonPath().getList("limits.network")).contains("127.0.0.1");
        String network = root.get("/limits").jsonPath().getString("limits.find { it.limit == 'network' }.id");
        root.send("DELETE", "/limits/" + network).then().statusCode(204);
        assertThat(root.send("DELETE", "/limits/" + network).statusCode()).isEqualTo(404);
        root.send("DELETE", ada + "/limits").then().statusCode(204);
        assertThat(root.get(ada + "/limits").jsonPath().getList("limits")).isEmpty();
        assertThat(login(Operator.PASSWORD)).isEqualTo(200);
        assertThat(Operator.lastEvent("LIMIT_RESET")).endsWith("(root) admin");
    }

    private static int login(String password) {
        return given().contentType(JSON)
                .body(Map.of("username", "ada", "password", password))
                .post("/express/api/auth/login")
                .statusCode();
    }

    @Test
    void mailsAreListedAndSentAgain() {
        String id = Operator.idOf("root");
        Database.execute("""
                insert into outbox_message (id, kind, account_id, recipient, language, created_at, attempts, due_at, sent_at, failure)
                select ('00000000-0000-0000-0000-00000000000' || n)::uuid, 'RESET', %s, 'root@shop.example', 'en',
                    now() - interval '1 minute' * n, 9, null, case when n = 3 then now() end, 'refused'
                from generate_series(1, 3) n
                """.formatted(id));

        JsonPath page = root.get("/outbox?limit=1").jsonPath();
        assertThat(page.getList("mails.state")).containsExactly("failed");
        assertThat(page.getString("mails[0].failure")).isEqualTo("refused");
        JsonPath next = root.get("/outbox?after=" + page.getString("next")).jsonPath();
        assertThat(next.getList("mails.id")).hasSize(1).doesNotContain(page.getString("mails[0].id"));
        assertThat(next.getString("next")).isNull();
        assertThat(root.get("/outbox?sent=true").jsonPath().getList("mails")).hasSize(3);
        assertThat(root.get("/outbox?after=x").statusCode()).isEqualTo(400);

        root.send("POST", "/outbox/" + page.getString("mails[0].id") + "/retry")
                .then()
                .statusCode(204);
        assertThat(root.send("POST", "/outbox/00000000-0000-0000-0000-000000000003/retry")
                        .statusCode())
                .isEqualTo(404);
        assertThat(root.send("POST", "/outbox/retry").jsonPath().getInt("due")).isEqualTo(1);
        assertThat(Operator.lastEvent("OUTBOX_RETRY")).endsWith("(root) admin");
    }

    @Test
    void daysThatAreOverAreCountedOnce() {
        Database.execute("delete from audit_event where happened_at < now() - interval '1 day'");
        Database.execute("insert into audit_event (happened_at, kind, outcome, via)"
                + " select now() - interval '3 days', 'LOGIN', case when n < 3 then 'ACCEPTED' when n < 5 then 'REFUSED' else"
                + " 'THROTTLED' end, 'command' from generate_series(1, 5) n");

        JsonPath overview = root.get("/overview?days=5").jsonPath();

        assertThat(overview.getList("days")).hasSize(5);
        assertThat(overview.getInt("days[3].sign_ins")).isEqualTo(2);
        assertThat(overview.getInt("days[3].refused_sign_ins")).isEqualTo(3);
        assertThat(overview.getInt("days[0].registrations")).isPositive();
        assertThat(overview.getInt("live_sessions")).isPositive();
        Database.execute("delete from audit_event where happened_at < now() - interval '2 days'");
        assertThat(root.get("/overview?days=5").jsonPath().getInt("days[3].sign_ins"))
                .isEqualTo(2);
        assertThat(root.get("/overview?days=91").statusCode()).isEqualTo(400);
    }
}
