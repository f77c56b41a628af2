package latchkey.http.signin;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import latchkey.account.Account;
import latchkey.account.Authentication;
import latchkey.account.LoginAttempt;
import latchkey.account.VerifiedPassword;
import latchkey.attempt.CountedAttempt;
import latchkey.attempt.RateLimits;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.database.Transactions;
import latchkey.email.Mails;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.request.CurrentRequest;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;
import org.jspecify.annotations.Nullable;

/** Signs users in by password, and counts attempts with passwords for the rate limits. */
@ApplicationScoped
public class PasswordSignIn {

    private final Authentication authentication;
    private final RateLimits limits;
    private final TokenIssuer issuer;
    private final CurrentUser currentUser;
    private final CurrentRequest currentRequest;
    private final AuditLog audit;
    private final Mails mails;
    private final CodeSignIn codes;
    private final SignInOutcomes outcomes;

    PasswordSignIn(
            Authentication authentication,
            RateLimits limits,
            TokenIssuer issuer,
            CurrentUser currentUser,
            CurrentRequest currentRequest,
            AuditLog audit,
            Mails mails,
            CodeSignIn codes,
            SignInOutcomes outcomes) {
        this.authentication = authentication;
        this.limits = limits;
        this.issuer = issuer;
        this.currentUser = currentUser;
        this.currentRequest = currentRequest;
        this.audit = audit;
        this.mails = mails;
        this.codes = codes;
        this.outcomes = outcomes;
    }

    /**
     * Opens a session for the user who knows the password, and ends the sessions that the browser had.
     *
     * @param code of the account's second factor; null if the client sent none
     * @throws AuthFailure BAD_CREDENTIALS, EMAIL_NOT_VERIFIED, CODE_REQUIRED, CODE_REJECTED, TOO_MANY_ATTEMPTS, or UNAVAILABLE if too
     *     many users sign in at once
     */
    public Tokens signIn(String login, String password, @Nullable String code) {
        // A code is good once.
        Set<Long> shown = new HashSet<>();
        return outcomes.counted(() -> {
            Tokens tokens = tryOpening(login, password, code, shown)
                    // Tried again in case the password changed meanwhile, or another sign-in rehashed it.
                    .or(() -> tryOpening(login, password, code, shown))
                    .orElseThrow(() -> AuthFailure.because(Reason.BAD_CREDENTIALS));
            currentUser.clearFormerCookies();
            return tokens;
        });
    }

    private Optional<Tokens> tryOpening(String login, String password, @Nullable String code, Set<Long> shown) {
        VerifiedPassword proof = authentication.authenticate(login, password, currentRequest.network());
        requireVerified(proof.account());
        if (proof.secondFactor() && !shown.contains(proof.account().id)) {
            codes.require(proof, code);
            shown.add(proof.account().id);
        }
        return issuer.opening(currentUser.endOfFormerSessions())
                .of(proof.account(), proof.hash(), proof.secondFactor());
    }

    /** @throws AuthFailure EMAIL_NOT_VERIFIED, if a setting requires that */
    private void requireVerified(Account account) {
        if (mails.requireVerification() && account.email != null && account.emailVerifiedAt == null) {
            Transactions.statement(() -> audit.record(
                    audit.refused(Kind.LOGIN, "e-mail address not verified").storeFor(account.id, account.username)));
            throw AuthFailure.because(Reason.EMAIL_NOT_VERIFIED);
        }
    }

    /**
     * Counts a login before it is tried.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS
     */
    LoginAttempt signingIn(String login) {
        try {
            return authentication.count(login, currentRequest.network());
        } catch (AuthFailure refused) {
            throw outcomes.throttled(refused);
        }
    }

    /**
     * Counts a registration; a success does not take the count back.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS from this network
     */
    CountedAttempt registering() {
        return limits.registration(currentRequest.network());
    }

    /**
     * Counts a repeated password in the session of the access token.
     *
     * @throws AuthFailure NOT_AUTHENTICATED without a valid access token; TOO_MANY_ATTEMPTS in this session
     */
    CountedAttempt repeating() {
        return limits.repetition(currentUser.session());
    }
}
