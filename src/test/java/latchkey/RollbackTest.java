package latchkey;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.audit.Kind;
import latchkey.contract.Givens;
import latchkey.key.KeyRing;
import latchkey.session.Sessions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request that fails is rolled back completely: if signing a token fails, and if the second of two changes fails. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class RollbackTest {

    private static final String OBSTACLE = """
            create function obstruct() returns trigger language plpgsql as $$ begin
                raise exception 'in the way' using errcode = '23514';
            end $$;
            create trigger obstacle before insert or update on %s for each row when (%s) execute function obstruct();
            """;

    @Inject
    KeyRing keys;

    @Inject
    Sessions sessions;

    @Inject
    Accounts accounts;

    private static int tests;

    private Givens ada;

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        Database.execute("delete from signing_key");
        StoppedClock.stop();
        // What is remembered of other keys is forgotten then.
        StoppedClock.advance(Duration.ofMinutes(++tests));
        ada = Givens.of(List.of("ada is registered", "ada is signed in"));
    }

    @AfterEach
    void removeTrigger() {
        StoppedClock.resume();
        Database.execute("drop function if exists obstruct cascade");
        Database.execute("delete from signing_key");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /express/api/auth/login      | {"username": "ada", "password": "lovelace"}
            /drf-cookie/api/auth/login   | {"username": "ada", "password": "lovelace"}
            /drf-token/api/auth/register | {"username": "bob", "password": "lovelace", "email": "bob@shop.example"}
            /tasti/api/v1/auth/register  | {"username": "bob", "password": "lovelace", "email": "bob@shop.example"}
            /express/api/auth/refresh    | {}
            /drf-token/api/auth/refresh  | {"refresh": "${refresh}"}
            """)
    void nothingIsStoredIfSigningFails(String path, String body) {
        // A key that this replica never knew, and cannot read.
        Database.execute("update signing_key set kid = 'x' || kid, private_key = ''");
        StoppedClock.advance(Duration.ofSeconds(1));
        String before = whatIsStored();

        Response answer = asked().body(ada.filled(body)).request(path.startsWith("/account") ? "PUT" : "POST", path);

        assertThat(answer.statusCode())
                .as(answer.asString())
                .isGreaterThanOrEqualTo(401)
                .isNotEqualTo(404);
        assertThat(whatIsStored()).isEqualTo(before);
    }

    /** A code is good once, and a recovery code is one of ten. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            /express/api/auth/login      | {"username": "ada", "password": "lovelace", "code": "${totp}"}
            /express/api/auth/login/code | {"mfa_token": "${mfa}", "code": "${totp}"}
            """)
    void noCodeIsUsedUpIfSigningFails(String path, String body) {
        Givens waiting = Givens.of(List.of("ada has an authenticator app", "ada's sign-in waits for a code"));
        Database.execute("update signing_key set kid = 'x' || kid, private_key = ''");
        StoppedClock.advance(Duration.ofSeconds(1));
        String before = whatIsStored();

        Response answer = given().contentType(JSON).body(waiting.filled(body)).post(path);

        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(500);
        assertThat(whatIsStored()).isEqualTo(before);
        assertThat(Database.query("select last_step from factor")).isEqualTo("0");
    }

    /** Nor does it end the sessions whose cookies it clears. */
    @Test
    void aSignInThatCannotEndTheFormerSessionIsRolledBack() {
        Database.execute(OBSTACLE.formatted("session", "new.end_reason = 'LOGOUT'"));
        String before = whatIsStored();

        Response login = asked().body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/login");

        assertThat(login.statusCode()).isEqualTo(500);
        assertThat(login.cookies()).isEmpty();
        assertThat(whatIsStored()).isEqualTo(before);
    }

    @Test
    void aRegistrationThatCannotSignInIsRolledBack() {
        Database.execute(OBSTACLE.formatted("session", "true"));
        String before = whatIsStored();

        Response registered = given().contentType(JSON)
                .body("{\"username\": \"bob\", \"password\": \"lovelace\", \"email\": \"bob@shop.example\"}")
                .post("/drf-token/api/auth/register");

        assertThat(registered.statusCode()).isEqualTo(500);
        assertThat(whatIsStored()).isEqualTo(before);
    }

    /** The password is changed and no other session is valid, so the response must not report a failure. */
    @Test
    void aPasswordChangeSucceedsEvenIfFormerSessionsCannotBeDeleted() {
        Givens.of(List.of("ada is signed in"));
        Database.execute(OBSTACLE.formatted("session", "new.end_reason = 'PASSWORD'"));

        Response changed = asked().body("{\"current_password\": \"lovelace\", \"new_password\": \"countess\"}")
                .post("/account/password");

        assertThat(changed.statusCode()).as(changed.asString()).isEqualTo(200);
        assertThat(Database.query("select count(*) from session s join account a on a.id = s.account_id"
                        + " where s.epoch = a.session_epoch"))
                .isEqualTo("1");
    }

    /** As above, by an operator or with a mailed link, which is used up. */
    @Test
    void aNewPasswordAndADisabledAccountAreDoneEvenIfFormerSessionsCannotBeDeleted() {
        Database.execute(OBSTACLE.formatted("session", "new.end_reason in ('PASSWORD', 'ADMIN')"));
        Account account = accounts.find("ada").orElseThrow();

        assertThat(sessions.setPassword(account, "countess of lovelace", Kind.PASSWORD_CHANGE, () -> {}))
                .isPresent();
        sessions.disable(account, false);

        assertThat(Database.query("select active from account")).isEqualTo("f");
        assertThat(Database.query("select count(*) from session s join account a on a.id = s.account_id"
                        + " where s.epoch = a.session_epoch"))
                .isEqualTo("0");
    }

    @Test
    void markingAKeyAsCompromisedFailsIfSessionsCannotBeEnded() {
        String kid = Database.query("select kid from signing_key order by place desc");
        Database.execute(OBSTACLE.formatted("session", "new.end_reason = 'ADMIN'"));
        String before = whatIsStored();

        assertThatThrownBy(() -> keys.revoke(kid, sessions::endOfAllAccounts)).isInstanceOf(RuntimeException.class);

        assertThat(whatIsStored()).isEqualTo(before);
        assertThat(keys.list().get(0).state()).isEqualTo("signing");
    }

    private RequestSpecification asked() {
        return given().contentType(JSON)
                .header("Authorization", "Bearer " + ada.access())
                .cookie("refresh_token", ada.refresh());
    }

    private static String whatIsStored() {
        return Tables.people()
                + Database.query("select json_agg(s order by s.id)::text from session s")
                + Database.query("select count(*) from audit_event where outcome = 'ACCEPTED' and kind <> 'KEY_MADE'");
    }
}
