package latchkey;

import java.util.HashMap;
import java.util.Map;
import latchkey.key.AlgorithmsTest;

/**
 * Trusts the address of the test as a proxy, and limits logins and registrations. Access tokens have another type and algorithm.
 */
public class LimitedBehindAProxy extends WithoutDocument {

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(AlgorithmsTest.settings("EdDSA"));
        settings.put("latchkey.tokens.type", "JWT");
        settings.put("latchkey.limits.attempts", "5");
        settings.put("latchkey.limits.network-attempts", "10");
        settings.put("latchkey.limits.registrations", "4");
        settings.put("latchkey.proxies", "127.0.0.1");
        return settings;
    }
}
