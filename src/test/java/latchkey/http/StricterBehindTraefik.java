package latchkey.http;

import java.util.HashMap;
import java.util.Map;
import latchkey.WithoutDocument;

/**
 * Forward authentication for Traefik, low rate limits, contracts that are stricter than their documents, mails, and superusers who
 * must have a second factor.
 */
public class StricterBehindTraefik extends WithoutDocument {

    public static final String PAGE = "https://shop.example/sign-in?theme=dark";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "latchkey.issuer", "https://auth.example",
                "latchkey.proxies", "127.0.0.1",
                "latchkey.cors.origins", "https://orders.example:8443,http://plain.example",
                "latchkey.forward-auth.proxy", "traefik",
                "latchkey.forward-auth.sign-in-page", PAGE,
                "latchkey.forward-auth.public-paths", "/health,/assets/*,/v1.0/a+b/*"));
        settings.put("latchkey.limits.attempts", "3");
        settings.put("latchkey.limits.network-attempts", "5");
        settings.put("latchkey.limits.registrations", "3");
        settings.put("latchkey.limits.mails", "3");
        settings.put("latchkey.email.verification", "optional");
        settings.put("latchkey.email.proof", "both");
        settings.put("latchkey.admin.require-second-factor", "true");
        settings.put("latchkey.contract.fastapi.tokens", "cookies");
        settings.put("latchkey.contract.drf-token.rotate", "true");
        return settings;
    }
}
