package latchkey.http.signin;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
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
import latchkey.factor.SignInMethods;
import latchkey.factor.SignInMethods.Method;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.browser.DeviceCookie;
import latchkey.http.request.CurrentRequest;
import latchkey.recovery.AddressChange;
import latchkey.recovery.Recovery;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;

/** Signs users in by password, and checks what comes with a password before it is hashed. */
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
    private final RequiredFactor enrolment;
    private final DeviceCookie deviceCookie;
    private final SignInOutcomes outcomes;
    private final Recovery recovery;
    private final AddressChange addressChange;

    PasswordSignIn(
            Authentication authentication,
            RateLimits limits,
            TokenIssuer issuer,
            CurrentUser currentUser,
            CurrentRequest currentRequest,
            AuditLog audit,
            Mails mails,
            CodeSignIn codes,
            RequiredFactor enrolment,
            DeviceCookie deviceCookie,
            SignInOutcomes outcomes,
            Recovery recovery,
            AddressChange addressChange) {
        this.authentication = authentication;
        this.limits = limits;
        this.issuer = issuer;
        this.currentUser = currentUser;
        this.currentRequest = currentRequest;
        this.audit = audit;
        this.mails = mails;
        this.codes = codes;
        this.enrolment = enrolment;
        this.deviceCookie = deviceCookie;
        this.outcomes = outcomes;
        this.recovery = recovery;
        this.addressChange = addressChange;
    }

    /**
     * Opens a session for the user who knows the password, and ends the sessions that the browser had.
     *
     * @throws AuthFailure BAD_CREDENTIALS, EMAIL_NOT_VERIFIED, CODE_REQUIRED, CODE_REJECTED, TOO_MANY_ATTEMPTS, or UNAVAILABLE if too
     *     many users sign in at once
     */
    public Tokens signIn(PasswordBody.SignIn body) {
        // A code is good once.
        Map<Long, SignInMethods> shown = new HashMap<>();
        return outcomes.counted(() -> {
            Tokens tokens = tryOpening(body, shown)
                    // Tried again in case the password changed meanwhile, or another sign-in rehashed it.
                    .or(() -> tryOpening(body, shown))
                    .orElseThrow(() -> AuthFailure.because(Reason.BAD_CREDENTIALS));
            currentUser.clearFormerCookies();
            return tokens;
        });
    }

    private Optional<Tokens> tryOpening(PasswordBody.SignIn body, Map<Long, SignInMethods> shown) {
        VerifiedPassword proof =
                authentication.authenticate(body.username(), body.password(), currentRequest.network());
        Account account = proof.account();
        requireVerified(account);
        // Before a code is used up: without a signing key, this fails.
        TokenIssuer.Opening opening = issuer.opening(currentUser.endOfFormerSessions());
        Optional<Tokens> opened;
        if (proof.secondFactor()) {
            SignInMethods methods = shown.computeIfAbsent(account.id, once -> codes.require(proof, body.code()));
            opened = opening.of(account, proof.hash(), methods);
            opened.filter(tokens -> methods.twoFactors())
                    .ifPresent(tokens -> deviceCookie.rememberIf(body.rememberDevice(), account));
        } else {
            enrolment.require(account, proof.hash());
            opened = opening.of(account, proof.hash(), SignInMethods.of(Method.PWD));
            opened.ifPresent(tokens -> enrolment.announce(account));
        }
        return opened;
    }

    /** @throws AuthFailure EMAIL_NOT_VERIFIED, if a setting requires that */
    void requireVerified(Account account) {
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

    /**
     * Finds the link of a reset; a wrong code counts by itself.
     *
     * @throws AuthFailure LINK_REJECTED; TOO_MANY_ATTEMPTS for a code; INVALID_FIELDS
     */
    CountedAttempt resetting(PasswordBody.Reset body) {
        recovery.findAhead(body.toProof(currentRequest.request().getParam("token")));
        return CountedAttempt.none();
    }

    /**
     * Counts a mail to a new address, and the password if it is repeated.
     *
     * @throws AuthFailure NOT_AUTHENTICATED without a valid access token; TOO_MANY_ATTEMPTS from this network or in this session
     */
    CountedAttempt changingAddress(boolean withPassword) {
        UUID session = currentUser.session();
        addressChange.countAhead(currentRequest.network());
        return withPassword ? limits.repetition(session) : CountedAttempt.none();
    }
}
