package latchkey.admin;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import latchkey.Database;
import latchkey.Json;

/** Who uses the admin API in a test: a superuser, or a program. */
public final class Operator {

    public static final String PASSWORD = "the difference engine";

    private final String token;
    private final String refresh;

    private Operator(String token, String refresh) {
        this.token = token;
        this.refresh = refresh;
    }

    /** Removes all accounts, clients and idempotency keys. */
    public static void emptyDatabase() {
        Database.empty();
        Database.execute("delete from client; delete from repeatable_request; delete from event_count");
    }

    /** A superuser who has just signed in. */
    public static Operator superuser(String name) {
        register(name);
        Database.execute("update account set superuser = true where username = '" + name + "'");
        return signedIn(name, PASSWORD);
    }

    public static void register(String name) {
        given().contentType(JSON)
                .body(Map.of("username", name, "password", PASSWORD))
                .post("/express/api/auth/register")
                .then()
                .statusCode(201);
    }

    public static Operator signedIn(String name, String password) {
        Response answer = given().contentType(JSON)
                .body(Map.of("username", name, "password", password))
                .post("/express/api/auth/login");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return new Operator(Json.text(answer, "data.token"), answer.cookie("refresh_token"));
    }

    /** A program with an access token. */
    public static Operator program(Operator maker, String id, String... scopes) {
        return new Operator(Json.text(tokenOf(id, maker.makes(id, scopes), ""), "access_token"), "");
    }

    /** A program with an access token, made without a superuser. */
    public static Operator program(String id, String... scopes) {
        Database.execute(String.format(
                Locale.ROOT,
                "insert into client (id, name, scopes, secret_digest, enabled, created_at)"
                        + " values ('%1$s', '%1$s', '%2$s', sha256('secret of %1$s'), true, now())",
                id,
                String.join(" ", scopes)));
        return new Operator(Json.text(tokenOf(id, "secret of " + id, ""), "access_token"), "");
    }

    /** Makes a client, and returns its secret. */
    public String makes(String id, String... scopes) {
        Response made = send("POST", "/clients", Map.of("id", id, "name", id, "scopes", List.of(scopes)));
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        return Json.text(made, "secret");
    }

    public static Response tokenOf(String id, String secret, String scope) {
        return given().auth()
                .preemptive()
                .basic(id, secret)
                .formParam("grant_type", "client_credentials")
                .formParam("scope", scope)
                .post("/oauth2/token");
    }

    /** As the same superuser, with a new access token of the same session. */
    Operator refreshed() {
        Response answer = given().cookie("refresh_token", refresh).post("/express/api/auth/refresh");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(200);
        return new Operator(Json.text(answer, "data.token"), answer.cookie("refresh_token"));
    }

    public String token() {
        return token;
    }

    public RequestSpecification with() {
        return given().auth().oauth2(token);
    }

    public Response get(String path) {
        return with().urlEncodingEnabled(false).get("/admin" + path);
    }

    public Response send(String method, String path) {
        return with().contentType(JSON).request(method, "/admin" + path);
    }

    public Response send(String method, String path, Object body) {
        return with().contentType(JSON).body(body).request(method, "/admin" + path);
    }

    /** As {@link #send}, if what is to be changed is still as it is at {@code path}. */
    public Response change(String method, String path, Object body) {
        return with().contentType(JSON)
                .header("If-Match", get(path).header("ETag"))
                .body(body)
                .request(method, "/admin" + path);
    }

    public static String idOf(String name) {
        return Database.query("select id from account where username = '" + name + "'");
    }

    /** The kind, outcome and actor of the last event about an account, or of no account. */
    public static String lastEvent(String kind) {
        return Database.query(
                "select kind || ' ' || outcome || ' ' || coalesce(actor, '-') || ' ' || via from audit_event"
                        + " where kind = '" + kind + "' order by id desc limit 1");
    }
}
