package latchkey.admin;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.Json;
import latchkey.factor.AuthenticatorApp;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators do to accounts through the admin API. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class AccountsAdminTest {

    private Operator root;

    @BeforeEach
    void rootIsSignedIn() {
        Operator.emptyDatabase();
        root = Operator.superuser("root");
    }

    private JsonPath created(Map<String, ?> account) {
        Response answer = root.send("POST", "/accounts", account);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(201);
        return answer.jsonPath();
    }

    private List<String> found(String query) {
        Response answer = root.get("/accounts" + query);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return answer.jsonPath().getList("accounts.username");
    }

    @Test
    void anAccountIsCreatedAndItsUserSignsIn() {
        Response answer = root.send(
                "POST",
                "/accounts",
                Map.of(
                        "username",
                        "ada",
                        "email",
                        "ada@shop.example",
                        "password",
                        Operator.PASSWORD,
                        "full_name",
                        "Ada King"));

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.header("Location")).isEqualTo("/admin/accounts/" + Operator.idOf("ada"));
        assertThat(Json.text(answer, "email_verified_at")).isNull();
        Operator.signedIn("ada@shop.example", Operator.PASSWORD);
        assertThat(Operator.lastEvent("REGISTRATION")).endsWith("(root) admin");
    }

    @Test
    void anAccountWithoutAPasswordIsInvited() {
        created(Map.of("username", "ada"));

        assertThat(found("?state=invited")).containsExactly("ada");
        assertThat(given().contentType(JSON)
                        .body(Map.of("username", "ada", "password", Operator.PASSWORD))
                        .post("/express/api/auth/login")
                        .statusCode())
                .isEqualTo(401);
        assertThat(root.get("/accounts/" + Operator.idOf("ada") + "/security")
                        .jsonPath()
                        .getString("password_scheme"))
                .isEqualTo("none");
        // This test's Latchkey sends no mail.
        assertThat(root.send("POST", "/accounts/invitations", Map.of("email", "x@shop.example"))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void allFlawsOfABodyAreListed() {
        Response refused = root.send("POST", "/accounts", Map.of("email", "nonsense", "password", "short"));

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.jsonPath().getList("errors.pointer"))
                .containsExactlyInAnyOrder("#/email", "#/password", "#/username");
        assertThat(root.send("POST", "/accounts", Map.of("username", "root")).statusCode())
                .isEqualTo(400);
        assertThat(Database.query("select count(*) from account")).isEqualTo("1");
    }

    @Test
    void accountsAreFoundByTheBeginningOfEachName() {
        created(Map.of("username", "ada", "email", "countess@shop.example", "full_name", "Augusta Ada King"));
        created(Map.of("username", "grace", "email", "ada@navy.example", "first_name", "Grace", "last_name", "Hopper"));
        created(Map.of("username", "adam"));
        created(Map.of("username", "100%", "first_name", "Percent"));

        assertThat(found("?search=ADA")).containsExactly("ada", "grace", "adam");
        assertThat(found("?search=ada@")).containsExactly("grace");
        assertThat(found("?search=augusta%20a")).containsExactly("ada");
        assertThat(found("?search=grace%20h")).containsExactly("grace");
        assertThat(found("?search=%25")).isEmpty();
        assertThat(found("?search=100%25")).containsExactly("100%");
        assertThat(found("?search=_")).isEmpty();
        assertThat(found("?search=%20")).hasSize(5);
        assertThat(root.get("/accounts?search=a%00").statusCode()).isEqualTo(400);
    }

    @Test
    void filtersAreCombined() {
        created(Map.of("username", "ada"));
        created(Map.of("username", "adam"));
        created(Map.of("username", "eve"));
        root.send("POST", "/accounts/" + Operator.idOf("adam") + "/disable")
                .then()
                .statusCode(204);
        Database.execute("update account set joined_at = '2020-06-01 00:00:00+00' where username <> 'root'");
        Database.execute("update account set joined_at = '2021-06-01 00:00:00+00' where username = 'eve'");

        assertThat(found("?state=disabled")).containsExactly("adam");
        assertThat(found("?state=active")).containsExactly("root", "ada", "eve");
        assertThat(found("?search=ada&state=active")).containsExactly("ada");
        assertThat(found("?group=superuser")).containsExactly("root");
        assertThat(found("?group=user")).hasSize(4);
        assertThat(found("?group=nobody")).isEmpty();
        assertThat(found("?factor=none")).hasSize(4);
        assertThat(found("?factor=any")).isEmpty();
        assertThat(found("?joined_from=2021-01-01T00:00:00Z")).containsExactly("eve", "root");
        assertThat(found("?joined_until=2021-01-01T00:00:00Z")).containsExactly("ada", "adam");
        assertThat(found("?joined_from=2020-01-01T00:00:00Z&joined_until=2021-01-01T00:00:00Z&state=invited"))
                .containsExactly("ada");
        assertThat(found("?search=e&joined_from=2021-01-01T00:00:00Z")).containsExactly("eve");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "state=x",
                "factor=x",
                "joined_from=x",
                "joined_from=-999999-01-01T00:00:00Z",
                "limit=0",
                "limit=201",
                "after=x",
                "after=%2B",
                "after=AAAA"
            })
    void aWrongParameterIsRefused(String query) {
        Response refused = root.get("/accounts?" + query);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.jsonPath().getString("errors[0].pointer")).isEqualTo("#/" + query.split("=")[0]);
    }

    /** A cursor is no secret, and a client may send any. */
    @ParameterizedTest
    @CsvSource({
        "/accounts?joined_from=2020-01-01T00:00:00Z&after=, -9000000000000000000 1",
        "/accounts?joined_from=2020-01-01T00:00:00Z&after=, 99999999999999999999 1",
        "/accounts?search=a&after=, x",
        "/accounts?search=a&after=, x y",
        "/audit?after=, +999999999-01-01T00:00:00Z 1",
        "/outbox?after=, -999999-01-01T00:00:00Z 00000000-0000-0000-0000-000000000001"
    })
    void aForgedCursorIsRefused(String path, String key) {
        String cursor = Base64.getUrlEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));

        assertThat(root.get(path + cursor).statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({
        "factor=none",
        "search=user",
        "joined_from=2000-01-01T00:00:00Z",
        "state=invited",
        "search=user&state=invited"
    })
    void pagesLeadToAllAccountsOnce(String query) {
        Database.execute("""
                with made as (
                    insert into account (username, full_name, joined_at)
                    select 'user' || n, 'User ' || n, '2026-01-01 00:00:00+00' from generate_series(1, 60) n returning id, username
                ), named as (insert into login_name (name, account_id) select username, id from made)
                insert into credential (account_id, password_hash, changed_at) select id, '!', now() from made
                """);
        List<String> all = new ArrayList<>();
        String after = "";
        int pages = 0;
        do {
            JsonPath page = root.get("/accounts?limit=7&" + query + after).jsonPath();
            all.addAll(page.getList("accounts.username"));
            String next = page.getString("next");
            after = next == null ? null : "&after=" + next;
            pages++;
        } while (after != null && pages < 30);

        assertThat(all).doesNotHaveDuplicates();
        assertThat(all.stream().filter(name -> name.startsWith("user"))).hasSize(60);
    }

    @Test
    void anAccountIsChangedByWhoeverKnowsIt() {
        created(Map.of("username", "ada", "email", "ada@shop.example", "password", Operator.PASSWORD));
        String path = "/accounts/" + Operator.idOf("ada");
        Database.execute("update account set email_verified_at = now() where username = 'ada'");
        String known = root.get(path).header("ETag");

        Response changed =
                change(path, known, Map.of("username", "augusta", "full_name", "Augusta", "profile_image", ""));

        assertThat(changed.statusCode()).as(changed.asString()).isEqualTo(200);
        assertThat(changed.jsonPath().getString("email_verified_at")).isNotNull();
        assertThat(changed.header("ETag"))
                .isNotEqualTo(known)
                .isEqualTo(root.get(path).header("ETag"));
        assertThat(change(path, known, Map.of("full_name", "x")).statusCode()).isEqualTo(412);
        assertThat(root.send("PATCH", path, Map.of("full_name", "x")).statusCode())
                .isEqualTo(428);
        assertThat(change(path, "W/" + changed.header("ETag"), Map.of("full_name", "x"))
                        .statusCode())
                .isEqualTo(412);
        Operator.signedIn("augusta", Operator.PASSWORD);
        // The name is free again.
        created(Map.of("username", "ada"));

        Map<String, Object> gone = new HashMap<>();
        gone.put("email", null);
        Response without = change(path, "*", gone);
        assertThat(without.jsonPath().getString("email")).isNull();
        assertThat(without.jsonPath().getString("email_verified_at")).isNull();
        assertThat(Database.query("select string_agg(name, ' ' order by name) from login_name"))
                .isEqualTo("ada augusta root");
        assertThat(Database.query(
                        "select detail from audit_event where kind = 'ACCOUNT_CHANGE' order by id desc limit 1"))
                .isEqualTo("email");
    }

    private Response change(String path, String ifMatch, Map<String, ?> body) {
        return root.with()
                .contentType(JSON)
                .header("If-Match", ifMatch)
                .body(body)
                .patch("/admin" + path);
    }

    @Test
    void aTakenNameChangesNothing() {
        created(Map.of("username", "ada", "email", "ada@shop.example"));
        String path = "/accounts/" + Operator.idOf("ada");
        String before = root.get(path).header("ETag");

        for (Map<String, String> body : List.of(
                Map.of("username", "ROOT"), Map.of("email", "root", "username", "x"), Map.of("username", " "))) {
            Response refused = change(path, before, body);
            assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(400);
        }
        assertThat(root.get(path).header("ETag")).isEqualTo(before);
    }

    @Test
    void ofSimultaneousChangesOneSucceeds() throws Exception {
        created(Map.of("username", "ada"));
        String path = "/accounts/" + Operator.idOf("ada");
        String known = root.get(path).header("ETag");

        List<Integer> statuses = ConcurrentCallers.of(
                5,
                caller -> () -> change(path, known, Map.of("full_name", "Ada " + caller))
                        .statusCode());

        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 412);
    }

    @Test
    void aDisabledAccountHasNoSessionsAndASecondFactorCanBeReset() {
        Operator.register("ada");
        Operator ada = Operator.signedIn("ada", Operator.PASSWORD);
        String path = "/accounts/" + Operator.idOf("ada");
        assertThat(root.get(path + "/sessions").jsonPath().getList("sessions")).hasSize(1);
        root.send("POST", path + "/disable").then().statusCode(204);

        assertThat(ada.with().get("/account").statusCode()).isEqualTo(401);
        assertThat(root.get(path + "/sessions").jsonPath().getList("sessions")).isEmpty();
        root.send("POST", path + "/enable").then().statusCode(204);
        assertThat(ada.with().get("/account/sessions").jsonPath().getList("$")).isEmpty();

        Database.execute("delete from account where username = 'root'");
        AuthenticatorApp.enrol();
        root = Operator.superuser("root");
        assertThat(root.get(path + "/security").jsonPath().getList("second_factors.kind"))
                .containsExactly("totp");
        assertThat(found("?factor=totp")).containsExactly("ada");
        assertThat(root.send("DELETE", path + "/factors").jsonPath().getInt("removed"))
                .isEqualTo(1);
        Operator.signedIn("ada", Operator.PASSWORD);
    }

    @Test
    void sessionsAreListedAndEnded() {
        Operator.register("ada");
        Operator ada = Operator.signedIn("ada", Operator.PASSWORD);
        Operator.signedIn("ada", Operator.PASSWORD);
        String path = "/accounts/" + Operator.idOf("ada") + "/sessions";
        List<String> ids = root.get(path).jsonPath().getList("sessions.id");
        assertThat(ids).hasSize(2);

        root.send("DELETE", "/sessions/" + ids.get(0)).then().statusCode(204);
        assertThat(root.send("DELETE", "/sessions/" + ids.get(0)).statusCode()).isEqualTo(404);
        assertThat(root.send("DELETE", path).jsonPath().getInt("sessions_ended"))
                .isEqualTo(1);
        assertThat(ada.with().post("/account/factors/recovery-codes").statusCode())
                .isEqualTo(401);
        assertThat(Database.query(
                        "select string_agg(distinct end_reason, ' ') from session where ended_at is not null"))
                .isEqualTo("ADMIN");
        assertThat(root.send("DELETE", "/sessions").jsonPath().getInt("sessions_ended"))
                .isPositive();
        assertThat(root.get("/accounts").statusCode()).isEqualTo(401);
    }

    @Test
    void anAccountIsDeletedByWhoeverKnowsIt() {
        Operator.register("ada");
        String path = "/accounts/" + Operator.idOf("ada");

        assertThat(root.send("DELETE", path).statusCode()).isEqualTo(428);
        assertThat(root.change("DELETE", path, Map.of()).statusCode()).isEqualTo(204);
        assertThat(root.get(path).statusCode()).isEqualTo(404);
        assertThat(root.send("POST", path + "/disable").statusCode()).isEqualTo(404);
        assertThat(root.get("/accounts/x").statusCode()).isEqualTo(404);
    }

    @Test
    void theLastSuperuserStays() throws Exception {
        String path = "/accounts/" + Operator.idOf("root");

        assertThat(root.send("POST", path + "/disable").statusCode()).isEqualTo(409);
        assertThat(root.change("DELETE", path, Map.of()).statusCode()).isEqualTo(409);
        assertThat(root.send("POST", path + "/groups/revoke", Map.of("groups", List.of("superuser")))
                        .statusCode())
                .isEqualTo(409);

        Operator other = Operator.superuser("other");
        List<Operator> both = List.of(root, other);
        List<String> paths = List.of("/accounts/" + Operator.idOf("other"), path);
        List<Integer> statuses = ConcurrentCallers.of(
                2,
                caller -> () -> both.get(caller)
                        .send("POST", paths.get(caller) + "/disable")
                        .statusCode());

        assertThat(Database.query("select count(*) from account where superuser and active"))
                .isEqualTo("1");
        assertThat(statuses).containsOnlyOnce(204);
    }

    @Test
    void aRepeatedRequestHasNoFurtherEffect() throws Exception {
        Map<String, String> body = Map.of("username", "ada", "password", Operator.PASSWORD);

        Response first = repeatable("key1", body);
        Response again = repeatable("key1", body);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.asString()).isEqualTo(first.asString());
        assertThat(repeatable("key1", Map.of("username", "eve")).statusCode()).isEqualTo(422);
        assertThat(repeatable("key2", body).statusCode()).isEqualTo(400);
        assertThat(repeatable("a b", Map.of("username", "eve")).statusCode()).isEqualTo(400);
        assertThat(Database.query("select count(*) from account")).isEqualTo("2");
        // What failed may be sent again with the same key.
        assertThat(repeatable("key2", Map.of("username", "eve")).statusCode()).isEqualTo(201);
        // Nothing of the request is stored in clear.
        assertThat(Database.query(
                        "select count(*) from repeatable_request where encode(answer, 'escape') like '%ada%'"))
                .isEqualTo("0");

        List<String> bodies = ConcurrentCallers.of(
                5,
                caller -> () -> repeatable("key3", Map.of("username", "grace")).asString());
        assertThat(bodies.stream().distinct()).hasSize(1);
        assertThat(bodies.get(0)).contains("\"username\":\"grace\"");
        Database.execute("update repeatable_request set expires_at = now()");
        assertThat(repeatable("key3", Map.of("username", "hedy")).statusCode()).isEqualTo(201);
    }

    private Response repeatable(String key, Map<String, ?> body) {
        return root.with()
                .contentType(JSON)
                .header("Idempotency-Key", key)
                .body(body)
                .post("/admin/accounts");
    }

    @Test
    void aKeyBelongsToWhoeverSentIt() {
        Operator helper = Operator.program(root, "helper", "accounts:write");
        assertThat(repeatable("key", Map.of("username", "ada")).statusCode()).isEqualTo(201);

        Response other = helper.with()
                .contentType(JSON)
                .header("Idempotency-Key", "key")
                .body(Map.of("username", "eve"))
                .post("/admin/accounts");

        assertThat(other.statusCode()).isEqualTo(201);
    }

    @Test
    void aBulkReportsEachItem() {
        Operator.register("ada");
        long ada = Long.parseLong(Operator.idOf("ada"));
        List<Map<String, Object>> items = new ArrayList<>(List.of(
                Map.of("act", "disable", "id", ada),
                Map.of("act", "disable", "id", 1),
                Map.of("act", "create", "username", "grace", "email", "grace@shop.example"),
                Map.of("act", "create", "username", "root"),
                Map.of("act", "create"),
                Map.of("act", "create", "username", "alan", "groups", List.of("superuser")),
                Map.of("act", "nonsense", "id", ada),
                Map.of("act", "grant", "id", ada, "groups", List.of("nobody")),
                Map.of("act", "disable", "id", Long.parseLong(Operator.idOf("root"))),
                Map.of("act", "enable", "id", ada)));

        Response answer = root.send("POST", "/accounts/bulk", Map.of("items", items));

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.jsonPath().getList("results.status"))
                .isEqualTo(List.of(200, 404, 201, 400, 400, 400, 400, 404, 409, 200));
        assertThat(answer.jsonPath().getString("results[3].problem.errors[0].pointer"))
                .isEqualTo("#/username");
        assertThat(answer.jsonPath().getLong("results[0].id")).isEqualTo(ada);
        assertThat(Database.query("select active from account where username = 'ada'"))
                .isEqualTo("t");
    }

    @Test
    void aBulkLetsAProgramDoNoMoreThanItsScopes() {
        Operator.register("ada");
        long ada = Long.parseLong(Operator.idOf("ada"));
        long boss = Long.parseLong(Operator.idOf("root"));
        Operator helper = Operator.program(root, "helper", "accounts:write");

        Response answer = helper.send(
                "POST",
                "/accounts/bulk",
                Map.of(
                        "items",
                        List.of(
                                Map.of("act", "end_sessions", "id", ada),
                                Map.of("act", "grant", "id", ada, "groups", List.of("user")),
                                Map.of("act", "grant", "id", ada, "groups", List.of("superuser")),
                                Map.of("act", "reset_factors", "id", boss),
                                Map.of("act", "delete", "id", boss),
                                Map.of("act", "reset_factors", "id", ada))));

        assertThat(answer.jsonPath().getList("results.status")).isEqualTo(List.of(403, 403, 403, 403, 403, 200));
    }

    @Test
    void aBulkHasAThousandItemsAndNoMore() {
        List<Map<String, Object>> items = new ArrayList<>(IntStream.range(0, 1_000)
                .mapToObj(
                        n -> Map.<String, Object>of("act", "enable", "id", 1_000_000 + n, "username", "x".repeat(100)))
                .toList());

        Response answer = root.send("POST", "/accounts/bulk", Map.of("items", items));
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        assertThat(answer.jsonPath().getList("results")).hasSize(1_000);

        items.add(Map.of("act", "enable", "id", 1));
        Response refused = root.send("POST", "/accounts/bulk", Map.of("items", items));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.asString()).contains("no more than 1000 elements");
    }

    /** Only they may fill the memory so far. */
    @Test
    void onlyOperatorsMaySendALongBody() {
        Operator.register("ada");
        String longBody = "{\"items\": [], \"x\": \"" + "x".repeat(100_000) + "\"}";

        assertThat(root.send("POST", "/accounts/bulk", longBody).statusCode()).isEqualTo(200);
        assertThat(Operator.signedIn("ada", Operator.PASSWORD)
                        .send("POST", "/accounts/bulk", longBody)
                        .statusCode())
                .isEqualTo(413);
        assertThat(given().contentType(JSON)
                        .body(longBody)
                        .post("/admin/accounts/bulk")
                        .statusCode())
                .isEqualTo(413);
        assertThat(root.send("POST", "/accounts", longBody).statusCode()).isEqualTo(413);
        assertThat(root.send("POST", "/accounts/bulk", "{\"x\": \"" + "x".repeat(600_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
    }

    @Test
    void allThatIsStoredAboutAPersonIsExported() {
        created(Map.of("username", "ada", "email", "ada@shop.example", "password", Operator.PASSWORD));
        Operator.signedIn("ada", Operator.PASSWORD);

        Response answer = root.get("/accounts/" + Operator.idOf("ada") + "/export");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("application/json");
        JsonPath data = answer.jsonPath();
        assertThat(data.getMap("").keySet())
                .isEqualTo(java.util.Set.of(
                        "account",
                        "login_names",
                        "sessions",
                        "second_factors",
                        "remembered_devices",
                        "mails",
                        "events"));
        assertThat(data.getString("account[0].email")).isEqualTo("ada@shop.example");
        assertThat(data.getList("login_names.name")).containsExactly("ada", "ada@shop.example");
        assertThat(data.getList("sessions")).hasSize(1);
        assertThat(data.getList("events.kind")).contains("REGISTRATION", "LOGIN", "PERSONAL_DATA_EXPORT");
        assertThat(answer.asString()).doesNotContain("bcrypt").doesNotContain("root");
        assertThat(Operator.lastEvent("PERSONAL_DATA_EXPORT")).endsWith("(root) admin");
    }

    @Test
    void groupsAreMadeGrantedAndRevoked() {
        Operator.register("ada");
        String path = "/accounts/" + Operator.idOf("ada");
        Database.execute("delete from user_group where name <> 'superuser'");

        assertThat(root.send("POST", "/groups", Map.of("name", "staff")).statusCode())
                .isEqualTo(201);
        assertThat(root.send("POST", "/groups", Map.of("name", "STAFF")).statusCode())
                .isEqualTo(400);
        assertThat(root.get("/groups").jsonPath().getList("groups.name")).containsExactly("staff", "superuser");
        assertThat(root.change("PATCH", "/groups/staff", Map.of("description", "All who work here."))
                        .jsonPath()
                        .getString("description"))
                .isEqualTo("All who work here.");
        assertThat(root.send("PATCH", "/groups/staff", Map.of("description", "x"))
                        .statusCode())
                .isEqualTo(428);
        assertThat(root.send("POST", path + "/groups/grant", Map.of("groups", List.of("staff")))
                        .jsonPath()
                        .getList("groups"))
                .containsExactly("user", "staff");
        assertThat(found("?group=staff")).containsExactly("ada");
        assertThat(found("?group=staff&search=ad")).containsExactly("ada");
        assertThat(root.send("POST", path + "/groups/grant", Map.of("groups", List.of("none")))
                        .statusCode())
                .isEqualTo(404);
        Operator helper = Operator.program(root, "helper", "groups:write", "groups:read");
        assertThat(helper.send("POST", path + "/groups/grant", Map.of("groups", List.of("Superuser")))
                        .statusCode())
                .isEqualTo(403);
        assertThat(helper.send("POST", path + "/groups/revoke", Map.of("groups", List.of("staff")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(root.change("DELETE", "/groups/staff", Map.of()).jsonPath().getInt("members"))
                .isZero();
        assertThat(root.change("DELETE", "/groups/superuser", Map.of()).statusCode())
                .isEqualTo(403);
    }
}
