package latchkey;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Trusts the address of the test as a proxy, and limits logins and registrations. */
public class LimitedBehindAProxy implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "latchkey.limits.attempts", "5",
                "latchkey.limits.network-attempts", "10",
                "latchkey.limits.registrations", "4",
                "latchkey.proxies", "127.0.0.1");
    }
}
