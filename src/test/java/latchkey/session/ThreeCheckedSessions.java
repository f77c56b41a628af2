package latchkey.session;

import java.util.HashMap;
import java.util.Map;
import latchkey.WithoutDocument;
import latchkey.key.AlgorithmsTest;

/**
 * Three live sessions an account, three refreshes of each at once, and access tokens that end with their session, signed with a
 * shared secret.
 */
public class ThreeCheckedSessions extends WithoutDocument {

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(AlgorithmsTest.settings("HS256"));
        settings.put("latchkey.session.max-per-account", "3");
        settings.put("latchkey.limits.refreshes", "3");
        settings.put("latchkey.tokens.check-session", "true");
        return settings;
    }
}
