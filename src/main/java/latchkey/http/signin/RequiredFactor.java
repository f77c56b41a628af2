package latchkey.http.signin;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.factor.AuthenticatorApps;
import latchkey.factor.FactorPolicy;
import latchkey.factor.Factors;
import latchkey.factor.MfaTokens;
import latchkey.factor.SignInMethods.Method;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.request.CurrentRequest;
import org.jspecify.annotations.Nullable;

/** Asks users to enrol a second factor, if a setting requires one. */
@ApplicationScoped
public class RequiredFactor {

    /** The response header of a sign-in with the time from which on that will need a second factor. */
    private static final String DEADLINE = "MFA-Enrolment-Deadline";

    private final FactorPolicy policy;
    private final MfaTokens tokens;
    private final CodeSignIn codeSignIns;
    private final AuthenticatorApps apps;
    private final Factors factors;
    private final CurrentRequest current;

    RequiredFactor(
            FactorPolicy policy,
            MfaTokens tokens,
            CodeSignIn codeSignIns,
            AuthenticatorApps apps,
            Factors factors,
            CurrentRequest current) {
        this.policy = policy;
        this.tokens = tokens;
        this.codeSignIns = codeSignIns;
        this.apps = apps;
        this.factors = factors;
        this.current = current;
    }

    /**
     * Lets an account without a second factor sign in, if it need not have one yet.
     *
     * @param hash that the password matched; null if the user showed a mailed link or code
     * @throws AuthFailure CODE_REQUIRED
     */
    void require(Account account, @Nullable String hash) {
        if (policy.isOverdue(account)) {
            throw AuthFailure.ofCode(
                    Reason.CODE_REQUIRED, tokens.token(account, hash), List.of(FactorPolicy.ENROLMENT));
        }
    }

    /** Tells the client and the owner of an account without a second factor when it must have one. */
    public void announce(Account account) {
        policy.deadline(account).ifPresent(deadline -> {
            current.response().putHeader(DEADLINE, deadline.toString());
            policy.remind(account);
        });
    }

    /**
     * Makes the secret of the first authenticator app of an account, in the middle of a sign-in.
     *
     * @throws AuthFailure BAD_CREDENTIALS if the token is not good; FORBIDDEN if the account has a factor
     */
    public AuthenticatorApps.Enrolment enrol(String mfaToken, String name) {
        Account account = codeSignIns.waiting(mfaToken).account();
        if (!factors.of(account).isEmpty()) {
            throw AuthFailure.because(Reason.FORBIDDEN);
        }
        return apps.enrol(account, name);
    }

    /** @param mfaToken that opens the session, once */
    public record Enrolled(List<String> recoveryCodes, String mfaToken) {}

    /**
     * Confirms it with its first code, which counts as the second factor of the sign-in.
     *
     * @throws AuthFailure BAD_CREDENTIALS if the token is not good; CODE_REJECTED; NOT_FOUND; FORBIDDEN if the account has a factor;
     *     TOO_MANY_ATTEMPTS
     */
    public Enrolled confirm(String mfaToken, UUID id, String code) {
        CodeSignIn.Waiting waiting = codeSignIns.waiting(mfaToken);
        return new Enrolled(
                apps.confirmFirst(waiting.account(), id, code),
                tokens.complete(waiting.account(), waiting.hash(), Method.OTP));
    }
}
