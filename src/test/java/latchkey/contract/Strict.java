package latchkey.contract;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A deployment that asks for long passwords. */
public class Strict implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("latchkey.password.min-length", "15");
    }
}
