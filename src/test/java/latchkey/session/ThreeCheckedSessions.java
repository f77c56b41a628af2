package latchkey.session;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Three live sessions an account, three refreshes of each at once, and access tokens that end with their session. */
public class ThreeCheckedSessions implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "latchkey.session.max-per-account", "3",
                "latchkey.limits.refreshes", "3",
                "latchkey.tokens.check-session", "true");
    }
}
