package latchkey.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import latchkey.Database;
import latchkey.LatchkeyConfig;
import latchkey.audit.Kind;
import latchkey.key.Encryption;
import latchkey.key.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The secret of Latchkey is changed: secrets of webhooks are encrypted anew, and none is lost. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class WebhookSecretsTest {

    private static final String FORMER = Database.settings().get("latchkey.secret");
    private static final String NEW = "another secret, as long as one has to be";

    @Inject
    Webhooks webhooks;

    @AfterEach
    void forget() {
        Database.execute("delete from webhook; delete from webhook_delivery");
    }

    private static WebhookSecrets secrets(Map<String, String> settings) {
        LatchkeyConfig config = new SmallRyeConfigBuilder()
                .withMapping(LatchkeyConfig.class)
                .withSources(new PropertiesConfigSource(settings, "tried", 100))
                .build()
                .getConfigMapping(LatchkeyConfig.class);
        return new WebhookSecrets(new Encryption(new Secret(config)), config);
    }

    @Test
    void bothSecretsOfAWebhookAreEncryptedUnderTheNewSecret() {
        UUID id = webhooks.create(new WantedWebhook("https://shop.example/hooks", "", Set.of(Kind.EXPORT)))
                .webhook()
                .id;
        String present = webhooks.rotate(id).secret();
        WebhookSecrets onlyNew = secrets(Map.of("latchkey.secret", NEW));
        assertThat(onlyNew.of(webhooks.find(id).orElseThrow(), Instant.now())).isEmpty();

        secrets(Map.of("latchkey.secret", NEW, "latchkey.former-secret", FORMER))
                .renew();

        assertThat(onlyNew.of(webhooks.find(id).orElseThrow(), Instant.now()))
                .hasSize(2)
                .first()
                .extracting(WebhookSecrets::shown)
                .isEqualTo(present);
    }
}
