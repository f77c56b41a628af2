package latchkey.passkey;

import static java.time.temporal.ChronoUnit.MICROS;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import latchkey.account.Account;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.factor.Factor;
import latchkey.factor.Factors;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.key.Secret;
import latchkey.passkey.Challenges.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * Registers passkeys (WebAuthn Level 3), and checks what they sign. They are discoverable, and always verify the user, so a sign-in
 * with a passkey is one with two factors.
 */
@ApplicationScoped
public class Passkeys {

    private static final Pattern DOMAIN =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?[.])*[a-z](?:[a-z0-9-]*[a-z0-9])?");

    private final Challenges challenges;
    private final WebAuthn webAuthn;
    private final Factors factors;
    private final AuditLog audit;
    private final Secret secret;
    private final Clock clock;
    private final PasskeyConfig config;

    Passkeys(
            Challenges challenges,
            WebAuthn webAuthn,
            Factors factors,
            AuditLog audit,
            Secret secret,
            Clock clock,
            PasskeyConfig config) {
        this.challenges = challenges;
        this.webAuthn = webAuthn;
        this.factors = factors;
        this.audit = audit;
        this.secret = secret;
        this.clock = clock;
        this.config = config;
    }

    /** Why a setting cannot be used. */
    public static Optional<String> flaw(PasskeyConfig config) {
        return config.rpId()
                .filter(domain -> !DOMAIN.matcher(domain).matches())
                .map(
                        domain -> "latchkey.passkeys.rp-id is \"" + domain
                                + "\"; it is the domain of the frontends, such as shop.example, in lower case, without scheme and port.");
    }

    /** Whether a page at this address may ask for passkeys. */
    public boolean areFor(URI page) {
        String host = String.valueOf(page.getHost());
        return config.rpId()
                .filter(domain -> host.equals(domain) || host.endsWith("." + domain))
                .isPresent();
    }

    /** @throws AuthFailure NOT_FOUND if there are no passkeys */
    public void requireOn() {
        rpId();
    }

    /**
     * Registers a passkey.
     *
     * @param alongside further work in the same transaction
     * @return recovery codes, if this is the first factor of the account
     * @throws AuthFailure NOT_FOUND if there are no passkeys; PASSKEY_REJECTED; FORBIDDEN if the account has ten factors
     */
    public List<String> register(Account account, UUID session, NewPasskey answer, Runnable alongside) {
        WebAuthn.Registered registered = webAuthn.registered(
                        answer,
                        rpId(),
                        challenge -> challenges.isGood(challenge, Purpose.REGISTRATION, session.toString()))
                .orElseThrow(() -> AuthFailure.because(Reason.PASSKEY_REJECTED));
        return factors.add(account, Factor.Kind.PASSKEY, () -> {
            Passkey passkey = new Passkey();
            passkey.factorId = factors.insert(account, Factor.Kind.PASSKEY, answer.name());
            passkey.credentialId = registered.credentialId();
            passkey.userHandle = userHandle(account, Passkey.of(account.id));
            passkey.credential = registered.credential();
            passkey.signCount = registered.signCount();
            passkey.backupEligible = registered.backupEligible();
            passkey.backedUp = registered.backedUp();
            passkey.transports = String.join(" ", answer.transports());
            if (!Challenges.use(registered.challenge()) || !passkey.insert()) {
                throw AuthFailure.because(Reason.PASSKEY_REJECTED);
            }
            alongside.run();
        });
    }

    /** A passkey that signed a good challenge, which is not used up yet. */
    public final class Shown {

        private final Passkey.Owned owned;
        private final WebAuthn.Signed signed;

        private Shown(Passkey.Owned owned, WebAuthn.Signed signed) {
            this.owned = owned;
            this.signed = signed;
        }

        public Account account() {
            return owned.account();
        }

        /** Uses the challenge up, and counts the signature; false if either was used meanwhile. In a transaction. */
        public boolean use() {
            return Challenges.use(signed.challenge())
                    && Passkey.use(owned.passkey().factorId, signed.signCount(), signed.backedUp(), now());
        }
    }

    /**
     * Checks the signature of a passkey. There is no limit of attempts: no client can guess a signature, and a limit would let one that
     * knows the password keep the owner's passkey out.
     *
     * @param mfaToken of the sign-in that waits for a second factor; null for a sign-in with the passkey alone
     * @throws AuthFailure NOT_FOUND if there are no passkeys; PASSKEY_REJECTED
     */
    public Shown check(Assertion answer, @Nullable String mfaToken) {
        Passkey.Owned owned = Transactions.statement(() -> Passkey.find(answer.credentialId()))
                .orElseThrow(() -> AuthFailure.because(Reason.PASSKEY_REJECTED));
        Account account = owned.account();
        Optional<WebAuthn.Signed> signed = tried(answer, owned, mfaToken);
        if (signed.isEmpty()) {
            audit.refusedAtNoCost(Kind.LOGIN, "wrong passkey", account.id, account.username);
            throw AuthFailure.because(Reason.PASSKEY_REJECTED);
        }
        if (signed.get().cloned()) {
            Transactions.statement(() ->
                    audit.record(audit.refused(Kind.LOGIN, "cloned passkey").storeFor(account.id, account.username)));
            throw AuthFailure.because(Reason.PASSKEY_REJECTED);
        }
        return new Shown(owned, signed.get());
    }

    /** Nothing if the answer is not good. */
    private Optional<WebAuthn.Signed> tried(Assertion answer, Passkey.Owned owned, @Nullable String mfaToken) {
        byte[] handle = answer.userHandle();
        // Without a username, the handle names the account; an authenticator may leave it out if the account is known.
        boolean otherAccount =
                handle == null ? mfaToken == null : !MessageDigest.isEqual(handle, owned.passkey().userHandle);
        return otherAccount
                ? Optional.empty()
                : webAuthn.signed(
                        answer,
                        owned.passkey(),
                        rpId(),
                        challenge -> mfaToken == null
                                ? challenges.isGood(challenge, Purpose.SIGN_IN, "")
                                : challenges.isGood(challenge, Purpose.SECOND_FACTOR, mfaToken));
    }

    /** @throws AuthFailure NOT_FOUND if there are no passkeys */
    String rpId() {
        return config.rpId().orElseThrow(() -> AuthFailure.because(Reason.NOT_FOUND));
    }

    /** The same for all passkeys of an account, so that a new one on the same device replaces the former one. */
    byte[] userHandle(Account account, List<Passkey> known) {
        Optional<Passkey> first = known.stream().findFirst();
        return first.map(passkey -> passkey.userHandle)
                .orElseGet(() -> secret.mac(
                        Secret.Use.USER_HANDLES,
                        ByteBuffer.allocate(Long.BYTES).putLong(account.id).array()));
    }

    // In microseconds, as PostgreSQL stores it.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }
}
