package latchkey.factor;

import static java.time.temporal.ChronoUnit.MICROS;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.attempt.RateLimits;
import latchkey.database.Transactions;
import latchkey.email.EmailConfig;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.key.Encryption;
import latchkey.key.KeyRing;
import latchkey.key.Secret;

/** Enrols authenticator apps (RFC 6238). */
@ApplicationScoped
public class AuthenticatorApps {

    /** As long as an HMAC of SHA-1 (RFC 4226, 4). */
    private static final int SECRET_BYTES = 20;

    private final Encryption encryption;
    private final KeyRing keys;
    private final FactorCodes codes;
    private final Factors factors;
    private final RateLimits limits;
    private final Clock clock;
    private final String product;
    // Not static: a native image would freeze a static field with its seed.
    private final SecureRandom random = new SecureRandom();

    AuthenticatorApps(
            Encryption encryption,
            KeyRing keys,
            FactorCodes codes,
            Factors factors,
            RateLimits limits,
            Clock clock,
            EmailConfig email) {
        this.encryption = encryption;
        this.keys = keys;
        this.codes = codes;
        this.factors = factors;
        this.limits = limits;
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
        keys.requireRightSecret();
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
     * @param alongside further work in the same transaction
     * @return recovery codes, if this is the first factor of the account
     * @throws AuthFailure NOT_FOUND; CODE_REJECTED; TOO_MANY_ATTEMPTS
     */
    public List<String> confirm(Account account, UUID id, String code, Runnable alongside) {
        long step = step(account, id, code);
        return factors.add(account, Factor.Kind.TOTP, () -> {
            store(account, id, step);
            alongside.run();
        });
    }

    /**
     * Confirms an authenticator app with its first code, as the first factor of the account.
     *
     * @return recovery codes
     * @throws AuthFailure NOT_FOUND; CODE_REJECTED; TOO_MANY_ATTEMPTS; FORBIDDEN if the account has a factor
     */
    public List<String> confirmFirst(Account account, UUID id, String code) {
        long step = step(account, id, code);
        return factors.add(account, Factor.Kind.TOTP, () -> {
            if (!Factor.of(account.id).isEmpty()) {
                throw AuthFailure.because(Reason.FORBIDDEN);
            }
            store(account, id, step);
        });
    }

    private long step(Account account, UUID id, String code) {
        Factor factor = Factor.unconfirmed(account.id, id).stream()
                .findFirst()
                .orElseThrow(() -> AuthFailure.because(Reason.NOT_FOUND));
        return limits.judge(limits.factor(account.id), () -> codes.step(factor, code), OptionalLong::isPresent)
                .orElseThrow(() -> AuthFailure.because(Reason.CODE_REJECTED));
    }

    private void store(Account account, UUID id, long step) {
        if (!Factor.confirm(account.id, id, step, now())) {
            throw AuthFailure.because(Reason.NOT_FOUND);
        }
    }

    // In microseconds, as PostgreSQL stores it.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }
}
