package latchkey;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** Settings for tests that read no OpenAPI document. Quarkus makes none, which is a sixth of a start. */
public abstract class WithoutDocument implements QuarkusTestProfile {

    protected abstract Map<String, String> settings();

    @Override
    public final Map<String, String> getConfigOverrides() {
        Map<String, String> all = new HashMap<>(settings());
        all.put("mp.openapi.scan.disable", "true");
        return all;
    }
}
