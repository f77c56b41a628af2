package latchkey.webhook;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import latchkey.LatchkeyConfig;
import latchkey.database.Transactions;
import latchkey.key.Encryption;
import latchkey.key.Secret;
import org.jspecify.annotations.Nullable;

/** The secrets that webhooks are signed with. Each is shown once, when it is made, and then stored encrypted. */
@ApplicationScoped
class WebhookSecrets {

    private static final String PREFIX = "whsec_";

    /** Standard Webhooks asks for 24 to 64. */
    private static final int BYTES = 32;

    private final Encryption encryption;
    private final boolean changed;
    // Not static: a native image would freeze a static field with its seed.
    private final SecureRandom random = new SecureRandom();
    private boolean renewed;

    WebhookSecrets(Encryption encryption, LatchkeyConfig config) {
        this.encryption = encryption;
        changed = config.formerSecret().isPresent();
    }

    byte[] make() {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return secret;
    }

    /** A secret as the receiver is given it. */
    static String shown(byte[] secret) {
        return PREFIX + Base64.getEncoder().encodeToString(secret);
    }

    byte[] encrypt(UUID webhook, byte[] secret) {
        return encryption.encrypt(Secret.Use.WEBHOOKS, secret, webhook.toString());
    }

    /** The secrets that sign now, the newest first; none that {@code LATCHKEY_SECRET} does not decrypt. */
    List<byte[]> of(Webhook webhook, Instant now) {
        boolean both = webhook.formerUntil != null && now.isBefore(webhook.formerUntil);
        return Stream.of(decrypt(webhook, webhook.secret), decrypt(webhook, both ? webhook.formerSecret : null))
                .flatMap(Optional::stream)
                .map(Encryption.Decrypted::content)
                .toList();
    }

    private Optional<Encryption.Decrypted> decrypt(Webhook webhook, byte @Nullable [] encrypted) {
        return Optional.ofNullable(encrypted)
                .flatMap(stored -> encryption.decrypt(Secret.Use.WEBHOOKS, stored, webhook.id.toString()));
    }

    /** Encrypts them anew after {@code LATCHKEY_SECRET} was changed, as long as the former one is set. */
    @Scheduled(every = "10m", delayed = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void renew() {
        if (!changed || renewed) {
            return;
        }
        long count = Transactions.statement(Webhook::all).stream()
                .filter(this::renew)
                .count();
        renewed = true;
        Log.infof("the secrets of %d webhooks are encrypted under the new secret", count);
    }

    private boolean renew(Webhook webhook) {
        return decrypt(webhook, webhook.secret)
                        .filter(Encryption.Decrypted::former)
                        .isPresent()
                && Transactions.statement(() -> webhook.replaceSecrets(
                        encryptedAnew(webhook, webhook.secret).orElse(webhook.secret),
                        encryptedAnew(webhook, webhook.formerSecret).orElse(null)));
    }

    private Optional<byte[]> encryptedAnew(Webhook webhook, byte @Nullable [] encrypted) {
        return decrypt(webhook, encrypted).map(secret -> encrypt(webhook.id, secret.content()));
    }
}
