package latchkey.contract.orchard;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The service with one contract more. */
public class WithOrchard implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("orchard.enabled", "true", "latchkey.contract.hosts.\"orchard.test\"", "orchard");
    }
}
