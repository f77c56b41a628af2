package latchkey.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** To where Latchkey may send audit events, and who hears of webhooks that were disabled. */
@ConfigMapping(prefix = "latchkey.webhooks")
public interface WebhookConfig {

    /**
     * Addresses and networks that are not public, and to which Latchkey sends all the same, over http, too. An operator who can add a
     * webhook reaches every service in them.
     */
    Optional<List<String>> allowedNetworks();

    /** Gets a mail when Latchkey disables a webhook. */
    Optional<String> operatorEmail();

    /** The language of that mail. */
    @WithDefault("en")
    String operatorLanguage();
}
