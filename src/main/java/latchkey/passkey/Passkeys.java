package latchkey.passkey;

import static java.time.temporal.ChronoUnit.MICROS;
import static java.util.Objects.requireNonNullElse;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import latchkey.account.Account;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.email.EmailConfig;
import latchkey.factor.Factor;
import latchkey.factor.Factors;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.key.Secret;
import latchkey.passkey.Challenges.Purpose;
import org.jspecify.annotations.Nullable;

/**
 * Passkeys (WebAuthn Level 3): registers them, and checks what they sign. They are discoverable, and always verify the user, so a sign-in
 * with a passkey is one with two factors.
 */
@ApplicationScoped
public class Passkeys {

    private static final String TYPE = "public-key";

    private static final Pattern DOMAIN =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?[.])*[a-z](?:[a-z0-9-]*[a-z0-9])?");

    private final Challenges challenges;
    private final WebAuthn webAuthn;
    private final Factors factors;
    private final AuditLog audit;
    private final Secret secret;
    private final Clock clock;
    private final PasskeyConfig config;
    private final String product;

    Passkeys(
            Challenges challenges,
            WebAuthn webAuthn,
            Factors factors,
            AuditLog audit,
            Secret secret,
            Clock clock,
            PasskeyConfig config,
            EmailConfig email) {
        this.challenges = challenges;
        this.webAuthn = webAuthn;
        this.factors = factors;
        this.audit = audit;
        this.secret = secret;
        this.clock = clock;
        this.config = config;
        product = email.product();
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
     * The options to create a passkey with, as browsers parse them from JSON (WebAuthn Level 3, 5.1.9).
     *
     * @param session in which the passkey will be registered
     * @throws AuthFailure NOT_FOUND if there are no passkeys
     */
    public Map<String, Object> creationOptions(Account account, UUID session) {
        Map<String, Object> options = new LinkedHashMap<>();
        List<Passkey> known = Transactions.statement(() -> Passkey.of(account.id));
        options.put("rp", Map.of("id", rpId(), "name", product));
        options.put(
                "user",
                Map.of(
                        "id",
                        encoded(userHandle(account, known)),
                        "name",
                        account.username,
                        "displayName",
                        requireNonNullElse(account.fullName, account.username)));
        options.put("challenge", encoded(challenges.make(Purpose.REGISTRATION, session.toString())));
        options.put(
                "pubKeyCredParams",
                WebAuthn.ALGORITHMS.stream()
                        .map(algorithm -> Map.of("type", TYPE, "alg", algorithm))
                        .toList());
        options.put("timeout", Challenges.LIFETIME.toMillis());
        options.put("excludeCredentials", descriptors(known));
        options.put(
                "authenticatorSelection",
                Map.of("residentKey", "required", "requireResidentKey", true, "userVerification", "required"));
        options.put("attestation", "none");
        return options;
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

    /**
     * The options to sign in with, without a username (WebAuthn Level 3, 5.1.10).
     *
     * @throws AuthFailure NOT_FOUND if there are no passkeys
     */
    public Map<String, Object> signInOptions() {
        return requestOptions(Purpose.SIGN_IN, "", List.of());
    }

    /**
     * The options to show a passkey as a second factor.
     *
     * @param mfaToken of the sign-in that waits for it
     * @throws AuthFailure NOT_FOUND if there are no passkeys
     */
    public Map<String, Object> secondFactorOptions(long account, String mfaToken) {
        return requestOptions(Purpose.SECOND_FACTOR, mfaToken, Transactions.statement(() -> Passkey.of(account)));
    }

    private Map<String, Object> requestOptions(Purpose purpose, String bound, List<Passkey> allowed) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("challenge", encoded(challenges.make(purpose, bound)));
        options.put("timeout", Challenges.LIFETIME.toMillis());
        options.put("rpId", rpId());
        options.put("allowCredentials", descriptors(allowed));
        options.put("userVerification", "required");
        return options;
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

    private String rpId() {
        return config.rpId().orElseThrow(() -> AuthFailure.because(Reason.NOT_FOUND));
    }

    /** The same for all passkeys of an account, so that a new one on the same device replaces the former one. */
    private byte[] userHandle(Account account, List<Passkey> known) {
        Optional<Passkey> first = known.stream().findFirst();
        return first.map(passkey -> passkey.userHandle)
                .orElseGet(() -> secret.mac(
                        Secret.Use.USER_HANDLES,
                        ByteBuffer.allocate(Long.BYTES).putLong(account.id).array()));
    }

    private static List<Map<String, Object>> descriptors(List<Passkey> passkeys) {
        return passkeys.stream()
                .map(passkey -> Map.<String, Object>of(
                        "type",
                        TYPE,
                        "id",
                        encoded(passkey.credentialId),
                        "transports",
                        passkey.transports.isEmpty() ? List.of() : List.of(passkey.transports.split(" "))))
                .toList();
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    // In microseconds, as PostgreSQL stores it.
    private Instant now() {
        return clock.instant().truncatedTo(MICROS);
    }
}
