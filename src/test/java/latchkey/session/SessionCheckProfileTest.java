package latchkey.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.contract.Givens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the session check turned on, an access token ends with its session. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(ThreeCheckedSessions.class)
class SessionCheckProfileTest {

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    @Test
    void signingOutEndsTheAccessTokenWithinASecond() {
        Database.empty();
        StoppedClock.stop();
        Givens ada = Givens.of(List.of("ada is registered", "ada is signed in"));
        assertThat(status(ada)).isEqualTo(200);

        ada.signOut(ada.refresh());

        assertThat(status(ada)).isEqualTo(200);
        StoppedClock.advance(Duration.ofSeconds(1));
        assertThat(status(ada)).isEqualTo(401);
    }

    @ParameterizedTest(name = "where the account is a superuser: {0}")
    @ValueSource(booleans = {true, false})
    void aGroupChangeTakesEffectWithinASecond(boolean promoted) {
        Database.empty();
        StoppedClock.stop();
        Givens.of(List.of("ada is registered"));
        Database.execute("update account set superuser = " + !promoted);
        Givens ada = Givens.of(List.of("ada is signed in"));
        assertThat(statusAsSuperuser(ada)).isEqualTo(promoted ? 403 : 200);

        Database.execute("update account set superuser = " + promoted);
        StoppedClock.advance(Duration.ofSeconds(1));

        assertThat(statusAsSuperuser(ada)).isEqualTo(promoted ? 200 : 403);
        assertThat(given().header("Authorization", "Bearer " + ada.access())
                        .get("/forward-auth")
                        .header("X-Auth-Groups"))
                .isEqualTo(promoted ? "superuser,user" : "user");
        Database.execute("update account set group_names = '{editors,staff}'");
        StoppedClock.advance(Duration.ofSeconds(1));
        assertThat(given().header("Authorization", "Bearer " + ada.access())
                        .get("/forward-auth?group=staff")
                        .header("X-Auth-Groups"))
                .isEqualTo(promoted ? "editors,staff,superuser,user" : "editors,staff,user");
        assertThat(given().header("Authorization", "Bearer " + ada.access())
                        .get("/account/sessions")
                        .statusCode())
                .isEqualTo(200);
    }

    private static int statusAsSuperuser(Givens givens) {
        return given().header("Authorization", "Bearer " + givens.access())
                .get("/forward-auth?group=superuser")
                .statusCode();
    }

    private static int status(Givens givens) {
        return given().header("Authorization", "Bearer " + givens.access())
                .get("/forward-auth")
                .statusCode();
    }
}
