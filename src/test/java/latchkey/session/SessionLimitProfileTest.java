package latchkey.session;

import static io.restassured.RestAssured.given;
import static latchkey.session.SessionCalls.login;
import static latchkey.session.SessionCalls.onlyAdaIsThere;
import static latchkey.session.SessionCalls.refresh;
import static latchkey.session.SessionCalls.signIn;
import static latchkey.session.SessionCalls.successor;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.Json;
import latchkey.StoppedClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The limit of sessions for each account, set to three. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(ThreeCheckedSessions.class)
class SessionLimitProfileTest {

    private static final String LIVE = "select count(*) from session where ended_at is null";

    /** Many more sessions than allowed, as earlier releases permitted. */
    private static final String MANY = """
            insert into session (id, account_id, opened_at, refreshed_at, idle_until, ends_at)
            select gen_random_uuid(), id, moment, moment, moment + interval '1 day', moment + interval '9 days'
            from account, generate_series(now() - interval '20 minutes', now(), interval '1 second') as moment
            """;

    @BeforeEach
    void adaIsThere() {
        onlyAdaIsThere();
        Database.execute("delete from audit_event");
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    @Test
    void aSignInAboveTheLimitEndsTheLeastRecentlyUsedSession() {
        StoppedClock.stop();
        String first = signIn();
        StoppedClock.advance(Duration.ofMinutes(1));
        String second = signIn();
        StoppedClock.advance(Duration.ofMinutes(1));
        String third = signIn();
        StoppedClock.advance(Duration.ofMinutes(1));
        first = successor(refresh(first));
        StoppedClock.advance(Duration.ofMinutes(1));

        String fourth = signIn();

        assertThat(refresh(second).statusCode()).isEqualTo(401);
        for (String kept : List.of(first, third, fourth)) {
            assertThat(refresh(kept).statusCode()).isEqualTo(200);
        }
        assertThat(Database.query("select string_agg(end_reason, ',') from session where ended_at is not null"))
                .isEqualTo("LIMIT");
        assertThat(Database.query("""
                        select e.username || ' ' || e.detail from audit_event e join session s on s.id = e.session_id
                        where e.kind = 'SESSION_END' and s.ended_at is not null
                        """)).isEqualTo("ada one too many");
    }

    @Test
    void theLeastRecentlyUsedSessionIsFoundByTimeAndNotByGeneration() {
        StoppedClock.stop();
        List<String> busy = List.of(refreshedOften(), refreshedOften());
        StoppedClock.advance(Duration.ofSeconds(1));
        String third = signIn();
        StoppedClock.advance(Duration.ofSeconds(1));

        String fourth = signIn();

        assertThat(List.of(refresh(third).statusCode(), refresh(fourth).statusCode()))
                .containsOnly(200);
        assertThat(busy.stream().map(token -> refresh(token).statusCode())).containsExactlyInAnyOrder(429, 401);
    }

    private static String refreshedOften() {
        String token = signIn();
        for (int i = 0; i < 3; i++) {
            token = successor(refresh(token));
        }
        return token;
    }

    @Test
    void theListSaysWhenASessionWasLastUsed() {
        StoppedClock.stop();
        signIn();
        String renewed = SessionCalls.signInAtDrfToken();
        StoppedClock.advance(Duration.ofHours(2));
        SessionCalls.renew(renewed);

        List<String> used = as(login()).get("/account/sessions").jsonPath().getList("last_used_at");

        assertThat(used).hasSize(3);
        assertThat(Duration.between(OffsetDateTime.parse(used.get(2)), OffsetDateTime.parse(used.get(1))))
                .isGreaterThanOrEqualTo(Duration.ofHours(1));
    }

    @Test
    void concurrentSignInsKeepTheSessionLimit() throws Exception {
        ConcurrentCallers.of(8, caller -> () -> login().statusCode());

        signIn();

        assertThat(Database.query(LIVE)).isEqualTo("3");
    }

    @Test
    void theSessionLimitIsPerAccount() {
        given().contentType("application/json")
                .body("{\"username\": \"grace\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/register");
        Database.execute("insert into session (id, account_id, opened_at, refreshed_at, idle_until, ends_at)"
                + " select gen_random_uuid(), id, now(), now(), now() + interval '1 day', now() + interval '1 day'"
                + " from account, generate_series(1, 3) where username = 'grace'");

        signIn();

        assertThat(Database.query(LIVE)).isEqualTo("4");
    }

    @Test
    void aRefreshWithoutASuccessorCountsAsUse() {
        StoppedClock.stop();
        String renewed = SessionCalls.signInAtDrfToken();
        for (int i = 0; i < 4; i++) {
            StoppedClock.advance(Duration.ofMinutes(1));
            signIn();
            StoppedClock.advance(Duration.ofMinutes(1));

            assertThat(SessionCalls.renew(renewed).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void manySessionsAreListedInPages() {
        Response ada = login();
        Database.execute(MANY);
        Set<String> seen = new HashSet<>();
        String page = "/account/sessions";
        int pages = 0;

        while (page != null) {
            Response answer = as(ada).get(page);
            List<String> ids = answer.jsonPath().getList("id");
            assertThat(ids).hasSizeBetween(1, 100);
            seen.addAll(ids);
            String link = answer.header("Link");
            page = link == null ? null : link.substring(link.indexOf('<') + 1, link.indexOf('>'));
            pages++;
        }

        assertThat(seen).hasSize(1202);
        assertThat(pages).isEqualTo(13);
        assertThat(as(ada).get("/account/sessions?after=nothing").statusCode()).isEqualTo(404);
    }

    @Test
    void endingManyOtherSessionsRecordsEachOnce() {
        Response ada = login();
        Database.execute(MANY);

        assertThat(as(ada).delete("/account/sessions").statusCode()).isEqualTo(204);

        assertThat(Database.query(LIVE)).isEqualTo("1");
        assertThat(refresh(successor(ada)).statusCode()).isEqualTo(200);
        assertThat(Database.query("select count(distinct session_id) || ' of ' || count(*) from audit_event"
                        + " where kind = 'SESSION_END'"))
                .isEqualTo("1201 of 1201");
    }

    @Test
    void signInsEndManyExcessSessionsGradually() {
        Database.execute(MANY);

        for (int i = 0; i < 4; i++) {
            signIn();
        }

        assertThat(Database.query(LIVE)).isEqualTo("3");
    }

    private static RequestSpecification as(Response login) {
        return given().header("Authorization", "Bearer " + Json.text(login, "data.token"));
    }
}
