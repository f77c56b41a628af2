package latchkey.session;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static latchkey.session.SessionCalls.onlyAdaIsThere;
import static latchkey.session.SessionCalls.refresh;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.Waiting;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.contract.Givens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Races between a sign-in and a change of the account after the password was checked. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class SignInRaceTest {

    private static final String WAITING = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'";

    @Inject
    Accounts accounts;

    @Inject
    Sessions sessions;

    private Givens ada;

    @BeforeEach
    void adaIsSignedIn() {
        onlyAdaIsThere();
        ada = Givens.of(List.of("ada is signed in"));
    }

    @AfterEach
    void releaseLocks() {
        Database.execute("drop function if exists hold cascade");
    }

    /** Where a request is held up, once a password was found right. */
    enum Hold {
        /** Before its statement has locked anything. */
        BEFORE("select 1 from account for update"),
        /** While its statement writes the session. */
        WITHIN("select pg_advisory_xact_lock(4711)") {
            @Override
            void prepare() {
                Database.execute("""
                        create function hold() returns trigger language plpgsql as $$ begin
                            perform pg_advisory_xact_lock_shared(4711); return new;
                        end $$;
                        create trigger hold before insert or update on session for each row execute function hold();
                        """);
            }
        };

        private final String lock;

        Hold(String lock) {
            this.lock = lock;
        }

        void prepare() {}
    }

    /** The concurrent change of the account. */
    enum AccountChange {
        CHANGE_OF_PASSWORD {
            @Override
            void done(SignInRaceTest test) {
                assertThat(test.asAda("{\"current_password\": \"lovelace\", \"new_password\": \"difference\"}")
                                .post("/account/password")
                                .statusCode())
                        .isEqualTo(200);
            }
        },
        DISABLING_AND_ENABLING {
            @Override
            void done(SignInRaceTest test) {
                Account account = test.accounts.find("ada").orElseThrow();
                test.sessions.disable(account, false);
                test.accounts.enable(account);
            }
        },
        DELETION {
            @Override
            void done(SignInRaceTest test) {
                assertThat(test.asAda("{\"password\": \"lovelace\"}")
                                .delete("/account")
                                .statusCode())
                        .isEqualTo(204);
            }
        };

        abstract void done(SignInRaceTest test);
    }

    static Stream<Arguments> races() {
        return Stream.of(Hold.values())
                .flatMap(hold -> Stream.of(AccountChange.values()).map(change -> Arguments.of(hold, change)));
    }

    @ParameterizedTest(name = "held {0}: {1}")
    @MethodSource("races")
    void aConcurrentSignInLeavesNoSession(Hold hold, AccountChange change) throws Exception {
        Response answer = raced(hold, change, SessionCalls::login);

        assertThat(answer.statusCode()).isIn(200, 401);
        assertThat(isGood(answer)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aConcurrentRefreshLeavesNoSession(AccountChange change) throws Exception {
        String token = SessionCalls.signIn();

        Response answer = raced(Hold.WITHIN, change, () -> refresh(token));

        assertThat(answer.statusCode()).isIn(200, 401);
        assertThat(isGood(answer)).isFalse();
    }

    /** What the request is answered that is held up while the other thing is done. */
    private Response raced(Hold hold, AccountChange change, Supplier<Response> request) throws Exception {
        hold.prepare();
        try (Connection connection = DriverManager.getConnection(Database.url());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute(hold.lock);
            CompletableFuture<Response> answer = CompletableFuture.supplyAsync(request, ConcurrentCallers.THREADS);
            Waiting.until("the request waits", () -> waiting() >= 1);
            CompletableFuture<Void> done =
                    CompletableFuture.runAsync(() -> change.done(this), ConcurrentCallers.THREADS);
            Waiting.until("the other waits, or is done", () -> done.isDone() || waiting() >= 2);
            connection.rollback();
            done.join();
            return answer.join();
        }
    }

    private static boolean isGood(Response answer) {
        return answer.statusCode() == 200
                && refresh(SessionCalls.successor(answer)).statusCode() == 200;
    }

    /** The right guess is given back once its hash was checked: just then the password becomes another. */
    @Test
    void anAccountIsNotDeletedWithAPasswordThatWasChangedConcurrently() {
        Database.execute("""
                create function hold() returns trigger language plpgsql as $hold$ begin
                    update credential set password_hash = 'bcrypt_sha256$$2a$04$' || repeat('x', 53); return new;
                end $hold$;
                create trigger hold before update on attempt for each row execute function hold();
                """);

        assertThat(asAda("{\"password\": \"lovelace\"}").delete("/account").statusCode())
                .isEqualTo(403);

        assertThat(Database.query("select count(*) from account")).isEqualTo("1");
    }

    @Test
    void anAccountIsNotDeletedWithAPasswordThatChangesWhileItsRowIsLocked() throws Exception {
        CompletableFuture<Response> deletion;
        try (Connection connection = DriverManager.getConnection(Database.url());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select 1 from account for update");
            statement.execute("update credential set password_hash = 'bcrypt_sha256$$2a$04$' || repeat('x', 53)");
            statement.execute("update account set session_epoch = session_epoch + 1");
            deletion = CompletableFuture.supplyAsync(
                    () -> asAda("{\"password\": \"lovelace\"}").delete("/account"), ConcurrentCallers.THREADS);
            Waiting.until("the deletion waits", () -> waiting() >= 1);
            connection.commit();
        }

        assertThat(deletion.join().statusCode()).isEqualTo(403);
        assertThat(Database.query("select count(*) from account")).isEqualTo("1");
    }

    @ParameterizedTest
    @EnumSource(names = {"CHANGE_OF_PASSWORD", "DISABLING_AND_ENABLING"})
    void aSignInRightAfterTheChangeIsKept(AccountChange change) {
        Database.execute("""
                create function hold() returns trigger language plpgsql as $hold$ begin
                    insert into session (id, account_id, epoch, opened_at, refreshed_at, idle_until, ends_at, user_agent)
                    values (gen_random_uuid(), new.id, new.session_epoch, now(), now(), now() + interval '1 day',
                        now() + interval '1 day', 'right afterwards');
                    return new;
                end $hold$;
                create trigger hold after update on account for each row when (new.session_epoch > old.session_epoch)
                    execute function hold();
                """);

        change.done(this);

        assertThat(Database.query("select string_agg(user_agent || coalesce(end_reason, ''), ' ') from session"
                        + " where user_agent = 'right afterwards'"))
                .isEqualTo("right afterwards");
    }

    /** Two sign-ins of an imported account at once: the first has the password hashed anew, and both are right. */
    @Test
    void aConcurrentHashUpgradeLetsBothSignInsSucceed() {
        Database.execute("""
                create function hold() returns trigger language plpgsql as $hold$ begin
                    update credential set password_hash = '%s'; return new;
                end $hold$;
                create trigger hold before update on attempt for each row execute function hold();
                """.formatted(rehashed()));

        assertThat(SessionCalls.login().statusCode()).isEqualTo(200);
    }

    /** Another hash of the password, as another registration made it. */
    private static String rehashed() {
        given().contentType(JSON)
                .body("{\"username\": \"grace\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/register");
        return Database.query("select password_hash from credential order by account_id desc limit 1");
    }

    private static long waiting() {
        return Long.parseLong(Database.query(WAITING));
    }

    private RequestSpecification asAda(String body) {
        return given().header("Authorization", "Bearer " + ada.access())
                .contentType(JSON)
                .body(body);
    }
}
