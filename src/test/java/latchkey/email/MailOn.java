package latchkey.email;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/**
 * Latchkey sends mails of all kinds, with a link and a code; it remembers devices, and superusers must have a second factor. Receivers
 * of webhooks may be on this machine.
 */
public class MailOn implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "latchkey.email.verification", "optional",
                "latchkey.email.sign-in", "true",
                "latchkey.email.proof", "both",
                "latchkey.limits.mails", "100000",
                "latchkey.factors.remember-device", "P30D",
                "latchkey.factors.required-for", "superuser,editors",
                "latchkey.webhooks.allowed-networks", "127.0.0.1",
                "latchkey.webhooks.operator-email", "operator@shop.example",
                "latchkey.issuer", "https://auth.shop.example");
    }
}
