package latchkey.factor;

import static java.time.temporal.ChronoUnit.MICROS;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.hash.Digests;
import org.jspecify.annotations.Nullable;

/** The browsers that need not show a second factor with the password, if a setting allows that. */
@ApplicationScoped
public class RememberedDevices {

    private static final int TOKEN_BYTES = 32;

    private final AuditLog audit;
    private final Clock clock;
    private final Duration lifetime;
    // Not static: a native image would freeze a static field with its seed.
    private final SecureRandom random = new SecureRandom();

    RememberedDevices(AuditLog audit, Clock clock, FactorConfig config) {
        this.audit = audit;
        this.clock = clock;
        lifetime = config.rememberDevice();
    }

    public boolean areOn() {
        return !lifetime.isZero();
    }

    public Duration lifetime() {
        return lifetime;
    }

    /** Remembers the browser of a user who has just shown a second factor, and returns the token for its cookie. */
    public String remember(Account account, @Nullable String userAgent) {
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        RememberedDevice device = new RememberedDevice();
        device.id = UUID.randomUUID();
        device.accountId = account.id;
        device.digest = Digests.sha256(token);
        device.epoch = account.sessionEpoch;
        device.userAgent = userAgent;
        device.createdAt = now();
        device.expiresAt = device.createdAt.plus(lifetime);
        Transactions.call(() -> {
            RememberedDevice.removeSurplus(account.id);
            return audit.record(device.insert(account.username, audit.of(Kind.DEVICE_REMEMBERED)));
        });
        return token;
    }

    /** The remembered device of an account that one of these tokens belongs to. */
    public Optional<UUID> use(Account account, List<String> tokens) {
        return areOn()
                ? tokens.stream()
                        .flatMap(
                                token -> Transactions.statement(
                                        () -> RememberedDevice.use(account.id, Digests.sha256(token), now()))
                                        .stream())
                        .findFirst()
                : Optional.empty();
    }

    public List<RememberedDevice> of(Account account) {
        return Transactions.statement(() -> RememberedDevice.of(account.id, now()));
    }

    /** @throws AuthFailure NOT_FOUND */
    public void forget(Account account, UUID id) {
        if (Transactions.statement(
                        () -> audit.record(RememberedDevice.remove(account.id, id, audit.of(Kind.DEVICE_FORGOTTEN))))
                == 0) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }

    // In microseconds, as PostgreSQL stores it.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }
}
