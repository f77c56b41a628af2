package latchkey.http.signin;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.account.Registration;
import latchkey.attempt.CountedAttempt;
import latchkey.attempt.RequestAttempt;
import latchkey.email.Mails;
import latchkey.factor.SignInMethods;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;

/** Registers users through a contract. A setting decides whether registration reveals taken names. */
@ApplicationScoped
public class RegistrationFlow {

    private final RequestAttempt attempt;
    private final PasswordSignIn signIns;
    private final CurrentUser currentUser;
    private final Accounts accounts;
    private final TokenIssuer issuer;
    private final Mails mails;
    private final boolean revealsTaken;

    RegistrationFlow(
            RequestAttempt attempt,
            PasswordSignIn signIns,
            CurrentUser currentUser,
            Accounts accounts,
            TokenIssuer issuer,
            Mails mails,
            RegistrationConfig config) {
        this.attempt = attempt;
        this.signIns = signIns;
        this.currentUser = currentUser;
        this.accounts = accounts;
        this.issuer = issuer;
        this.mails = mails;
        revealsTaken = config.revealTaken();
    }

    /** @throws AuthFailure ALREADY_TAKEN, if that is revealed; INVALID_FIELDS; TOO_MANY_ATTEMPTS from this network */
    public Account register(Registration registration) {
        attempt.takeOr(CountedAttempt.class, signIns::registering).begin();
        return revealsTaken ? accounts.register(registration).account() : accounts.registerDiscreetly(registration);
    }

    /** Whether the user has to verify the address first. */
    private boolean signsInLater(Registration registration) {
        return mails.requireVerification() && registration.email() != null;
    }

    /**
     * Signs the new user in at once, if registration reveals taken names, and the user need not verify the address first. Otherwise it signs no user in, since it could not for
     * a taken name. Either way it replaces the browser's cookies and ends their sessions.
     *
     * @throws AuthFailure ALREADY_TAKEN, if that is revealed; INVALID_FIELDS; TOO_MANY_ATTEMPTS from this network
     */
    public Tokens registerAndSignIn(Registration registration) {
        attempt.takeOr(CountedAttempt.class, signIns::registering).begin();
        Optional<Runnable> endOfFormer = currentUser.endOfFormerSessions();
        Tokens tokens;
        if (revealsTaken && !signsInLater(registration)) {
            TokenIssuer.Opening opening = issuer.opening(endOfFormer);
            tokens = accounts.register(registration, proof -> opening.of(
                            proof.account(), proof.hash(), SignInMethods.of(SignInMethods.Method.PWD))
                    .orElseThrow(() -> AuthFailure.because(Reason.BAD_CREDENTIALS)));
        } else {
            tokens = Tokens.none(
                    revealsTaken
                            ? accounts.register(registration).account()
                            : accounts.registerDiscreetly(registration));
            endOfFormer.ifPresent(Runnable::run);
        }
        currentUser.clearFormerCookies();
        return tokens;
    }
}
