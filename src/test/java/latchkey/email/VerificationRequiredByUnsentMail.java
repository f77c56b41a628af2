package latchkey.email;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.HashMap;
import java.util.Map;

/** Users must verify their address, by a mail that cannot be sent: its TLS settings are not there. */
public class VerificationRequiredByUnsentMail implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> settings = new HashMap<>(new MailOn().getConfigOverrides());
        settings.put("latchkey.email.verification", "required");
        settings.put("latchkey.email.sender", MailServer.SENDER);
        settings.put("quarkus.mailer.mock", "false");
        settings.put("quarkus.mailer.tls-configuration-name", "missing");
        return settings;
    }
}
