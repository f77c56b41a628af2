package latchkey.http;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** Forward authentication for Traefik, low rate limits, and contracts that are stricter than their documents. */
public class StricterBehindTraefik implements QuarkusTestProfile {

    public static final String PAGE = "https://shop.example/sign-in?theme=dark";

    @Override
    public Map<String, String> getConfigOverrides() {
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
        settings.put("latchkey.contract.fastapi.tokens", "cookies");
        settings.put("latchkey.contract.drf-token.rotate", "true");
        return settings;
    }
}
