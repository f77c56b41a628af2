package latchkey.account;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Two database connections, and two guesses at each name; trusts the address of the test as a proxy. */
public class TwoConnectionsAndGuesses implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.datasource.jdbc.initial-size", "2",
                "quarkus.datasource.jdbc.max-size", "2",
                "quarkus.datasource.jdbc.metrics.enabled", "true",
                "latchkey.limits.attempts", "2",
                "latchkey.proxies", "127.0.0.1");
    }
}
