package latchkey.email;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static latchkey.email.MailServer.mailTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.Waiting;
import latchkey.contract.ContractCalls;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Races between a change of the password and what a thief of the former one does by mail. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(MailOn.class)
class MailRaceProfileTest {

    private static final String PASSWORD = "the difference engine";
    private static final String NEW_PASSWORD = "the analytical engine";
    private static final ContractCalls CONTRACT = ContractCalls.FASTAPI;

    private static final String CHANGE_OF_PASSWORD = "update account set session_epoch = session_epoch + 1;"
            + " update credential set password_hash = 'bcrypt_sha256$$2a$04$' || repeat('x', 53)";

    private final String name = "ada-" + UUID.randomUUID().toString().substring(0, 8);
    private final String address = name + "@shop.example";
    private String access;

    @BeforeEach
    void adaIsSignedIn() throws Exception {
        Database.empty();
        CONTRACT.register(name, address, PASSWORD);
        // Two mails that are due at the same time arrive in any order.
        mailTo(address);
        access = CONTRACT.login(name, PASSWORD).jsonPath().getString("access_token");
        StoppedClock.stop();
        StoppedClock.advance(Duration.ofSeconds(61));
    }

    @AfterEach
    void timeGoesOn() {
        Database.execute("drop function if exists hold cascade");
        StoppedClock.resume();
    }

    @Test
    void aConcurrentPasswordChangeVoidsALinkThatChangesTheAddress() throws Exception {
        assertThat(change()).isEqualTo(202);
        String token = mailTo("eve-" + address).token();

        assertThat(raced(() -> post("email/change/confirm", Map.of("token", token))))
                .isEqualTo(400);

        assertThat(Database.query("select email from account")).isEqualTo(address);
    }

    @Test
    void aConcurrentPasswordChangeVoidsALinkThatResetsThePassword() throws Exception {
        post("password/reset", Map.of("email", address));
        String token = mailTo(address, 2).token();

        assertThat(raced(() -> post("password/reset/confirm", Map.of("token", token, "new_password", NEW_PASSWORD))))
                .isEqualTo(400);

        assertThat(CONTRACT.letsIn(name, NEW_PASSWORD)).isFalse();
    }

    /** The right guess is given back once its hash was checked: just then the password becomes another. */
    @Test
    void noLinkIsMadeWithAPasswordThatWasChangedConcurrently() {
        Database.execute("""
                create function hold() returns trigger language plpgsql as $hold$ begin %s; return new; end $hold$;
                create trigger hold before update on attempt for each row execute function hold();
                """.formatted(CHANGE_OF_PASSWORD));

        assertThat(change()).isEqualTo(403);

        assertThat(Database.query("select count(*) from email_link where kind = 'CHANGE'"))
                .isEqualTo("0");
    }

    private int change() {
        return given().auth()
                .oauth2(access)
                .contentType(JSON)
                .body(Map.of("email", "eve-" + address, "password", PASSWORD))
                .post("/account/email/change")
                .statusCode();
    }

    private static int post(String path, Map<String, ?> body) {
        return given().contentType(JSON).body(body).post("/account/" + path).statusCode();
    }

    /** What a request is answered that waits for the account while its password is changed. */
    private static int raced(Supplier<Integer> request) throws Exception {
        try (Connection connection = DriverManager.getConnection(Database.url());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select 1 from account for update");
            CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(request, ConcurrentCallers.THREADS);
            Waiting.until("the request waits", () -> !Database.query(
                            "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                    .equals("0"));
            statement.execute(CHANGE_OF_PASSWORD);
            connection.commit();
            return answer.get();
        }
    }
}
