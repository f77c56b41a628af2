package latchkey.admin;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.Json;
import latchkey.StoppedClock;
import latchkey.factor.AuthenticatorApp;
import latchkey.key.ClientTokens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may use the admin API: superusers, as the database says now, and programs with a scope. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class AdminAccessTest {

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
    void onlySuperusersGetIn() {
        assertThat(given().get("/admin/accounts").statusCode()).isEqualTo(401);
        assertThat(given().auth().oauth2("x.y.z").get("/admin/accounts").statusCode())
                .isEqualTo(401);
        Operator.register("ada");

        Response refused = Operator.signedIn("ada", Operator.PASSWORD).get("/accounts");

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.contentType()).startsWith("application/problem+json");
        assertThat(Operator.lastEvent("ADMIN_REFUSED")).isEqualTo("ADMIN_REFUSED REFUSED - platform");
        assertThat(root.get("/accounts").statusCode()).isEqualTo(200);
        assertThat(given().cookie("access_token", root.token())
                        .get("/admin/accounts")
                        .statusCode())
                .isEqualTo(200);
        assertThat(given().auth()
                        .oauth2(root.token())
                        .post("/admin/accounts/1/disable")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aSuperuserWhoIsNoLongerOneIsRefusedAtOnce() {
        Database.execute("update account set superuser = false");
        assertThat(root.get("/accounts").statusCode()).isEqualTo(403);

        Database.execute("update account set superuser = true, active = false");
        assertThat(root.get("/accounts").statusCode()).isEqualTo(401);
    }

    @Test
    void aSessionThatHasEndedAndATokenThatHasExpiredAreRefused() {
        Operator other = Operator.signedIn("root", Operator.PASSWORD);
        Database.execute("update session set ended_at = now(), end_reason = 'LOGOUT'");
        assertThat(other.get("/accounts").statusCode()).isEqualTo(401);

        Operator again = Operator.signedIn("root", Operator.PASSWORD);
        StoppedClock.advance(Duration.ofMinutes(5));
        assertThat(again.get("/accounts").statusCode()).isEqualTo(401);
    }

    @Test
    void changesNeedAFreshSignIn() {
        Operator.register("ada");
        StoppedClock.advance(Duration.ofSeconds(601));
        Operator later = root.refreshed();

        Response refused = later.send("POST", "/accounts/" + Operator.idOf("ada") + "/disable");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate"))
                .startsWith("Bearer error=\"insufficient_user_authentication\"")
                .contains("max_age=\"600\"");
        assertThat(later.get("/accounts").statusCode()).isEqualTo(200);
        assertThat(Operator.signedIn("root", Operator.PASSWORD)
                        .send("POST", "/accounts/" + Operator.idOf("ada") + "/disable")
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void aSuperuserWithASecondFactorMustHaveShownIt() {
        AuthenticatorApp app = AuthenticatorApp.enrol();

        Response refused = root.get("/accounts");

        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).contains("acr_values=\"aal2\"");
        assertThat(Operator.signedIn("root", Operator.PASSWORD + app.code())
                        .get("/accounts")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "Origin, https://evil.example",
        "Origin, https://shop.example",
        "Origin, null",
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site"
    })
    void pagesOfOtherOriginsAreRefusedEvenIfTheyAreListed(String header, String value) {
        for (Response refused : List.of(
                given().cookie("access_token", root.token())
                        .header(header, value)
                        .get("/admin/accounts"),
                root.with().header(header, value).get("/admin/accounts"),
                given().cookie("access_token", root.token())
                        .header(header, value)
                        .post("/admin/keys"))) {
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.header("Access-Control-Allow-Origin")).isNull();
        }
        assertThat(given().header("Origin", "https://shop.example")
                        .header("Access-Control-Request-Method", "POST")
                        .options("/admin/accounts")
                        .header("Access-Control-Allow-Origin"))
                .isNull();
        assertThat(given().cookie("access_token", root.token())
                        .header("Origin", "http://localhost:8080")
                        .get("/admin/accounts")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"})
    void aForgedFormIsRefused(String type) {
        Response refused = given().config(RestAssured.config()
                        .encoderConfig(EncoderConfig.encoderConfig().encodeContentTypeAs(type, ContentType.TEXT)))
                .cookie("access_token", root.token())
                .contentType(type)
                .body("username=eve")
                .post("/admin/accounts");

        assertThat(refused.statusCode()).isEqualTo(415);
        assertThat(Database.query("select count(*) from account")).isEqualTo("1");
    }

    @Test
    void aProgramGetsATokenForItsScopes() {
        String secret = root.makes("billing", "accounts:read", "sessions:read");

        Response answer = Operator.tokenOf("billing", secret, "accounts:read");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        JsonPath issued = answer.jsonPath();
        assertThat(issued.getString("token_type")).isEqualTo("Bearer");
        assertThat(issued.getInt("expires_in")).isEqualTo(300);
        assertThat(issued.getString("scope")).isEqualTo("accounts:read");
        String[] parts = issued.getString("access_token").split("[.]");
        JsonPath head = new JsonPath(new String(Base64.getUrlDecoder().decode(parts[0])));
        JsonPath claims = new JsonPath(new String(Base64.getUrlDecoder().decode(parts[1])));
        assertThat(head.getString("typ")).isEqualTo("at+jwt");
        assertThat(claims.getString("sub")).isEqualTo("billing");
        assertThat(claims.getString("client_id")).isEqualTo("billing");
        assertThat(claims.getString("aud")).isEqualTo("http://localhost:8080/admin");
        assertThat(claims.getString("scope")).isEqualTo("accounts:read");
        assertThat(Operator.tokenOf("billing", secret, "").jsonPath().getString("scope"))
                .isEqualTo("accounts:read sessions:read");
        assertThat(Database.query("select last_used_at = date_trunc('hour', last_used_at) from client"))
                .isEqualTo("t");
    }

    @Test
    void theTokenEndpointSpeaksOAuth() {
        String secret = root.makes("billing", "accounts:read");

        refusedToken(Operator.tokenOf("billing", "wrong", ""), 401, "invalid_client");
        refusedToken(Operator.tokenOf("nobody", secret, ""), 401, "invalid_client");
        refusedToken(Operator.tokenOf("bil\0ling", secret, ""), 401, "invalid_client");
        refusedToken(Operator.tokenOf("billing", secret, "keys:write"), 400, "invalid_scope");
        refusedToken(Operator.tokenOf("billing", secret, "accounts:read nonsense"), 400, "invalid_scope");
        refusedToken(
                given().formParam("grant_type", "password")
                        .formParam("client_id", "billing")
                        .formParam("client_secret", secret)
                        .post("/oauth2/token"),
                400,
                "unsupported_grant_type");
        refusedToken(
                given().formParam("client_id", "billing")
                        .formParam("client_secret", secret)
                        .post("/oauth2/token"),
                400,
                "invalid_request");
        assertThat(given().formParam("grant_type", "client_credentials")
                        .formParam("client_id", "billing")
                        .formParam("client_secret", secret)
                        .post("/oauth2/token")
                        .statusCode())
                .isEqualTo(200);
        // A client of the settings without scopes may introspect, and has nothing to do here.
        refusedToken(Operator.tokenOf("gateway", Database.CLIENT_SECRET, ""), 400, "invalid_scope");
        assertThat(Operator.lastEvent("CLIENT_LOGIN")).isEqualTo("CLIENT_LOGIN REFUSED - platform");
    }

    private static void refusedToken(Response answer, int status, String error) {
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        assertThat(answer.contentType()).startsWith("application/json");
        assertThat(Json.text(answer, "error")).isEqualTo(error);
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    @Test
    void aProgramDoesWhatItsScopesAllowAndNoMore() {
        Operator billing = Operator.program(root, "billing", "accounts:read");

        assertThat(billing.get("/accounts").statusCode()).isEqualTo(200);
        Response refused = billing.send("POST", "/accounts", Map.of("username", "eve"));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.header("WWW-Authenticate"))
                .isEqualTo("Bearer error=\"insufficient_scope\", scope=\"accounts:write\"");
        assertThat(refused.jsonPath().getString("error")).isEqualTo("insufficient_scope");
    }

    @Test
    void aProgramsTokenIsGoodNowhereElse() {
        Operator billing = Operator.program(root, "billing", "accounts:read", "accounts:write");

        for (String path : List.of("/account", "/forward-auth", "/express/api/user", "/account/sessions")) {
            assertThat(given().auth().oauth2(billing.token()).get(path).statusCode())
                    .as(path)
                    .isEqualTo(401);
            assertThat(given().cookie("access_token", billing.token()).get(path).statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
        assertThat(given().auth()
                        .preemptive()
                        .basic("gateway", Database.CLIENT_SECRET)
                        .formParam("token", billing.token())
                        .post("/oauth2/introspect")
                        .asString())
                .isEqualTo("{\"active\":false}");
        assertThat(ClientTokens.audience("http://localhost:8080")).isNotEqualTo("http://localhost:8080");
    }

    @Test
    void whatAClientMayNoLongerDoItsTokensMayNotEither() {
        Operator billing = Operator.program(root, "billing", "accounts:read", "sessions:read");

        root.change("PATCH", "/clients/billing", Map.of("scopes", List.of("sessions:read")))
                .then()
                .statusCode(200);
        assertThat(billing.get("/accounts").statusCode()).isEqualTo(403);

        root.change("PATCH", "/clients/billing", Map.of("scopes", List.of("accounts:read"), "enabled", false))
                .then()
                .statusCode(200);
        assertThat(billing.get("/accounts").statusCode()).isEqualTo(401);

        root.change("PATCH", "/clients/billing", Map.of("enabled", true)).then().statusCode(200);
        assertThat(billing.get("/accounts").statusCode()).isEqualTo(200);
        StoppedClock.advance(ClientTokens.LIFETIME);
        assertThat(billing.get("/accounts").statusCode()).isEqualTo(401);
    }

    @Test
    void aProgramCannotMakeItselfMorePowerful() {
        Operator helper =
                Operator.program(root, "helper", "accounts:write", "accounts:read", "clients:write", "clients:read");
        String id = Operator.idOf("root");

        for (Response refused : List.of(
                helper.send("POST", "/accounts/" + id + "/disable"),
                helper.change("PATCH", "/accounts/" + id, Map.of("email", "eve@shop.example")),
                helper.change("DELETE", "/accounts/" + id, Map.of()))) {
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.header("WWW-Authenticate")).contains("superusers:write");
        }
        assertThat(helper.send("POST", "/clients", Map.of("id", "evil", "name", "x", "scopes", List.of("keys:write")))
                        .statusCode())
                .isEqualTo(403);
        assertThat(helper.change("PATCH", "/clients/helper", Map.of("scopes", List.of("keys:write")))
                        .statusCode())
                .isEqualTo(403);
        root.makes("keys", "keys:write");
        assertThat(helper.send("POST", "/clients/keys/secret").statusCode()).isEqualTo(403);
        assertThat(helper.send("DELETE", "/clients/keys/former-secret").statusCode())
                .isEqualTo(403);
    }

    @Test
    void everyActSaysWhoActed() {
        Operator.register("ada");
        String ada = Operator.idOf("ada");
        Operator helper = Operator.program(root, "helper", "accounts:write");
        assertThat(Operator.lastEvent("CLIENT_CREATED"))
                .isEqualTo("CLIENT_CREATED ACCEPTED account " + Operator.idOf("root") + " (root) admin");

        helper.send("POST", "/accounts/" + ada + "/disable").then().statusCode(204);
        assertThat(Operator.lastEvent("ACCOUNT_DISABLED")).isEqualTo("ACCOUNT_DISABLED ACCEPTED client helper admin");
        root.send("POST", "/accounts/" + ada + "/enable").then().statusCode(204);
        assertThat(Operator.lastEvent("ACCOUNT_ENABLED"))
                .isEqualTo("ACCOUNT_ENABLED ACCEPTED account " + Operator.idOf("root") + " (root) admin");
        assertThat(Database.query("select count(*) from audit_event where actor is not null and session_id is null"
                        + " and kind = 'ACCOUNT_DISABLED'"))
                .isEqualTo("1");
    }

    @Test
    void theMetadataNamesTheTokenEndpoint() {
        JsonPath metadata =
                given().get("/.well-known/oauth-authorization-server").jsonPath();

        assertThat(metadata.getString("token_endpoint")).isEqualTo("http://localhost:8080/oauth2/token");
        assertThat(metadata.getList("grant_types_supported")).isEqualTo(List.of("client_credentials"));
        assertThat(metadata.getList("scopes_supported")).contains("accounts:read");
    }

    @Test
    void aClientOfTheTableMayIntrospectWithAScope() {
        String secret = root.makes("reader", "tokens:read");
        String other = root.makes("other", "accounts:read");

        assertThat(introspect("reader", secret).jsonPath().getBoolean("active")).isTrue();
        assertThat(introspect("other", other).statusCode()).isEqualTo(403);
        assertThat(introspect("reader", other).statusCode()).isEqualTo(401);
    }

    private Response introspect(String id, String secret) {
        return given().auth()
                .preemptive()
                .basic(id, secret)
                .contentType(ContentType.URLENC)
                .formParam("token", root.token())
                .post("/oauth2/introspect");
    }

    @Test
    void aRequestWithoutABodyIsNoForm() {
        assertThat(given().contentType(JSON)
                        .cookie("access_token", root.token())
                        .post("/admin/accounts/" + Operator.idOf("root") + "/enable")
                        .statusCode())
                .isEqualTo(204);
    }
}
