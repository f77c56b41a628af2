package latchkey.webhook;

import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;

/**
 * What an operator says of a webhook.
 *
 * @param kinds of events that it gets; empty for all
 */
public record WantedWebhook(String url, String description, Set<Kind> kinds) {

    private static final int LAST_PORT = 65_535;

    /**
     * Checks what needs no look at the network: the addresses of names are checked when a message is sent.
     *
     * @param http whether a URL may have it
     * @throws AuthFailure INVALID_FIELDS
     */
    void check(boolean http, WebhookSender sender) {
        Map<String, FieldError> flaws = new TreeMap<>();
        if (url.length() > Webhook.LONGEST_URL) {
            flaws.put("url", new FieldError(FieldError.Kind.TOO_LONG, Webhook.LONGEST_URL));
        } else if (!isUsable(http)) {
            flaws.put("url", FieldError.of(FieldError.Kind.NOT_A_URL));
        } else if (sender.refuses(URI.create(url))) {
            flaws.put("url", FieldError.of(FieldError.Kind.INVALID_VALUE));
        }
        if (description.codePointCount(0, description.length()) > Webhook.LONGEST_DESCRIPTION) {
            flaws.put("description", new FieldError(FieldError.Kind.TOO_LONG, Webhook.LONGEST_DESCRIPTION));
        }
        if (!flaws.isEmpty()) {
            throw AuthFailure.invalid(flaws);
        }
    }

    private boolean isUsable(boolean http) {
        try {
            URI parsed = URI.create(url);
            return ("https".equals(parsed.getScheme()) || http && "http".equals(parsed.getScheme()))
                    && parsed.getHost() != null
                    // TLS has no server name that is an IPv6 address (RFC 6066, 3).
                    && !parsed.getHost().startsWith("[")
                    && parsed.getPort() != 0
                    && parsed.getPort() <= LAST_PORT
                    && parsed.getRawUserInfo() == null
                    && parsed.getRawFragment() == null;
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }
}
