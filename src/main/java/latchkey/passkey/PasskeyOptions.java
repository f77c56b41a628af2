package latchkey.passkey;

import static java.util.Objects.requireNonNullElse;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.database.Transactions;
import latchkey.email.EmailConfig;
import latchkey.failure.AuthFailure;
import latchkey.passkey.Challenges.Purpose;

/** The options with which browsers ask authenticators, each with a challenge. */
@ApplicationScoped
public class PasskeyOptions {

    private static final String TYPE = "public-key";

    private final Passkeys passkeys;
    private final Challenges challenges;
    private final String product;

    PasskeyOptions(Passkeys passkeys, Challenges challenges, EmailConfig email) {
        this.passkeys = passkeys;
        this.challenges = challenges;
        product = email.product();
    }

    /**
     * The options to create a passkey with, as browsers parse them from JSON (WebAuthn Level 3, 5.1.9).
     *
     * @param session in which the passkey will be registered
     * @throws AuthFailure NOT_FOUND if there are no passkeys
     */
    public Map<String, Object> forCreation(Account account, UUID session) {
        Map<String, Object> options = new LinkedHashMap<>();
        List<Passkey> known = Transactions.statement(() -> Passkey.of(account.id));
        options.put("rp", Map.of("id", passkeys.rpId(), "name", product));
        options.put(
                "user",
                Map.of(
                        "id",
                        encoded(passkeys.userHandle(account, known)),
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
     * The options to sign in with, without a username (WebAuthn Level 3, 5.1.10).
     *
     * @throws AuthFailure NOT_FOUND if there are no passkeys
     */
    public Map<String, Object> forSignIn() {
        return forRequest(Purpose.SIGN_IN, "", List.of());
    }

    /**
     * The options to show a passkey as a second factor.
     *
     * @param mfaToken of the sign-in that waits for it
     * @throws AuthFailure NOT_FOUND if there are no passkeys
     */
    public Map<String, Object> forSecondFactor(long account, String mfaToken) {
        return forRequest(Purpose.SECOND_FACTOR, mfaToken, Transactions.statement(() -> Passkey.of(account)));
    }

    private Map<String, Object> forRequest(Purpose purpose, String bound, List<Passkey> allowed) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("challenge", encoded(challenges.make(purpose, bound)));
        options.put("timeout", Challenges.LIFETIME.toMillis());
        options.put("rpId", passkeys.rpId());
        options.put("allowCredentials", descriptors(allowed));
        options.put("userVerification", "required");
        return options;
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
}
