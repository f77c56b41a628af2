package latchkey.database;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.contract.Givens;
import latchkey.group.UserGroup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database that refuses work because other work is in the way, as a trigger of these tests plays it. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class TransactionsTest {

    /** A sequence counts, since nothing takes its numbers back. */
    private static final String OBSTACLE = """
            create sequence obstacles;
            create function obstruct() returns trigger language plpgsql as $$ begin
                if nextval('obstacles') <= %d then raise exception 'in the way' using errcode = '%s'; end if;
                return new;
            end $$;
            create constraint trigger obstacle after insert or update on %s
                deferrable initially %s for each row execute function obstruct();
            """;

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @AfterEach
    void nothingIsInTheWay() {
        Database.execute("drop function if exists obstruct cascade; drop sequence if exists obstacles");
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "40001, session, immediate",
        "40P01, session, immediate",
        "40001, session, deferred",
    })
    void aTransactionIsRetriedAfterAConflict(String state, String table, String when) {
        Givens ada = Givens.of(List.of("ada is registered", "ada is signed in"));
        Database.execute(OBSTACLE.formatted(3, state, table, when));

        Response refreshed = refresh(ada.refresh());

        assertThat(refreshed.statusCode()).isEqualTo(200);
        assertThat(Database.query(
                        "select max(generation) || ' after ' || (select last_value from obstacles)" + " from session"))
                .isEqualTo("1 after 4");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"account, immediate", "account, deferred", "credential, deferred", "session, deferred"})
    void aRetriedRegistrationCreatesOneAccount(String table, String when) {
        Database.execute(OBSTACLE.formatted(3, "40001", table, when));

        Givens.registerAda();

        assertThat(Database.query("select count(*) from account")).isEqualTo("1");
        assertThat(Database.query("select count(*) from session")).isEqualTo("1");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"immediate", "deferred"})
    void aPersistentConflictIsAnsweredWithRetryAfter(String when) {
        Givens ada = Givens.of(List.of("ada is registered", "ada is signed in"));
        Database.execute(OBSTACLE.formatted(1_000, "40001", "session", when));

        assertThat(refresh(ada.refresh()).statusCode()).isEqualTo(503);
        Response login = given().contentType(ContentType.JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/login");
        assertThat(login.statusCode()).isEqualTo(503);
        assertThat(login.header("Retry-After")).isEqualTo("2");
        Database.execute("drop function obstruct cascade");

        assertThat(refresh(ada.refresh()).statusCode()).isEqualTo(200);
    }

    /** On PostgreSQL a prepared statement that returns all columns fails once, and ends its transaction. */
    @Test
    void aTransactionIsRetriedAfterAMigrationHasAddedAColumn() {
        Database.execute("insert into user_group (name, description, created_at) values ('later', '', now())");
        for (int i = 0; i < 10; i++) {
            assertThat(groups()).isEqualTo(1);
        }
        Database.execute("alter table user_group add column later text");

        try {
            assertThat(groups()).isEqualTo(1);
        } finally {
            Database.execute("alter table user_group drop column later");
            Database.execute("delete from user_group where name = 'later'");
        }
    }

    @Test
    void whoAmIIsAnsweredAfterAMigrationHasAddedAColumn() {
        Givens ada = Givens.of(List.of("ada is registered", "ada is signed in"));
        for (int i = 0; i < 10; i++) {
            assertThat(user(ada)).isEqualTo(200);
        }
        Database.execute("alter table account add column later text");

        try {
            assertThat(user(ada)).isEqualTo(200);
        } finally {
            Database.execute("alter table account drop column later");
        }
    }

    private static int user(Givens ada) {
        return given().header("Authorization", "Bearer " + ada.access())
                .get("/express/api/user")
                .statusCode();
    }

    private static int groups() {
        return Transactions.call(
                () -> Statements.list(UserGroup.class, "select * from user_group where name = 'later'", Map.of())
                        .size());
    }

    /** The inner transaction commits by itself, and what follows it is still the outer one's. */
    @Test
    void aTransactionWithinAnotherLeavesTheOuterOneAsItWas() {
        assertThatThrownBy(() -> Transactions.call(() -> {
                    Transactions.within(Duration.ofMinutes(5), () -> true);
                    Transactions.call(() -> Statements.list(
                            Boolean.class,
                            "insert into attempt (bucket, free, pace, fades_at) values ('name:x', 1, 1, now()) returning true",
                            Map.of()));
                    throw new IllegalStateException("rolled back");
                }))
                .hasStackTraceContaining("rolled back");

        assertThat(Database.query("select count(*) from attempt where bucket = 'name:x'"))
                .isEqualTo("0");
    }

    private static Response refresh(String token) {
        return given().cookie("refresh_token", token).post("/express/api/auth/refresh");
    }
}
