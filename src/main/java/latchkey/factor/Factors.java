package latchkey.factor;

import static java.time.temporal.ChronoUnit.MICROS;

import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.account.AccountMails;
import latchkey.attempt.RateLimits;
import latchkey.audit.AuditEvent;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.email.EmailConfig;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.key.Encryption;
import latchkey.key.Secret;

/** The second factors of accounts: enrols, checks and removes them. */
@ApplicationScoped
public class Factors {

    /** How old a sign-in may be whose session adds or removes factors. */
    public static final Duration MAX_SIGN_IN_AGE = Duration.ofMinutes(10);

    /** As long as an HMAC of SHA-1 (RFC 4226, 4). */
    private static final int SECRET_BYTES = 20;

    private final Encryption encryption;
    private final RecoveryCodes recoveryCodes;
    private final RateLimits limits;
    private final AccountMails mails;
    private final AuditLog audit;
    private final Clock clock;
    private final String product;
    // Not static: a native image would freeze a static field with its seed.
    private final SecureRandom random = new SecureRandom();

    Factors(
            Encryption encryption,
            RecoveryCodes recoveryCodes,
            RateLimits limits,
            AccountMails mails,
            AuditLog audit,
            Clock clock,
            EmailConfig email) {
        this.encryption = encryption;
        this.recoveryCodes = recoveryCodes;
        this.limits = limits;
        this.mails = mails;
        this.audit = audit;
        this.clock = clock;
        product = email.product();
    }

    /**
     * An authenticator app that waits for its first code.
     *
     * @param secret in Base32
     * @param uri {@code otpauth://}, which apps read from a QR code
     */
    public record Enrolment(UUID id, String secret, String uri) {}

    /**
     * Makes the secret of a new authenticator app. No sign-in asks for it before it is confirmed.
     *
     * @throws AuthFailure FORBIDDEN if the account has ten factors
     */
    public Enrolment enrol(Account account, String name) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        Factor factor = new Factor();
        factor.id = UUID.randomUUID();
        factor.accountId = account.id;
        factor.kind = Factor.Kind.TOTP;
        factor.name = name;
        factor.secret = encryption.encrypt(Secret.Use.TOTP, secret, factor.id.toString());
        factor.createdAt = now();
        if (!Transactions.statement(() -> Factor.enrol(factor))) {
            throw AuthFailure.because(Reason.FORBIDDEN);
        }
        String encoded = Base32.encode(secret);
        return new Enrolment(factor.id, encoded, uri(account.username, encoded));
    }

    private String uri(String username, String secret) {
        return String.format(
                Locale.ROOT,
                "otpauth://totp/%s:%s?secret=%s&issuer=%s",
                escaped(product),
                escaped(username),
                secret,
                escaped(product));
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Confirms an authenticator app with its first code. From now on, sign-ins ask for a code.
     *
     * @return recovery codes, if this is the first factor of the account
     * @throws AuthFailure NOT_FOUND; CODE_REJECTED; TOO_MANY_ATTEMPTS
     */
    public List<String> confirm(Account account, UUID id, String code) {
        Factor factor = Factor.unconfirmed(account.id, id).stream()
                .findFirst()
                .orElseThrow(() -> AuthFailure.because(Reason.NOT_FOUND));
        long step = limits.judge(limits.factor(account.id), () -> step(factor, code), OptionalLong::isPresent)
                .orElseThrow(() -> AuthFailure.because(Reason.CODE_REJECTED));
        return Transactions.call(() -> {
            Factor.lock(account.id);
            boolean first = Factor.of(account.id).isEmpty();
            List<AuditEvent> confirmed = Factor.confirm(
                    account.id, id, step, audit.of(Kind.FACTOR_ADDED).withDetail(factor.kind.name()));
            if (audit.record(confirmed) == 0) {
                throw AuthFailure.because(Reason.NOT_FOUND);
            }
            mails.factorAdded(account);
            return first ? recoveryCodes.make(account.id) : List.of();
        });
    }

    /** The confirmed factors of an account. */
    public List<Factor> of(Account account) {
        return Transactions.statement(() -> Factor.of(account.id));
    }

    public long recoveryCodesLeft(Account account) {
        return Transactions.statement(() -> RecoveryCode.left(account.id));
    }

    /**
     * New recovery codes in place of all others.
     *
     * @throws AuthFailure FORBIDDEN if the account has no factor
     */
    public List<String> makeRecoveryCodes(Account account) {
        return Transactions.call(() -> {
            Factor.lock(account.id);
            if (Factor.of(account.id).isEmpty()) {
                throw AuthFailure.because(Reason.FORBIDDEN);
            }
            audit.record(audit.of(Kind.RECOVERY_CODES_MADE).storeFor(account.id, account.username));
            return recoveryCodes.make(account.id);
        });
    }

    /** @throws AuthFailure NOT_FOUND */
    public void rename(Account account, UUID id, String name) {
        if (!Transactions.statement(() -> Factor.rename(account.id, id, name))) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }

    /**
     * Removes a factor; the recovery codes go with the last.
     *
     * @throws AuthFailure NOT_FOUND
     */
    public void remove(Account account, UUID id) {
        Transactions.call(() -> {
            Factor.lock(account.id);
            if (audit.record(Factor.remove(account.id, id, audit.of(Kind.FACTOR_REMOVED))) == 0) {
                throw AuthFailure.because(Reason.NOT_FOUND);
            }
            if (Factor.of(account.id).isEmpty()) {
                RecoveryCode.removeAll(account.id);
            }
            mails.factorRemoved(account);
            return id;
        });
    }

    /** Removes all factors and recovery codes of an account, as an operator, and returns the number of factors. */
    public int reset(Account account) {
        return Transactions.call(() -> {
            Factor.lock(account.id);
            int removed = Factor.removeAll(account.id);
            RecoveryCode.removeAll(account.id);
            audit.record(audit.of(Kind.FACTORS_RESET).storeFor(account.id, account.username));
            if (removed > 0) {
                mails.factorRemoved(account);
            }
            return removed;
        });
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
        for (Factor factor : of(account)) {
            OptionalLong step = step(factor, code);
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

    private OptionalLong step(Factor factor, String code) {
        String digits = code.replaceAll("\\s", "");
        Optional<Encryption.Decrypted> secret =
                encryption.decrypt(Secret.Use.TOTP, factor.secret, factor.id.toString());
        if (secret.isEmpty()) {
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
