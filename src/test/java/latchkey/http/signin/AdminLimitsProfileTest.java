package latchkey.http.signin;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.util.Map;
import latchkey.Database;
import latchkey.admin.Operator;
import latchkey.email.MailServer;
import latchkey.factor.AuthenticatorApp;
import latchkey.http.StricterBehindTraefik;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The admin API where limits are low, mails are sent, and superusers must have a second factor. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(StricterBehindTraefik.class)
class AdminLimitsProfileTest {

    private AuthenticatorApp app;
    private Operator root;

    @BeforeEach
    void rootIsSignedIn() {
        Operator.emptyDatabase();
        root = Operator.superuser("root");
        app = AuthenticatorApp.enrol();
    }

    private void withSecondFactor() {
        root = Operator.signedIn("root", Operator.PASSWORD + app.code());
    }

    @Test
    void superusersMustHaveASecondFactor() {
        Database.execute("delete from factor; delete from recovery_code");
        Response refused = root.get("/accounts");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).contains("acr_values=\"aal2\"");

        app = AuthenticatorApp.enrol();
        withSecondFactor();
        assertThat(root.get("/accounts").statusCode()).isEqualTo(200);
    }

    @Test
    void aProgramThatGuessesItsSecretHasToWait() {
        withSecondFactor();
        String secret = root.makes("billing", "accounts:read");
        for (int i = 0; i < 5; i++) {
            assertThat(token("203.0.113.5", "guess" + i).statusCode()).isEqualTo(401);
        }

        Response refused = token("203.0.113.5", secret);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("10");
        assertThat(refused.jsonPath().getString("error")).isEqualTo("temporarily_unavailable");
        assertThat(token("203.0.113.6", secret).statusCode()).isEqualTo(200);
        assertThat(root.get("/limits").jsonPath().getList("limits.limit")).contains("client");
    }

    private static Response token(String address, String secret) {
        return given().header("X-Forwarded-For", address)
                .formParam("grant_type", "client_credentials")
                .formParam("client_id", "billing")
                .formParam("client_secret", secret)
                .post("/oauth2/token");
    }

    @Test
    void aUserWhoIsLockedOutIsFoundAndMayTryAgain() {
        withSecondFactor();
        Operator.register("ada");
        String ada = "/accounts/" + Operator.idOf("ada");
        for (int i = 0; i < 3; i++) {
            assertThat(login("wrong horse " + i)).isEqualTo(401);
        }
        assertThat(login(Operator.PASSWORD)).isEqualTo(429);

        assertThat(root.get(ada + "/limits").jsonPath().getList("limits.limit")).containsExactly("name");
        root.send("DELETE", ada + "/limits").then().statusCode(204);

        assertThat(login(Operator.PASSWORD)).isEqualTo(200);
    }

    private static int login(String password) {
        return given().contentType(JSON)
                .body(Map.of("username", "ada", "password", password))
                .post("/express/api/auth/login")
                .statusCode();
    }

    @Test
    void anInvitedUserGetsAMailAndARepeatedInvitationNoSecond() {
        withSecondFactor();

        Response first = invitation();
        Response again = invitation();

        assertThat(first.statusCode()).as(first.asString()).isEqualTo(201);
        assertThat(again.asString()).isEqualTo(first.asString());
        assertThat(first.jsonPath().getString("username")).isEqualTo("grace@shop.example");
        assertThat(Database.query("select string_agg(kind || ' ' || recipient || ' ' || coalesce(address, '-'), ', ')"
                        + " from outbox_message where account_id = " + Operator.idOf("grace@shop.example")))
                .isEqualTo("INVITE grace@shop.example -");
        assertThat(root.get("/outbox?sent=true").jsonPath().getList("mails.kind"))
                .contains("invite");
    }

    private Response invitation() {
        return root.with()
                .contentType(JSON)
                .header("Idempotency-Key", "invite-grace")
                .body(Map.of("email", "grace@shop.example"))
                .post("/admin/accounts/invitations");
    }
}
