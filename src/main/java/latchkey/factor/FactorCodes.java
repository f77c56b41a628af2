package latchkey.factor;

import static java.time.temporal.ChronoUnit.MICROS;
import static java.util.Objects.requireNonNull;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import latchkey.account.Account;
import latchkey.account.AccountMails;
import latchkey.attempt.RateLimits;
import latchkey.database.Transactions;
import latchkey.failure.AuthFailure;
import latchkey.failure.LogInterval;
import latchkey.key.Encryption;
import latchkey.key.Secret;

/** Checks the codes of authenticator apps, and recovery codes. */
@ApplicationScoped
public class FactorCodes {

    private final Encryption encryption;
    private final RecoveryCodes recoveryCodes;
    private final RateLimits limits;
    private final AccountMails mails;
    private final Clock clock;
    private final LogInterval logInterval = new LogInterval();

    FactorCodes(
            Encryption encryption, RecoveryCodes recoveryCodes, RateLimits limits, AccountMails mails, Clock clock) {
        this.encryption = encryption;
        this.recoveryCodes = recoveryCodes;
        this.limits = limits;
        this.mails = mails;
        this.clock = clock;
    }

    /**
     * Uses up a code of an authenticator app, or a recovery code.
     *
     * @return whether it was good
     * @throws AuthFailure TOO_MANY_ATTEMPTS with codes for this account
     */
    public boolean use(Account account, String code) {
        return limits.judge(limits.factor(account.id), () -> tryUsing(account, code), used -> used);
    }

    private boolean tryUsing(Account account, String code) {
        for (Factor factor : Factor.of(account.id)) {
            OptionalLong step = factor.kind == Factor.Kind.TOTP ? step(factor, code) : OptionalLong.empty();
            if (step.isPresent() && Transactions.statement(() -> Factor.use(factor.id, step.getAsLong(), now()))) {
                return true;
            }
        }
        return Transactions.call(() -> {
            boolean used = recoveryCodes.use(account.id, code);
            if (used) {
                mails.recoveryCodeUsed(account);
            }
            return used;
        });
    }

    /** The time step whose code it is; nothing if it is no good one. */
    OptionalLong step(Factor factor, String code) {
        String digits = code.replaceAll("\\s", "");
        Optional<Encryption.Decrypted> secret =
                encryption.decrypt(Secret.Use.TOTP, requireNonNull(factor.secret), factor.id.toString());
        if (secret.isEmpty() && logInterval.take("factors", clock.instant())) {
            Log.errorf("no code of factor %s is good: its secret is not encrypted under LATCHKEY_SECRET", factor.id);
        }
        return secret.map(decrypted -> Totp.matchingStep(decrypted.content(), digits, clock.instant()))
                .orElseGet(OptionalLong::empty);
    }

    // In microseconds, as PostgreSQL stores it.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }
}
