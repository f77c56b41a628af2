package latchkey.http.signin;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import latchkey.account.Account;
import latchkey.factor.Factors;
import latchkey.factor.SignInMethods;
import latchkey.factor.SignInMethods.Assurance;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.session.LiveSessions;

/** Lets users do what a thief of a session must not, only soon after they signed in (RFC 9470). */
@ApplicationScoped
public class FreshSignIn {

    /** How old a sign-in may be whose session adds or removes factors. */
    private static final Duration MAX_AGE = Duration.ofMinutes(10);

    private final CurrentUser currentUser;
    private final LiveSessions sessions;
    private final Factors factors;
    private final Clock clock;

    FreshSignIn(CurrentUser currentUser, LiveSessions sessions, Factors factors, Clock clock) {
        this.currentUser = currentUser;
        this.sessions = sessions;
        this.factors = factors;
        this.clock = clock;
    }

    /**
     * The account of {@link #session}.
     *
     * @throws AuthFailure NOT_AUTHENTICATED; FRESH_SIGN_IN_REQUIRED
     */
    public Account account() {
        return session().account();
    }

    /**
     * The session of the access token: its user signed in here a short time ago, with two factors if the account has a second one.
     *
     * @throws AuthFailure NOT_AUTHENTICATED; FRESH_SIGN_IN_REQUIRED
     */
    public LiveSessions.Live session() {
        LiveSessions.Live session =
                sessions.find(currentUser.session()).orElseThrow(() -> AuthFailure.because(Reason.NOT_AUTHENTICATED));
        require(session);
        return session;
    }

    /**
     * As {@link #session}, for a session that was found before.
     *
     * @throws AuthFailure FRESH_SIGN_IN_REQUIRED
     */
    public void require(LiveSessions.Live session) {
        boolean twoFactors = session.methods().filter(SignInMethods::twoFactors).isPresent();
        if (!twoFactors && !factors.of(session.account()).isEmpty()) {
            throw AuthFailure.freshSignInRequired(Assurance.AAL2.claim(), MAX_AGE.toSeconds());
        }
        if (session.methods().isEmpty() || session.openedAt().plus(MAX_AGE).isBefore(clock.instant())) {
            throw AuthFailure.freshSignInRequired(null, MAX_AGE.toSeconds());
        }
    }
}
