package latchkey.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.util.List;
import java.util.Map;
import latchkey.Crowd;
import latchkey.Database;
import org.junit.jupiter.api.Test;

/** With two connections, as many as migrating needs, and slow hashes, whoever held a connection while hashing would starve all others. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(HashingHoldsNoConnectionTest.TwoConnections.class)
class HashingHoldsNoConnectionTest {

    public static class TwoConnections implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "quarkus.datasource.jdbc.initial-size", "2",
                    "quarkus.datasource.jdbc.max-size", "2",
                    "quarkus.datasource.jdbc.acquisition-timeout", "PT0.3S",
                    "latchkey.password.bcrypt-cost", "12");
        }
    }

    @Test
    void sixSlowHashesAtOnceShareTwoConnections() throws Exception {
        Database.empty();

        List<Integer> registrations = Crowd.of(6, caller -> () -> post("register", caller));
        List<Integer> logins = Crowd.of(6, caller -> () -> post("login", caller));

        assertThat(registrations).containsOnly(201);
        assertThat(logins).containsOnly(200);
    }

    private static int post(String endpoint, int caller) {
        return given().contentType(ContentType.JSON)
                .body("{\"username\": \"user%d\", \"password\": \"lovelace\"}".formatted(caller))
                .post("/express/api/auth/" + endpoint)
                .statusCode();
    }
}
