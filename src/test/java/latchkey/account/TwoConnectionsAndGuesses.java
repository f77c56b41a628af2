package latchkey.account;

import java.util.HashMap;
import java.util.Map;
import latchkey.WithoutDocument;
import latchkey.key.AlgorithmsTest;
import latchkey.legacy.FormerBackends;

/**
 * Two database connections, and two guesses at each name; trusts the address of the test as a proxy. Access tokens have Ed25519
 * signatures, and the keys of former backends are wrong.
 */
public class TwoConnectionsAndGuesses extends WithoutDocument {

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(AlgorithmsTest.settings("RS256"));
        settings.putAll(FormerBackends.withWrongKeys());
        settings.put("quarkus.datasource.jdbc.initial-size", "2");
        settings.put("quarkus.datasource.jdbc.max-size", "2");
        settings.put("quarkus.datasource.jdbc.metrics.enabled", "true");
        settings.put("latchkey.limits.attempts", "2");
        settings.put("latchkey.proxies", "127.0.0.1");
        return settings;
    }
}
