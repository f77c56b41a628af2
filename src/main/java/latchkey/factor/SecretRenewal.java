package latchkey.factor;

import static java.util.Objects.requireNonNull;

import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import latchkey.LatchkeyConfig;
import latchkey.database.Transactions;
import latchkey.key.Encryption;
import latchkey.key.Secret;
import org.jspecify.annotations.Nullable;

/** Encrypts the secrets of authenticator apps anew after {@code LATCHKEY_SECRET} was changed, as long as the former one is set. */
@ApplicationScoped
class SecretRenewal {

    private static final int PAGE = 200;

    private final Encryption encryption;
    private final boolean changed;
    private boolean done;

    SecretRenewal(Encryption encryption, LatchkeyConfig config) {
        this.encryption = encryption;
        changed = config.formerSecret().isPresent();
    }

    @Scheduled(every = "10m", delayed = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void renew() {
        if (!changed || done) {
            return;
        }
        int renewed = 0;
        UUID last = null;
        List<Factor> page = page(last);
        while (!page.isEmpty()) {
            renewed += (int) page.stream().filter(this::renew).count();
            last = page.get(page.size() - 1).id;
            page = page(last);
        }
        done = true;
        Log.infof("the secrets of %d authenticator apps are encrypted under the new secret", renewed);
    }

    private static List<Factor> page(@Nullable UUID last) {
        return Transactions.statement(() -> Factor.after(last, PAGE));
    }

    private boolean renew(Factor factor) {
        String id = factor.id.toString();
        return encryption
                .decrypt(Secret.Use.TOTP, requireNonNull(factor.secret), id)
                .filter(Encryption.Decrypted::former)
                .map(secret -> encryption.encrypt(Secret.Use.TOTP, secret.content(), id))
                .filter(encrypted -> Transactions.statement(() -> factor.replaceSecret(encrypted)))
                .isPresent();
    }
}
