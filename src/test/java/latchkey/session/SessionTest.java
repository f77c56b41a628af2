package latchkey.session;

import static io.restassured.RestAssured.given;
import static latchkey.session.SessionCalls.onlyAdaIsThere;
import static latchkey.session.SessionCalls.refresh;
import static latchkey.session.SessionCalls.renew;
import static latchkey.session.SessionCalls.signIn;
import static latchkey.session.SessionCalls.signInAtDrfToken;
import static latchkey.session.SessionCalls.signOut;
import static latchkey.session.SessionCalls.successor;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.contract.Givens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The life of a session, over HTTP. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class SessionTest {

    @BeforeEach
    void adaIsThere() {
        onlyAdaIsThere();
    }

    @Test
    void concurrentRefreshesGetOneSuccessor() throws Exception {
        String token = signIn();

        List<Response> answers = ConcurrentCallers.of(16, caller -> () -> refresh(token));

        assertThat(answers).allSatisfy(answer -> assertThat(answer.statusCode()).isEqualTo(200));
        assertThat(answers.stream().map(SessionCalls::successor).distinct()).hasSize(1);
        assertThat(Database.query("select generation from session")).isEqualTo("1");
    }

    @Test
    void aTokenThreeGenerationsOldEndsTheSessionWithinTheGracePeriod() {
        String token = signIn();
        String newest = successor(refresh(successor(refresh(successor(refresh(token))))));

        assertThat(refresh(token).statusCode()).isEqualTo(401);
        assertThat(refresh(newest).statusCode()).isEqualTo(401);
    }

    @Test
    void aRotatingTokenCannotBeRenewedThroughAContractWithoutRotation() {
        String token = signIn();
        assertThat(renew(token).statusCode()).isEqualTo(401);
        String second = successor(refresh(token));
        assertThat(renew(token).statusCode()).as("the one before").isEqualTo(401);
        assertThat(renew(second).statusCode()).isEqualTo(401);

        assertThat(refresh(second).statusCode()).as("the session goes on").isEqualTo(200);
    }

    @Test
    void aSessionOfAnEarlierReleaseIsRenewedUntilAContractReplacesItsToken() {
        String token = signIn();
        String other = signInAtDrfToken();
        Database.execute("update session set contract = null");

        assertThat(renew(other).statusCode()).isEqualTo(200);
        refresh(token);
        Database.execute("update session set contract = null where generation > 0");

        assertThat(renew(token).statusCode()).isEqualTo(401);
        assertThat(renew(other).statusCode()).isEqualTo(200);
        assertThat(Database.query("select contract from session where generation = 0"))
                .isEqualTo("drf-token");
    }

    @Test
    void theGracePeriodDoesNotOutliveTheSession() {
        String token = signIn();
        refresh(token);
        Database.execute("update session set ended_at = now(), end_reason = 'ADMIN'");

        assertThat(refresh(token).statusCode()).isEqualTo(401);
        assertThat(Database.query("select end_reason from session")).isEqualTo("ADMIN");
    }

    @Test
    void signingOutDuringARefreshEndsTheSession() throws Exception {
        for (int round = 0; round < 20; round++) {
            String token = signIn();

            List<Response> answers =
                    ConcurrentCallers.of(4, caller -> () -> caller == 0 ? signOut(token) : refresh(token));

            assertThat(answers.get(0).statusCode()).isEqualTo(200);
            Set<String> left = new HashSet<>(Set.of(token));
            answers.stream()
                    .skip(1)
                    .filter(a -> a.statusCode() == 200)
                    .map(SessionCalls::successor)
                    .forEach(left::add);
            assertThat(left)
                    .allSatisfy(any -> assertThat(refresh(any).statusCode()).isEqualTo(401));
        }
    }

    @Test
    void eachLoginIsASessionOfItsOwn() {
        String one = signIn();
        String other = signIn();

        assertThat(signOut(one).statusCode()).isEqualTo(200);

        assertThat(refresh(one).statusCode()).isEqualTo(401);
        assertThat(refresh(other).statusCode()).isEqualTo(200);
    }

    @Test
    void signingOutByAccessTokenEndsItsSession() {
        Givens ada = Givens.of(List.of("ada is signed in"));

        given().header("Authorization", "Bearer " + ada.access())
                .post("/express/api/auth/logout")
                .then()
                .statusCode(200);

        assertThat(refresh(ada.refresh()).statusCode()).isEqualTo(401);
    }

    @Test
    void signingOutAtFastapiEndsTheSession() {
        Givens ada = Givens.of(List.of("ada is signed in"));

        given().cookie("refresh_token", ada.refresh())
                .post("/fastapi/auth/logout")
                .then()
                .statusCode(200);

        assertThat(refresh(ada.refresh()).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest(name = "at {0}")
    @MethodSource("refreshEndpoints")
    void aDisabledAccountsSessionsEndAtTheirNextUse(String endpoint) {
        String token = tokenFor(endpoint);
        Database.execute("update account set active = false");
        assertThat(refreshAt(endpoint, token)).isEqualTo(401);

        Database.execute("update account set active = true");

        assertThat(refreshAt(endpoint, token)).isEqualTo(401);
        assertThat(Database.query("select end_reason from session")).isEqualTo("ADMIN");
    }

    @ParameterizedTest(name = "at {0}")
    @MethodSource("refreshEndpoints")
    void deletingAnAccountEndsItsSessions(String endpoint) {
        String token = tokenFor(endpoint);
        Database.execute("delete from account");

        assertThat(refreshAt(endpoint, token)).isEqualTo(401);
    }

    static List<String> refreshEndpoints() {
        return List.of(
                "/express/api/auth/refresh",
                "/tasti/api/v1/auth/token/refresh",
                "/drf-cookie/api/auth/refresh",
                "/drf-token/api/auth/refresh",
                "/fastapi/auth/refresh-token");
    }

    private static String tokenFor(String endpoint) {
        return endpoint.startsWith("/drf-token") ? signInAtDrfToken() : signIn();
    }

    private static int refreshAt(String endpoint, String token) {
        return endpoint.startsWith("/drf-token")
                ? renew(token).statusCode()
                : given().cookie("refresh_token", token).post(endpoint).statusCode();
    }
}
