package latchkey.platform;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.Json;
import latchkey.contract.Givens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The platform endpoints, which do not depend on a contract, over HTTP. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class PlatformTest {

    private Givens ada;

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        ada = Givens.of(List.of("ada is registered", "ada is signed in"));
        Database.execute("delete from session where generation = 0 and id not in"
                + " (select id from session order by opened_at desc limit 1)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid-configuration", "oauth-authorization-server"})
    void discoveryListsAllEndpoints(String document) {
        Response answer = given().get("/.well-known/" + document);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.contentType()).startsWith("application/json");
        JsonPath metadata = answer.jsonPath();
        assertThat(metadata.getString("issuer")).isEqualTo("http://localhost:8080");
        assertThat(metadata.getString("jwks_uri")).isEqualTo("http://localhost:8080/.well-known/jwks.json");
        assertThat(metadata.getString("introspection_endpoint")).isEqualTo("http://localhost:8080/oauth2/introspect");
        assertThat(metadata.getString("revocation_endpoint")).isEqualTo("http://localhost:8080/oauth2/revoke");
    }

    @Test
    void anAccessTokenIsActiveWhileItsSessionLives() {
        JsonPath answer = introspect(ada.access()).jsonPath();

        assertThat(answer.getBoolean("active")).isTrue();
        assertThat(answer.getString("sub")).isEqualTo(Database.query("select id from account"));
        assertThat(answer.getString("username")).isEqualTo("ada");
        assertThat(answer.getString("sid")).isEqualTo(Database.query("select id from session"));
        assertThat(answer.getString("token_type")).isEqualTo("Bearer");
        assertThat(answer.getString("client_id")).isEqualTo("drf-token");
        assertThat(answer.getList("groups")).isEqualTo(List.of("user"));

        Givens.of(List.of()).signOut(ada.refresh());

        assertThat(introspect(ada.access()).asString()).isEqualTo("{\"active\":false}");
    }

    @Test
    void aRefreshTokenIsActiveUntilItIsUsed() {
        assertThat(introspect(ada.refresh()).jsonPath().getBoolean("active")).isTrue();
        given().cookie("refresh_token", ada.refresh()).post("/express/api/auth/refresh");
        assertThat(introspect(ada.refresh()).jsonPath().getBoolean("active"))
                .as("while a refresh would be answered")
                .isTrue();
        Database.execute("update session set refreshed_at = now() - interval '1 day'");

        assertThat(introspect(ada.refresh()).asString()).isEqualTo("{\"active\":false}");
        assertThat(Database.query("select count(*) from session where ended_at is not null"))
                .isEqualTo("0");
    }

    @Test
    void introspectionReadsGroupsFromTheAccountAndNotTheToken() {
        Database.execute("update account set superuser = true");
        Givens root = Givens.of(List.of("ada is signed in"));

        Database.execute("update account set superuser = false");

        assertThat(introspect(root.access()).jsonPath().getList("groups")).isEqualTo(List.of("user"));
    }

    @Test
    void revokingAUsedRefreshTokenEndsItsSessionToo() {
        String newest = given().cookie("refresh_token", ada.refresh())
                .post("/express/api/auth/refresh")
                .cookie("refresh_token");
        newest = given().cookie("refresh_token", newest)
                .post("/express/api/auth/refresh")
                .cookie("refresh_token");

        asGateway()
                .formParam("token", ada.refresh())
                .post("/oauth2/revoke")
                .then()
                .statusCode(200);

        assertThat(introspect(newest).asString()).isEqualTo("{\"active\":false}");
        assertThat(Database.query("select end_reason from session where generation = 2"))
                .isEqualTo("LOGOUT");
    }

    @Test
    void aDisabledAccountsTokensAreInactiveAtOnce() {
        Database.execute("update account set active = false");

        assertThat(introspect(ada.access()).asString()).isEqualTo("{\"active\":false}");
        assertThat(introspect(ada.refresh()).asString()).isEqualTo("{\"active\":false}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "not.a.token", "ä"})
    void anUnknownTokenIsInactiveAndCanBeRevoked(String token) {
        assertThat(introspect(token).asString()).isEqualTo("{\"active\":false}");
        asGateway().formParam("token", token).post("/oauth2/revoke").then().statusCode(200);
    }

    @Test
    void revokingEitherTokenEndsTheSession() {
        asGateway()
                .formParam("token", ada.access())
                .post("/oauth2/revoke")
                .then()
                .statusCode(200);
        assertThat(introspect(ada.refresh()).asString()).isEqualTo("{\"active\":false}");

        Givens again = Givens.of(List.of("ada is signed in"));
        asGateway()
                .formParam("token", again.refresh())
                .formParam("token_type_hint", "refresh_token")
                .post("/oauth2/revoke")
                .then()
                .statusCode(200);
        assertThat(introspect(again.access()).asString()).isEqualTo("{\"active\":false}");
    }

    @ParameterizedTest(name = "{0}:{1}")
    @CsvSource({"gateway, wrong", "nobody, open sesame, or so it is said", "'', ''"})
    void onlyKnownClientsAreAnswered(String id, String secret) {
        for (String path : List.of("/oauth2/introspect", "/oauth2/revoke")) {
            Response basic = given().auth()
                    .preemptive()
                    .basic(id, secret)
                    .contentType(ContentType.URLENC)
                    .formParam("token", ada.access())
                    .post(path);
            assertThat(basic.statusCode()).isEqualTo(401);
            assertThat(basic.header("WWW-Authenticate")).isEqualTo("Basic");
            assertThat(basic.contentType()).startsWith("application/problem+json");
            assertThat(basic.jsonPath().getString("error")).isEqualTo("invalid_client");
        }
        given().formParam("token", ada.access()).post("/oauth2/revoke").then().statusCode(401);
        assertThat(introspect(ada.access()).jsonPath().getBoolean("active")).isTrue();
    }

    @Test
    void aClientMayAuthenticateInTheBody() {
        given().formParam("token", ada.access())
                .formParam("client_id", "gateway")
                .formParam("client_secret", Database.CLIENT_SECRET)
                .post("/oauth2/introspect")
                .then()
                .statusCode(200);
    }

    @Test
    void aRequestWithoutATokenIsInvalid() {
        Response answer = asGateway().formParam("x", "y").post("/oauth2/introspect");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.text(answer, "error")).isEqualTo("invalid_request");
        for (String path : List.of("/oauth2/introspect", "/oauth2/revoke")) {
            assertThat(asGateway().contentType(ContentType.URLENC).post(path).statusCode())
                    .isEqualTo(400);
            assertThat(asGateway().post(path).jsonPath().getString("error")).isEqualTo("invalid_request");
            assertThat(asGateway()
                            .contentType(ContentType.JSON)
                            .body("{}")
                            .post(path)
                            .statusCode())
                    .isEqualTo(415);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/forward-auth", "/forward-auth/any/path", "/forward-auth?group=user"})
    void forwardAuthAcceptsASignedInClient(String path) {
        for (Response answer : List.of(
                bearer().get(path), given().cookie("access_token", ada.access()).get(path), bearer().post(path))) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.header("X-Auth-User-Id")).isEqualTo(Database.query("select id from account"));
            assertThat(answer.header("X-Auth-Username")).isEqualTo("ada");
            assertThat(answer.header("X-Auth-Email")).isEqualTo("ada@shop.example");
            assertThat(answer.header("X-Auth-Groups")).isEqualTo("user");
        }
    }

    @Test
    void forwardAuthRejectsAClientThatIsNotSignedIn() {
        assertThat(given().header("X-Auth-User-Id", "1").get("/forward-auth").statusCode())
                .isEqualTo(401);
        assertThat(given().header("Authorization", "Bearer x")
                        .get("/forward-auth")
                        .statusCode())
                .isEqualTo(401);
        assertThat(given().header("Authorization", "Bearer " + ada.refresh())
                        .get("/forward-auth")
                        .statusCode())
                .isEqualTo(401);
        Response forbidden = bearer().get("/forward-auth?group=superuser");
        assertThat(forbidden.statusCode()).isEqualTo(403);
        assertThat(forbidden.header("X-Auth-User-Id")).isNull();
    }

    @Test
    void aNonAsciiNameIsEncodedInTheHeader() {
        Database.execute("update account set username = E'zoë\\r\\nX-Auth-Groups: superuser 100%'");
        Givens zoe = Givens.of(List.of("ada@shop.example is signed in"));

        Response answer =
                given().header("Authorization", "Bearer " + zoe.access()).get("/forward-auth");

        assertThat(answer.header("X-Auth-Username")).isEqualTo("zo%C3%AB%0D%0AX-Auth-Groups:%20superuser%20100%25");
        assertThat(answer.header("X-Auth-Groups")).isEqualTo("user");
    }

    @Test
    void aUserReadsTheirOwnAccount() {
        JsonPath me = bearer().get("/account").jsonPath();

        assertThat(me.getMap("$").keySet())
                .isEqualTo(java.util.Set.of(
                        "id",
                        "username",
                        "email",
                        "first_name",
                        "last_name",
                        "full_name",
                        "profile_image",
                        "joined_at"));
        assertThat(me.getString("full_name")).isEqualTo("Ada King");
        assertThat(given().cookie("access_token", ada.access()).get("/account").statusCode())
                .isEqualTo(200);
        assertThat(given().get("/account").statusCode()).isEqualTo(401);
    }

    @Test
    void aUserChangesOnlyNamesAndPicture() {
        JsonPath changed = json("""
                        {"first_name": "Augusta", "profile_image": "https://shop.example/ada.png",
                         "username": "root", "email": "x@y.example", "is_superuser": true, "id": 7}
                        """).patch("/account").jsonPath();

        assertThat(changed.getString("first_name")).isEqualTo("Augusta");
        assertThat(changed.getString("last_name")).isEqualTo("King");
        assertThat(changed.getString("profile_image")).isEqualTo("https://shop.example/ada.png");
        assertThat(changed.getString("username")).isEqualTo("ada");
        assertThat(changed.getString("email")).isEqualTo("ada@shop.example");
        assertThat(Database.query("select superuser from account")).isEqualTo("f");
        assertThat(json("{\"profile_image\": \"\"}")
                        .patch("/account")
                        .jsonPath()
                        .getString("profile_image"))
                .isNull();
        Response refused = json("{\"profile_image\": \"javascript:alert(1)\"}").patch("/account");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.jsonPath().getString("errors[0].pointer")).isEqualTo("#/profile_image");
    }

    /** RFC 7396, 2. */
    @ParameterizedTest
    @ValueSource(
            strings = {"application/merge-patch+json", "application/merge-patch+json; charset=utf-8", "application/json"
            })
    void mergePatchIsAccepted(String type) {
        JsonPath changed = json("{\"first_name\": \"Grace\", \"last_name\": null}")
                .contentType(type)
                .patch("/account")
                .jsonPath();

        assertThat(changed.getString("first_name")).isEqualTo("Grace");
        assertThat(changed.getString("last_name")).isEmpty();
    }

    @Test
    void nullClearsAFieldAndAnAbsentFieldIsKept() {
        json("{\"full_name\": \"Countess\", \"profile_image\": \"https://shop.example/ada.png\"}")
                .patch("/account");

        JsonPath without = json("{\"profile_image\": null, \"last_name\": null, \"is_superuser\": null, \"id\": null}")
                .patch("/account")
                .jsonPath();

        assertThat(without.getString("profile_image")).isNull();
        assertThat(without.getString("last_name")).isEmpty();
        assertThat(without.getString("first_name")).isEqualTo("Ada");
        assertThat(without.getString("full_name")).isEqualTo("Countess");
        assertThat(json("{\"full_name\": null}").patch("/account").jsonPath().getString("full_name"))
                .isEqualTo("Ada");
        assertThat(json("{}").patch("/account").jsonPath().getString("first_name"))
                .isEqualTo("Ada");
        assertThat(json("null").patch("/account").jsonPath().getString("first_name"))
                .isEqualTo("Ada");
    }

    /** Null is neither "no change" nor an empty text. */
    @Test
    void nullIsRejectedAsAPassword() {
        assertThat(json("{\"current_password\": \"lovelace\", \"new_password\": null}")
                        .post("/account/password")
                        .statusCode())
                .isEqualTo(400);
        assertThat(json("{\"password\": null}").delete("/account").statusCode()).isEqualTo(400);
    }

    @Test
    void blanksAroundANameAreIgnored() {
        JsonPath changed = json("""
                        {"first_name": " Augusta\\u3000", "last_name": "\\tKing  of Lovelace ", "full_name": " \\u00a0",
                         "profile_image": " https://shop.example/ada.png\\r\\n"}
                        """).patch("/account").jsonPath();

        assertThat(changed.getString("first_name")).isEqualTo("Augusta");
        assertThat(changed.getString("last_name")).isEqualTo("King  of Lovelace");
        assertThat(changed.getString("full_name")).isEqualTo("Augusta King  of Lovelace");
        assertThat(changed.getString("profile_image")).isEqualTo("https://shop.example/ada.png");
        assertThat(json("{\"first_name\": \"%s\"}".formatted(" " + "a".repeat(150) + " "))
                        .patch("/account")
                        .statusCode())
                .isEqualTo(200);
        assertThat(json("{\"first_name\": \"%s\"}".formatted("a".repeat(151)))
                        .patch("/account")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aNewPasswordNeedsTheOldOneAndEndsTheOtherSessions() {
        Givens elsewhere = Givens.of(List.of("ada is signed in"));

        assertThat(changePassword("babbage!", "difference").statusCode()).isEqualTo(403);
        assertThat(changePassword("lovelace", "short").statusCode()).isEqualTo(400);
        assertThat(introspect(elsewhere.access()).jsonPath().getBoolean("active"))
                .isTrue();

        assertThat(changePassword("lovelace", "difference").statusCode()).isEqualTo(200);

        assertThat(introspect(elsewhere.access()).jsonPath().getBoolean("active"))
                .isFalse();
        assertThat(introspect(ada.access()).jsonPath().getBoolean("active")).isTrue();
        assertThat(login("lovelace").statusCode()).isEqualTo(401);
        assertThat(login("difference").statusCode()).isEqualTo(200);
    }

    @Test
    void aUserListsAndEndsTheirOwnSessions() {
        login("lovelace");
        Givens.of(List.of());
        List<Map<String, Object>> open =
                bearer().get("/account/sessions").jsonPath().getList("$");
        assertThat(open).hasSize(2).allSatisfy(session -> {
            assertThat(session.get("address")).isEqualTo("127.0.0.1");
            assertThat((String) session.get("user_agent")).startsWith("Apache-HttpClient");
        });
        assertThat(open.stream().filter(session -> session.get("current").equals(true)))
                .hasSize(1);
        String other = open.stream()
                .filter(session -> session.get("current").equals(false))
                .findFirst()
                .orElseThrow()
                .get("id")
                .toString();

        assertThat(bearer().delete("/account/sessions/" + other).statusCode()).isEqualTo(204);

        assertThat(bearer().delete("/account/sessions/" + other).statusCode()).isEqualTo(404);
        assertThat(bearer().delete("/account/sessions/nothing").statusCode()).isEqualTo(404);
        assertThat(bearer().get("/account/sessions").jsonPath().getList("$")).hasSize(1);
    }

    @Test
    void aUserEndsAllTheirOtherSessions() {
        given().contentType(ContentType.JSON)
                .body("{\"username\": \"grace\", \"password\": \"hopper1906\"}")
                .post("/express/api/auth/register");
        String graces = given().contentType(ContentType.JSON)
                .body("{\"username\": \"grace\", \"password\": \"hopper1906\"}")
                .post("/express/api/auth/login")
                .jsonPath()
                .getString("data.token");
        login("lovelace");
        String hers = given().header("Authorization", "Bearer " + graces)
                .get("/account/sessions")
                .jsonPath()
                .getString("[0].id");

        assertThat(bearer().delete("/account/sessions/" + hers).statusCode()).isEqualTo(404);
        assertThat(bearer().delete("/account/sessions").statusCode()).isEqualTo(204);

        assertThat(bearer().get("/account/sessions").jsonPath().getList("$")).hasSize(1);
        assertThat(introspect(graces).jsonPath().getBoolean("active")).isTrue();
    }

    @Test
    void deletingAnAccountNeedsThePasswordAndDeletesAllItsData() {
        assertThat(json("{\"password\": \"babbage!\"}").delete("/account").statusCode())
                .isEqualTo(403);
        assertThat(json("{}").delete("/account").statusCode()).isEqualTo(400);

        assertThat(json("{\"password\": \"lovelace\"}").delete("/account").statusCode())
                .isEqualTo(204);

        assertThat(bearer().get("/account").statusCode()).isEqualTo(401);
        for (String table : List.of("account", "credential", "login_name", "session")) {
            assertThat(Database.query("select count(*) from " + table))
                    .as(table)
                    .isEqualTo("0");
        }
        Givens.registerAda();
    }

    private RequestSpecification bearer() {
        return given().header("Authorization", "Bearer " + ada.access());
    }

    private RequestSpecification json(String body) {
        return bearer().contentType(ContentType.JSON).body(body);
    }

    private Response changePassword(String current, String wanted) {
        return json("{\"current_password\": \"%s\", \"new_password\": \"%s\"}".formatted(current, wanted))
                .post("/account/password");
    }

    private static RequestSpecification asGateway() {
        return given().auth().preemptive().basic("gateway", Database.CLIENT_SECRET);
    }

    private static Response introspect(String token) {
        return asGateway()
                .contentType("application/x-www-form-urlencoded; charset=utf-8")
                .formParam("token", token)
                .post("/oauth2/introspect");
    }

    private static Response login(String password) {
        return given().contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"%s\"}".formatted(password))
                .post("/express/api/auth/login");
    }
}
