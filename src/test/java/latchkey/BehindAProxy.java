package latchkey;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Trusts the address of the test as a proxy. */
public class BehindAProxy implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("latchkey.proxies", "127.0.0.1");
    }
}
