package latchkey.session;

import java.util.Map;
import latchkey.WithoutDocument;

/** Three live sessions an account, three refreshes of each at once, and access tokens that end with their session. */
public class ThreeCheckedSessions extends WithoutDocument {

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "latchkey.session.max-per-account", "3",
                "latchkey.limits.refreshes", "3",
                "latchkey.tokens.check-session", "true");
    }
}
