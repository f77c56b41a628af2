package latchkey.contract.orchard;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The contract orchard, tokens of the contract fastapi in bodies only, and the address of the test as a proxy. */
public class OrchardBehindAProxy implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "orchard.enabled", "true",
                "latchkey.contract.hosts.\"orchard.test\"", "orchard",
                "latchkey.contract.fastapi.tokens", "body",
                "latchkey.proxies", "127.0.0.1");
    }
}
