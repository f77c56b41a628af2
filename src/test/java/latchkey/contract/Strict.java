package latchkey.contract;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A deployment that does not reveal which accounts exist, and requires long passwords. */
public class Strict implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("latchkey.registration.reveal-taken", "false", "latchkey.password.min-length", "15");
    }
}
