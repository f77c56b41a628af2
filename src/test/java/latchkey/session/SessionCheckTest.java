package latchkey.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.contract.Givens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With the check switched on, an access token ends with its session. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(SessionCheckTest.Checking.class)
class SessionCheckTest {

    public static class Checking implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("latchkey.tokens.check-session", "true");
        }
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.goOn();
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

    private static int status(Givens givens) {
        return given().header("Authorization", "Bearer " + givens.access())
                .get("/forward-auth")
                .statusCode();
    }
}
