package latchkey.http.signin;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import latchkey.account.Account;
import latchkey.account.Authentication;
import latchkey.account.LoginAttempt;
import latchkey.account.VerifiedPassword;
import latchkey.attempt.CountedAttempt;
import latchkey.attempt.RateLimits;
import latchkey.audit.AuditLog;
import latchkey.audit.Kind;
import latchkey.contract.Contract;
import latchkey.contract.Contracts;
import latchkey.database.Transactions;
import latchkey.email.Mails;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.request.CurrentRequest;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;

/** Signs users in by password, and counts attempts with passwords. */
@Startup
@ApplicationScoped
public class PasswordSignIn {

    private static final String ACCEPTED = "accepted";
    private static final String REFUSED = "refused";
    private static final String THROTTLED = "throttled";

    private final Authentication authentication;
    private final RateLimits limits;
    private final TokenIssuer issuer;
    private final CurrentUser currentUser;
    private final CurrentRequest currentRequest;
    private final MeterRegistry meters;
    private final AuditLog audit;
    private final Mails mails;

    PasswordSignIn(
            Authentication authentication,
            RateLimits limits,
            TokenIssuer issuer,
            CurrentUser currentUser,
            CurrentRequest currentRequest,
            Contracts contracts,
            MeterRegistry meters,
            AuditLog audit,
            Mails mails) {
        this.authentication = authentication;
        this.limits = limits;
        this.issuer = issuer;
        this.currentUser = currentUser;
        this.currentRequest = currentRequest;
        this.meters = meters;
        this.audit = audit;
        this.mails = mails;
        for (Contract each : contracts.all()) {
            List.of(ACCEPTED, REFUSED, THROTTLED).forEach(outcome -> counter(each.name(), outcome));
        }
    }

    /**
     * Opens a session for the user who knows the password, and ends the sessions that the browser had.
     *
     * @throws AuthFailure BAD_CREDENTIALS, EMAIL_NOT_VERIFIED, TOO_MANY_ATTEMPTS, or UNAVAILABLE if too many users sign in at once
     */
    public Tokens signIn(String login, String password) {
        try {
            Tokens tokens = tryOpening(login, password)
                    // Tried again in case the password changed meanwhile, or another sign-in rehashed it.
                    .or(() -> tryOpening(login, password))
                    .orElseThrow(() -> AuthFailure.because(Reason.BAD_CREDENTIALS));
            currentUser.clearFormerCookies();
            countAccepted();
            return tokens;
        } catch (AuthFailure refused) {
            if (refused.reason() == Reason.BAD_CREDENTIALS || refused.reason() == Reason.EMAIL_NOT_VERIFIED) {
                count(REFUSED);
                throw refused;
            }
            throw throttled(refused);
        }
    }

    private Optional<Tokens> tryOpening(String login, String password) {
        VerifiedPassword proof = authentication.authenticate(login, password, currentRequest.network());
        requireVerified(proof.account());
        return issuer.opening(currentUser.endOfFormerSessions()).of(proof.account(), proof.hash());
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
            throw throttled(refused);
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

    private AuthFailure throttled(AuthFailure refused) {
        count(THROTTLED);
        audit.throttled(Kind.LOGIN, refused.reason().name());
        return refused;
    }

    /** Counts a sign-in in the metrics. */
    public void countAccepted() {
        count(ACCEPTED);
    }

    private void count(String outcome) {
        String name = currentRequest.get().map(Contract::name).orElse("none");
        counter(name, outcome).increment();
    }

    private Counter counter(String contract, String outcome) {
        return meters.counter("latchkey.logins", "contract", contract, "outcome", outcome);
    }
}
