package latchkey.email;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static io.restassured.http.ContentType.URLENC;
import static java.util.stream.Collectors.toMap;
import static latchkey.email.MailServer.mailTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.contract.ContractCalls;
import latchkey.email.MailServer.Arrived;
import latchkey.factor.AuthenticatorApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Second factors where Latchkey sends mail: what a mailbox does not open, and what an owner is told. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(MailOn.class)
class SecondFactorMailProfileTest {

    private static final String PASSWORD = "the difference engine";
    private static final String NEW_PASSWORD = "the analytical engine";
    private static final ContractCalls CONTRACT = ContractCalls.FASTAPI;
    private static final Pattern HIDDEN = Pattern.compile("name=\"(mfa_token|contract)\" value=\"([^\"]+)\"");

    private final String name = "ada-" + UUID.randomUUID().toString().substring(0, 8);
    private final String address = name + "@shop.example";
    private AuthenticatorApp app;

    @BeforeEach
    void adaHasAnApp() throws Exception {
        Database.empty();
        CONTRACT.register(name, address, PASSWORD);
        // Two mails that are due at the same time arrive in any order.
        mailTo(address);
        app = AuthenticatorApp.enrol();
        StoppedClock.stop();
        StoppedClock.advance(Duration.ofSeconds(61));
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    private static Response post(String path, Map<String, ?> body) {
        return given().contentType(JSON).body(body).post(path);
    }

    private Arrived asked(String path) throws Exception {
        assertThat(post("/account/" + path, Map.of("email", address)).statusCode())
                .isEqualTo(202);
        return mailTo(address, 2);
    }

    @Test
    void aMailedLinkAloneOpensNoSession() throws Exception {
        Arrived mail = asked("sign-in/email");

        Response asksForACode = post("/fastapi/auth/login/email/confirm", Map.of("token", mail.token()));

        assertThat(asksForACode.statusCode()).isEqualTo(401);
        assertThat(asksForACode.header("MFA-Required")).isEqualTo("totp, recovery_code");
        assertThat(Database.query("select count(*) from session")).isEqualTo("0");
        assertThat(post("/fastapi/auth/login/email/confirm", Map.of("token", mail.token()))
                        .statusCode())
                .as("the link is used up")
                .isEqualTo(400);
        String token = asksForACode.jsonPath().getString("mfa_token");
        assertThat(post("/fastapi/auth/login/code", Map.of("mfa_token", token, "code", "123"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(post("/fastapi/auth/login/code", Map.of("mfa_token", token, "code", app.code()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aResetByMailKeepsTheFactor() throws Exception {
        Arrived mail = asked("password/reset");

        assertThat(post("/account/password/reset/confirm", Map.of("token", mail.token(), "new_password", NEW_PASSWORD))
                        .statusCode())
                .isEqualTo(204);
        assertThat(CONTRACT.login(name, NEW_PASSWORD).header("MFA-Required")).isNotNull();
        assertThat(CONTRACT.letsIn(name, NEW_PASSWORD)).isFalse();
        assertThat(CONTRACT.letsIn(name, NEW_PASSWORD + app.code())).isTrue();
    }

    @Test
    void thePageAsksForTheCode() throws Exception {
        Database.execute("update account set email_verified_at = now()");
        assertThat(post("/express/api/auth/login/email", Map.of("email", address))
                        .statusCode())
                .isEqualTo(202);
        Arrived mail = mailTo(address, 2);

        Response page = given().contentType(URLENC)
                .formParam("token", mail.token())
                .header("Accept-Language", "en")
                .post("/account/pages/sign-in");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.asString()).contains("Enter the code");
        Map<String, String> hidden = HIDDEN.matcher(page.asString())
                .results()
                .collect(toMap(found -> found.group(1), found -> found.group(2)));
        assertThat(hidden).containsEntry("contract", "express").containsKey("mfa_token");
        Response wrong = given().contentType(URLENC)
                .formParams(hidden)
                .formParam("factor", "000")
                .header("Accept-Language", "en")
                .post("/account/pages/second-factor");
        assertThat(wrong.asString()).contains("The code is wrong, or was used already.", hidden.get("mfa_token"));
        StoppedClock.advance(Duration.ofMinutes(6));
        Response late = given().contentType(URLENC)
                .formParams(hidden)
                .formParam("factor", app.code())
                .header("Accept-Language", "en")
                .post("/account/pages/second-factor");
        assertThat(late.asString())
                .contains("Please start again.", "/account/pages/sign-in-ask")
                .doesNotContain("<form");
        StoppedClock.advance(Duration.ofMinutes(-6));
        Response signedIn = given().contentType(URLENC)
                .formParams(hidden)
                .formParam("factor", app.code())
                .header("Accept-Language", "en")
                .post("/account/pages/second-factor");
        assertThat(signedIn.asString()).contains("You are signed in");
        assertThat(signedIn.cookie("refresh_token")).isNotEmpty();
    }

    @Test
    void theOwnerIsToldOfFactorsAndOfRecoveryCodes() throws Exception {
        String access = CONTRACT.login(name, PASSWORD + app.code()).jsonPath().getString("access_token");
        Response made =
                given().auth().oauth2(access).contentType(JSON).body("{}").post("/account/factors/recovery-codes");
        String code = made.jsonPath().getString("recovery_codes[0]");

        assertThat(CONTRACT.letsIn(name, PASSWORD + "x")).isFalse();
        assertThat(post("/fastapi/auth/login", Map.of("username", name, "password", PASSWORD, "code", code))
                        .statusCode())
                .isEqualTo(200);
        String id =
                given().auth().oauth2(access).get("/account/factors").jsonPath().getString("factors[0].id");
        given().auth().oauth2(access).delete("/account/factors/" + id).then().statusCode(204);

        mailTo(address, 3);
        assertThat(MailServer.mails(address).stream().map(Arrived::subject))
                .contains(
                        "A recovery code was used to sign in to Latchkey",
                        "A second factor was removed from your account with Latchkey");
    }
}
