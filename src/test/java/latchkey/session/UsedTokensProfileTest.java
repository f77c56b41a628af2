package latchkey.session;

import static latchkey.session.SessionCalls.onlyAdaIsThere;
import static latchkey.session.SessionCalls.successor;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.Json;
import latchkey.LimitedBehindAProxy;
import latchkey.StoppedClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reuse of refresh tokens, by honest clients and by attackers. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(LimitedBehindAProxy.class)
class UsedTokensProfileTest {

    private static final Duration LATER = Duration.ofSeconds(11);

    private static final ProxiedClient HOME = new ProxiedClient("192.0.2.7", "firefox");
    private static final ProxiedClient TRAIN = new ProxiedClient("198.51.100.9", "firefox");
    private static final ProxiedClient THIEF = new ProxiedClient("203.0.113.5", "firefox");

    @BeforeEach
    void timeStops() {
        onlyAdaIsThere();
        Database.execute("delete from audit_event");
        StoppedClock.stop();
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    @Test
    void theSlowestOfThreeTabsGetsTheNewestToken() {
        String first = successor(HOME.signsIn());
        String third = successor(HOME.refreshes(successor(HOME.refreshes(first))));

        assertThat(successor(HOME.refreshes(first))).isEqualTo(third);
        assertThat(HOME.refreshes(third).statusCode()).isEqualTo(200);
    }

    @Test
    void anOlderResponseThatOverwroteANewerCookieIsNotReuse() {
        String second = successor(HOME.refreshes(successor(HOME.signsIn())));
        String third = successor(HOME.refreshes(second));
        StoppedClock.advance(LATER);

        assertThat(successor(HOME.refreshes(second))).isEqualTo(third);
        assertThat(HOME.refreshes(third).statusCode()).isEqualTo(200);
        assertThat(events()).isEqualTo("null");
    }

    @Test
    void aLostRefreshResponseCanBeRequestedAgainForADay() {
        String first = successor(HOME.signsIn());
        String second = successor(HOME.refreshes(first));
        StoppedClock.advance(Duration.ofDays(1).minusSeconds(1));

        assertThat(successor(HOME.refreshes(first))).isEqualTo(second);
        StoppedClock.advance(Duration.ofSeconds(1));
        assertThat(HOME.refreshes(first).statusCode()).isEqualTo(401);
        assertThat(events()).isEqualTo("REFRESH_REUSE");
    }

    @Test
    void aClientThatChangesItsNetworkHasAGracePeriodOfASecond() {
        String first = successor(HOME.signsIn());
        String second = successor(HOME.refreshes(first));

        assertThat(successor(TRAIN.refreshes(first))).isEqualTo(second);
        assertThat(successor(TRAIN.refreshes(first))).as("asked again").isEqualTo(second);

        assertThat(events()).isEqualTo("REFRESH_REPLAY");
        assertThat(Database.query("select address || ' ' || detail from audit_event where kind = 'REFRESH_REPLAY'"))
                .isEqualTo("198.51.100.9 by another client than the one before, 192.0.2.7");
        assertThat(TRAIN.refreshes(second).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest(name = "from {0} with {1}, {2} s after")
    @CsvSource({"203.0.113.5, firefox, 11", "192.0.2.7, curl, 11", "203.0.113.5, curl, 40000"})
    void aUsedTokenFromAnotherClientEndsTheSession(String address, String userAgent, int seconds) {
        String first = successor(HOME.signsIn());
        String second = successor(HOME.refreshes(first));
        StoppedClock.advance(Duration.ofSeconds(seconds));

        assertThat(new ProxiedClient(address, userAgent).refreshes(first).statusCode())
                .isEqualTo(401);
        assertThat(HOME.refreshes(second).statusCode()).isEqualTo(401);
        assertThat(events()).isEqualTo("REFRESH_REUSE");
    }

    @Test
    void aThirdClientAtOneRefreshEndsTheSession() {
        String first = successor(HOME.signsIn());
        HOME.refreshes(first);
        TRAIN.refreshes(first);

        assertThat(THIEF.refreshes(first).statusCode()).isEqualTo(401);
        assertThat(events()).isEqualTo("REFRESH_REPLAY REFRESH_REUSE");
    }

    @ParameterizedTest(name = "the thief comes first: {0}, then {1}")
    @CsvSource({"false, false", "false, true", "true, false", "true, true"})
    void reuseByAnAttackerIsRecordedAndEndsTheSessionAtTheNextRefresh(boolean first, boolean then) {
        String token = successor(HOME.signsIn());
        String shared = both(token, first);
        assertThat(events()).isEqualTo("REFRESH_REPLAY");

        assertThat(List.of(
                        (then ? THIEF : HOME).refreshes(shared).statusCode(),
                        (then ? HOME : THIEF).refreshes(shared).statusCode()))
                .containsExactly(200, 401);
        assertThat(events()).isEqualTo("REFRESH_REPLAY REFRESH_REUSE");
        assertThat(Database.query("select end_reason from session")).isEqualTo("REUSE");
    }

    @Test
    void aStolenTokenUsedOneRefreshLaterEndsTheSession() {
        String shared = both(successor(HOME.signsIn()), false);
        String newest = successor(HOME.refreshes(successor(HOME.refreshes(shared))));

        assertThat(THIEF.refreshes(shared).statusCode()).isEqualTo(401);
        assertThat(HOME.refreshes(newest).statusCode()).isEqualTo(401);
    }

    @Test
    void onlyOneOfConcurrentOtherClientsGetsTheSuccessor() throws Exception {
        String first = successor(HOME.signsIn());
        HOME.refreshes(first);

        List<Integer> statuses = ConcurrentCallers.of(
                8,
                caller -> () -> new ProxiedClient("203.0.113." + caller, "firefox")
                        .refreshes(first)
                        .statusCode());

        assertThat(statuses.stream().filter(status -> status == 200).count()).isLessThanOrEqualTo(1);
        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 401);
        assertThat(Database.query("select count(*) from audit_event where kind = 'REFRESH_REPLAY'"))
                .isEqualTo("1");
    }

    @Test
    void concurrentRequestsOfOneOtherClientGetTheSuccessorAndRecordOneEvent() throws Exception {
        String first = successor(HOME.signsIn());
        HOME.refreshes(first);

        List<Response> answers = ConcurrentCallers.of(8, caller -> () -> TRAIN.refreshes(first));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
        assertThat(events()).isEqualTo("REFRESH_REPLAY");
    }

    @Test
    void afterAPasswordChangeTheFormerTokenIsValidForTheSameClientOnly() {
        for (ProxiedClient client : List.of(HOME, THIEF)) {
            onlyAdaIsThere();
            Response login = HOME.signsIn();
            String stolen = successor(login);
            Response changed = change(HOME, login);
            assertThat(changed.statusCode()).isEqualTo(200);
            String renewed = successor(changed);

            Response answer = client.refreshes(stolen);

            assertThat(answer.statusCode()).isEqualTo(client == HOME ? 200 : 401);
            assertThat(HOME.refreshes(renewed).statusCode()).isEqualTo(client == HOME ? 200 : 401);
        }
    }

    @Test
    void aSessionRefreshedByAnAttackerEndsAfterAPasswordChange() {
        Response login = HOME.signsIn();
        String thiefs = successor(THIEF.refreshes(successor(login)));

        String renewed = successor(change(HOME, login));

        assertThat(THIEF.refreshes(thiefs).statusCode()).isEqualTo(401);
        assertThat(HOME.refreshes(renewed).statusCode()).isEqualTo(401);
    }

    @Test
    void aNetworkChangeAtTheRefreshAfterAPasswordChangeIsAllowed() {
        Response login = HOME.signsIn();
        String renewed = successor(change(HOME, login));
        String next = successor(HOME.refreshes(renewed));

        assertThat(successor(TRAIN.refreshes(renewed))).isEqualTo(next);
        assertThat(events()).isEqualTo("REFRESH_REPLAY");
    }

    private static Response change(ProxiedClient client, Response login) {
        return client.sends()
                .header("Authorization", "Bearer " + Json.text(login, "data.token"))
                .contentType("application/json")
                .body("{\"current_password\": \"lovelace\", \"new_password\": \"difference\"}")
                .post("/account/password");
    }

    /** Both show the token at one moment, and both get its successor. */
    private static String both(String token, boolean thiefFirst) {
        Response one = (thiefFirst ? THIEF : HOME).refreshes(token);
        Response other = (thiefFirst ? HOME : THIEF).refreshes(token);
        assertThat(successor(other)).isEqualTo(successor(one));
        return successor(one);
    }

    private static String events() {
        return Database.query("select string_agg(kind, ' ' order by id) from audit_event where kind like 'REFRESH%'");
    }
}
