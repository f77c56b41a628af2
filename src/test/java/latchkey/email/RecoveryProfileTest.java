package latchkey.email;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static latchkey.email.MailServer.mailTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.contract.ContractCalls;
import latchkey.email.MailServer.Arrived;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Verification, reset, sign-in and change of address by mail, at the endpoints for clients of every contract. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(MailOn.class)
class RecoveryProfileTest {

    private static final String PASSWORD = "the difference engine";
    private static final String NEW_PASSWORD = "the analytical engine";
    private static final ContractCalls CONTRACT = ContractCalls.FASTAPI;

    private final String name = "ada-" + UUID.randomUUID().toString().substring(0, 8);
    private final String address = name + "@shop.example";

    @BeforeEach
    void adaIsRegistered() throws Exception {
        Database.empty();
        CONTRACT.register(name, address, PASSWORD);
        // Two mails that are due at the same time arrive in any order.
        mailTo(address);
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    /** Mails to one address are at least a minute apart. */
    private static void aMinuteLater() {
        StoppedClock.stop();
        StoppedClock.advance(Duration.ofSeconds(61));
    }

    private static Response post(String path, Map<String, ?> body) {
        return given().contentType(JSON).body(body).post("/account/" + path);
    }

    private static int reset(Map<String, ?> proof) {
        Map<String, Object> body = new java.util.HashMap<>(proof);
        body.put("new_password", NEW_PASSWORD);
        return post("password/reset/confirm", body).statusCode();
    }

    private Arrived asked(String path, int count) throws Exception {
        assertThat(post(path, Map.of("email", address)).statusCode()).isEqualTo(202);
        return mailTo(address, count);
    }

    private String session() {
        return CONTRACT.login(name, PASSWORD).jsonPath().getString("access_token");
    }

    @Test
    void aNewUserVerifiesTheAddress() throws Exception {
        Arrived mail = mailTo(address);

        assertThat(mail.subject()).isEqualTo("Confirm your e-mail address for Latchkey");
        assertThat(mail.from()).isEqualTo(MailServer.SENDER);
        assertThat(mail.headers()).containsEntry("Auto-Submitted", "auto-generated");
        assertThat(mail.html()).contains(mail.link()).contains(mail.code());
        assertThat(verified()).isEqualTo("f");
        assertThat(post("email/verify", Map.of("token", mail.token())).statusCode())
                .isEqualTo(204);
        assertThat(verified()).isEqualTo("t");
        assertThat(post("email/verify", Map.of("token", mail.token())).statusCode())
                .as("a link is good once")
                .isEqualTo(400);
    }

    private String verified() {
        return Database.query("select email_verified_at is not null from account where username = '" + name + "'");
    }

    @Test
    void aForgottenPasswordIsResetAndAllSessionsEnd() throws Exception {
        String refresh = CONTRACT.login(name, PASSWORD).jsonPath().getString("refresh_token");
        aMinuteLater();
        Arrived mail = asked("password/reset", 2);

        assertThat(mail.subject()).isEqualTo("Reset your password for Latchkey");
        assertThat(reset(Map.of("token", mail.token()))).isEqualTo(204);
        assertThat(CONTRACT.letsIn(name, NEW_PASSWORD)).isTrue();
        assertThat(CONTRACT.letsIn(name, PASSWORD)).isFalse();
        assertThat(given().contentType(JSON)
                        .body(Map.of("refresh_token", refresh))
                        .post("/fastapi/auth/refresh-token")
                        .statusCode())
                .isEqualTo(401);
        assertThat(verified()).as("the mailbox is the user's").isEqualTo("t");
        assertThat(mailTo(address, 3).subject()).isEqualTo("Your password for Latchkey was changed");
        assertThat(reset(Map.of("token", mail.token())))
                .as("a link is good once")
                .isEqualTo(400);
    }

    @Test
    void aCodeDoesWhatTheLinkDoes() throws Exception {
        aMinuteLater();
        Arrived mail = asked("password/reset", 2);

        assertThat(reset(Map.of(
                        "email",
                        address.toUpperCase(),
                        "code",
                        mail.code().toLowerCase().replace("-", " "))))
                .isEqualTo(204);
        assertThat(CONTRACT.letsIn(name, NEW_PASSWORD)).isTrue();
        assertThat(reset(Map.of("token", mail.token())))
                .as("code and link are one")
                .isEqualTo(400);
    }

    @Test
    void guessesAtACodeAreLimited() throws Exception {
        aMinuteLater();
        Arrived mail = asked("password/reset", 2);

        for (int guess = 0; guess < 5; guess++) {
            assertThat(reset(Map.of("email", address, "code", "2222-2222"))).isEqualTo(400);
        }

        assertThat(reset(Map.of("email", address, "code", mail.code()))).isEqualTo(429);
        assertThat(reset(Map.of("email", "eve@shop.example", "code", "2222-2222")))
                .as("counted by address")
                .isEqualTo(400);
        assertThat(reset(Map.of("token", mail.token())))
                .as("the link needs no guess")
                .isEqualTo(204);
    }

    @Test
    void aNewerLinkVoidsTheOneBefore() throws Exception {
        aMinuteLater();
        Arrived first = asked("password/reset", 2);
        StoppedClock.advance(Duration.ofSeconds(61));
        Arrived second = asked("password/reset", 3);

        assertThat(reset(Map.of("token", first.token()))).isEqualTo(400);
        assertThat(reset(Map.of("token", second.token()))).isEqualTo(204);
    }

    @Test
    void aLinkExpires() throws Exception {
        aMinuteLater();
        Arrived mail = asked("password/reset", 2);

        StoppedClock.advance(Duration.ofHours(1).plusSeconds(1));

        assertThat(reset(Map.of("token", mail.token()))).isEqualTo(400);
        assertThat(reset(Map.of("email", address, "code", mail.code()))).isEqualTo(400);
    }

    @Test
    void aLinkIsVoidAfterAChangeOfThePassword() throws Exception {
        String access = session();
        aMinuteLater();
        Arrived mail = asked("password/reset", 2);

        given().auth()
                .oauth2(access)
                .contentType(JSON)
                .body(Map.of("current_password", PASSWORD, "new_password", "another password"))
                .post("/account/password")
                .then()
                .statusCode(200);

        assertThat(reset(Map.of("token", mail.token()))).isEqualTo(400);
    }

    @Test
    void aLinkOfADisabledAccountIsVoid() throws Exception {
        aMinuteLater();
        Arrived mail = asked("password/reset", 2);

        Database.execute("update account set active = false");

        assertThat(reset(Map.of("token", mail.token()))).isEqualTo(400);
    }

    @Test
    void aLinkIsGoodForOneThing() throws Exception {
        String token = mailTo(address).token();

        assertThat(reset(Map.of("token", token))).isEqualTo(400);
        assertThat(post("sign-in/email/confirm", Map.of("token", token)).statusCode())
                .isEqualTo(400);
        assertThat(post("email/change/confirm", Map.of("token", token)).statusCode())
                .isEqualTo(400);
        assertThat(post("email/change/undo", Map.of("token", token)).statusCode())
                .isEqualTo(400);
        assertThat(post("not-me", Map.of("token", token)).statusCode()).isEqualTo(400);
        assertThat(post("email/verify", Map.of("token", token)).statusCode()).isEqualTo(204);
    }

    @Test
    void aRefusedPasswordLeavesTheLinkGood() throws Exception {
        aMinuteLater();
        String token = asked("password/reset", 2).token();

        assertThat(post("password/reset/confirm", Map.of("token", token, "new_password", "short"))
                        .statusCode())
                .isEqualTo(400);
        assertThat(reset(Map.of("token", token))).isEqualTo(204);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
                "\u00e9AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void aForgedTokenIsRefused(String token) {
        assertThat(reset(Map.of("token", token))).isEqualTo(400);
    }

    @Test
    void ofTwoSimultaneousClicksOneWins() throws Exception {
        aMinuteLater();
        String token = asked("password/reset", 2).token();

        List<Integer> statuses = ConcurrentCallers.of(8, caller -> () -> reset(Map.of("token", token)));

        assertThat(statuses).containsOnlyOnce(204).containsOnly(204, 400);
    }

    @Test
    void oneAddressGetsOneMailAMinute() throws Exception {
        aMinuteLater();
        List<Integer> statuses = ConcurrentCallers.of(
                16,
                caller -> () -> post(caller % 2 == 0 ? "password/reset" : "sign-in/email", Map.of("email", address))
                        .statusCode());

        assertThat(statuses).containsOnly(202);
        mailTo(address, 2);
        assertThat(Database.query("select count(*) from outbox_message where account_id = (select id from account)"))
                .as("one to verify the address, one of the others")
                .isEqualTo("2");
    }

    @Test
    void anUnknownAddressIsAnsweredAlikeAndGetsNoMail() {
        aMinuteLater();
        Response known = post("password/reset", Map.of("email", address));
        Response unknown = post("password/reset", Map.of("email", "eve@shop.example"));

        assertThat(unknown.statusCode()).isEqualTo(known.statusCode());
        assertThat(unknown.asString()).isEqualTo(known.asString()).isEmpty();
        assertThat(Database.query("select count(*) from outbox_message where recipient like 'eve%'"))
                .isEqualTo("0");
    }

    @Test
    void aUsernameThatLooksLikeAnAddressGetsNoMail() {
        CONTRACT.register("grace@shop.example", "hopper@shop.example", PASSWORD);

        post("password/reset", Map.of("email", "grace@shop.example"));

        assertThat(Database.query("select count(*) from outbox_message where kind = 'RESET'"))
                .isEqualTo("0");
    }

    @Test
    void aUserSignsInByMail() throws Exception {
        aMinuteLater();
        Arrived mail = asked("sign-in/email", 2);

        Response signedIn = post("sign-in/email/confirm", Map.of("token", mail.token()));

        assertThat(signedIn.statusCode()).isEqualTo(200);
        assertThat(signedIn.cookie("access_token")).isNotEmpty();
        assertThat(verified()).isEqualTo("t");
        assertThat(post("sign-in/email/confirm", Map.of("token", mail.token())).statusCode())
                .isEqualTo(400);
        assertThat(given().cookie("access_token", signedIn.cookie("access_token"))
                        .get("/account")
                        .jsonPath()
                        .getString("username"))
                .isEqualTo(name);
    }

    @ParameterizedTest
    @EnumSource
    void eachContractAnswersASignInByMailAsItsLogin(ContractCalls contract) throws Exception {
        post("email/verify", Map.of("token", mailTo(address).token()));
        aMinuteLater();
        given().contentType(JSON)
                .body(Map.of("email", address))
                .post(contract.path + "login/email")
                .then()
                .statusCode(202);
        Arrived mail = mailTo(address, 2);

        Response byMail = given().contentType(JSON)
                .body(Map.of("email", address, "code", mail.code()))
                .post(contract.path + "login/email/confirm");

        Response byPassword = contract.login(name, PASSWORD);
        assertThat(byMail.statusCode()).isEqualTo(byPassword.statusCode());
        assertThat(byMail.jsonPath().getMap("").keySet())
                .isEqualTo(byPassword.jsonPath().getMap("").keySet());
        assertThat(byMail.cookies().keySet()).isEqualTo(byPassword.cookies().keySet());
    }

    @Test
    void theAddressIsChangedAndTheChangeUndone() throws Exception {
        String access = session();
        String other = "new-" + address;
        assertThat(change(access, Map.of("email", other, "password", PASSWORD))).isEqualTo(202);
        Arrived mail = mailTo(other);
        assertThat(CONTRACT.letsIn(other, PASSWORD)).as("not confirmed yet").isFalse();

        assertThat(post("email/change/confirm", Map.of("token", mail.token())).statusCode())
                .isEqualTo(204);

        assertThat(CONTRACT.letsIn(other, PASSWORD)).isTrue();
        assertThat(CONTRACT.letsIn(address, PASSWORD)).isFalse();
        assertThat(CONTRACT.letsIn(name, PASSWORD)).isTrue();
        assertThat(CONTRACT.register("eve", address, PASSWORD).statusCode())
                .as("kept for the undo")
                .isEqualTo(400);
        Arrived told = mailTo(address, 2);
        assertThat(told.subject()).isEqualTo("Your e-mail address for Latchkey was changed");
        assertThat(told.text()).contains(other);

        String resetToken = post("email/change/undo", Map.of("token", told.token()))
                .jsonPath()
                .getString("reset_token");

        assertThat(CONTRACT.letsIn(other, PASSWORD)).isFalse();
        assertThat(CONTRACT.letsIn(address, PASSWORD)).isTrue();
        assertThat(reset(Map.of("token", resetToken))).isEqualTo(204);
        assertThat(CONTRACT.letsIn(address, NEW_PASSWORD)).isTrue();
    }

    private static int change(String access, Map<String, ?> body) {
        return given().auth()
                .oauth2(access)
                .contentType(JSON)
                .body(body)
                .post("/account/email/change")
                .statusCode();
    }

    /** The attacker has changed the address twice, and could undo the second change. */
    @Test
    void anUndoEndsTheUndoOfLaterChanges() throws Exception {
        String access = session();
        change(access, Map.of("email", "eve-" + address));
        post("email/change/confirm", Map.of("token", mailTo("eve-" + address).token()));
        Arrived owners = mailTo(address, 2);
        change(access, Map.of("email", "eve2-" + address));
        post("email/change/confirm", Map.of("token", mailTo("eve2-" + address).token()));
        Arrived attackers = mailTo("eve-" + address, 2);

        assertThat(post("email/change/undo", Map.of("token", owners.token())).statusCode())
                .isEqualTo(200);

        assertThat(post("email/change/undo", Map.of("token", attackers.token())).statusCode())
                .isEqualTo(400);
        assertThat(CONTRACT.letsIn(address, PASSWORD)).isTrue();
    }

    /** Another person has registered with the address, and waits for its owner. */
    @Test
    void theFirstSignInByMailRemovesAPasswordThatNoMailHasConfirmed() throws Exception {
        String refresh = CONTRACT.login(name, PASSWORD).jsonPath().getString("refresh_token");
        aMinuteLater();
        Arrived mail = asked("sign-in/email", 2);

        assertThat(post("sign-in/email/confirm", Map.of("token", mail.token())).statusCode())
                .isEqualTo(200);

        assertThat(CONTRACT.letsIn(name, PASSWORD)).isFalse();
        assertThat(refresh(refresh)).isNull();
    }

    @Test
    void theFormerAddressIsFreeAfterAWeek() throws Exception {
        StoppedClock.stop();
        String other = "new-" + address;
        change(session(), Map.of("email", other));
        post("email/change/confirm", Map.of("token", mailTo(other).token()));
        Arrived told = mailTo(address, 2);

        StoppedClock.advance(Duration.ofDays(7).plusSeconds(1));

        assertThat(post("email/change/undo", Map.of("token", told.token())).statusCode())
                .isEqualTo(400);
        assertThat(CONTRACT.register("eve", address, PASSWORD).statusCode()).isEqualTo(200);
    }

    @Test
    void aChangeNeedsThePasswordUnlessTheSignInIsFresh() {
        StoppedClock.stop();
        String access = session();
        assertThat(change(access, Map.of("email", "fresh-" + address))).isEqualTo(202);
        assertThat(change(access, Map.of("email", "wrong-" + address, "password", "not the password")))
                .isEqualTo(403);
        assertThat(given().contentType(JSON)
                        .body(Map.of("email", "eve-" + address))
                        .post("/account/email/change")
                        .statusCode())
                .isEqualTo(401);

        StoppedClock.advance(Duration.ofMinutes(11));
        // The access token has expired, the session has not.
        String later = CONTRACT.login(name, PASSWORD).jsonPath().getString("access_token");
        Database.execute("update session set opened_at = opened_at - interval '11 minutes'");

        assertThat(change(later, Map.of("email", "late-" + address))).isEqualTo(403);
        assertThat(change(later, Map.of("email", "late-" + address, "password", PASSWORD)))
                .isEqualTo(202);
    }

    @Test
    void anAddressOfAnotherAccountIsNotRevealedAndNotTaken() throws Exception {
        CONTRACT.register("grace", "grace-" + address, PASSWORD);
        mailTo("grace-" + address);
        aMinuteLater();

        assertThat(change(session(), Map.of("email", "grace-" + address))).isEqualTo(202);

        assertThat(Database.query("select count(*) from outbox_message where kind = 'CHANGE'"))
                .isEqualTo("0");
    }

    @Test
    void ofTwoAccountsThatConfirmOneAddressOneGetsIt() throws Exception {
        CONTRACT.register("grace", "grace-" + address, PASSWORD);
        String other = "shared-" + address;
        StoppedClock.stop();
        change(session(), Map.of("email", other));
        String first = mailTo(other).token();
        StoppedClock.advance(Duration.ofSeconds(61));
        String graces = CONTRACT.login("grace", PASSWORD).jsonPath().getString("access_token");
        change(graces, Map.of("email", other));
        String second = mailTo(other, 2).token();

        List<Integer> statuses = ConcurrentCallers.of(
                2,
                caller -> () -> post("email/change/confirm", Map.of("token", caller == 0 ? first : second))
                        .statusCode());

        assertThat(statuses).containsExactlyInAnyOrder(204, 400);
        assertThat(Database.query("select count(*) from account where email = '" + other + "'"))
                .isEqualTo("1");
    }

    @Test
    void aNoticeEndsAllSessionsAndLeadsToANewPassword() throws Exception {
        String access = session();
        given().auth()
                .oauth2(access)
                .contentType(JSON)
                .body(Map.of("current_password", PASSWORD, "new_password", "the thief's password"))
                .post("/account/password")
                .then()
                .statusCode(200);
        Arrived notice = mailTo(address, 2);
        assertThat(notice.subject()).isEqualTo("Your password for Latchkey was changed");
        assertThat(CONTRACT.letsIn(name, "the thief's password")).isTrue();

        String resetToken =
                post("not-me", Map.of("token", notice.notMeToken())).jsonPath().getString("reset_token");

        assertThat(Database.query("select count(*) from session where ended_at is null"))
                .isEqualTo("0");
        assertThat(reset(Map.of("token", resetToken))).isEqualTo(204);
        assertThat(CONTRACT.letsIn(name, "the thief's password")).isFalse();
    }

    @Test
    void aSignInFromANewNetworkAndDeviceIsTold() throws Exception {
        session();
        session();
        assertThat(Database.query("select count(*) from outbox_message where kind = 'NEW_SIGN_IN'"))
                .as("the same network and device")
                .isEqualTo("0");

        Database.execute("update session set network = '192.0.2.7', user_agent = 'Thunderbird'");
        session();

        assertThat(mailTo(address, 2).subject()).isEqualTo("New sign-in to Latchkey");
    }

    @Test
    void anEndedSessionBecauseOfReuseIsTold() throws Exception {
        String first = CONTRACT.login(name, PASSWORD).jsonPath().getString("refresh_token");
        refresh(refresh(refresh(first)));

        refresh(first);

        assertThat(mailTo(address, 2).subject()).isEqualTo("You were signed out of Latchkey");
    }

    private static String refresh(String token) {
        return given().contentType(JSON)
                .body(Map.of("refresh_token", token))
                .post("/fastapi/auth/refresh-token")
                .jsonPath()
                .getString("refresh_token");
    }

    @Test
    void aMailIsInTheLanguageOfTheBrowser() throws Exception {
        String anna = "anna-" + address;
        given().contentType(JSON)
                .header("Accept-Language", "fr;q=0.5, de-AT, en;q=0.8")
                .body(Map.of("username", anna, "email", anna, "password", PASSWORD))
                .post("/fastapi/auth/register");

        assertThat(mailTo(anna).html()).contains("lang=\"de\"");
        aMinuteLater();
        post("password/reset", Map.of("email", anna));
        assertThat(mailTo(anna, 2).html()).as("the account's own").contains("lang=\"de\"");
    }

    @Test
    void whatHappenedIsInTheAuditLog() throws Exception {
        aMinuteLater();
        String token = asked("password/reset", 2).token();
        reset(Map.of("token", token));

        assertThat(Database.query(
                        "select string_agg(kind, ' ' order by id) from audit_event where kind not in ('KEY_MADE')"
                                + " and happened_at > now() - interval '1 hour' and username = '" + name + "'"))
                .isEqualTo("REGISTRATION MAIL_REQUEST EMAIL_VERIFIED PASSWORD_RESET");
        assertThat(Database.query(
                        "select count(*) from audit_event where detail like '%" + token.substring(0, 20) + "%'"))
                .isEqualTo("0");
    }
}
