package latchkey.account;

import java.util.Map;
import latchkey.WithoutDocument;

/** Two database connections, and two guesses at each name; trusts the address of the test as a proxy. */
public class TwoConnectionsAndGuesses extends WithoutDocument {

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "quarkus.datasource.jdbc.initial-size", "2",
                "quarkus.datasource.jdbc.max-size", "2",
                "quarkus.datasource.jdbc.metrics.enabled", "true",
                "latchkey.limits.attempts", "2",
                "latchkey.proxies", "127.0.0.1");
    }
}
