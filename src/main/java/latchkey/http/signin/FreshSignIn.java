package latchkey.http.signin;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import latchkey.account.Account;
import latchkey.factor.Factors;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.session.Sessions;

/** Lets users do what a thief of a session must not, only soon after they signed in (RFC 9470). */
@ApplicationScoped
public class FreshSignIn {

    private final CurrentUser currentUser;
    private final Sessions sessions;
    private final Clock clock;

    FreshSignIn(CurrentUser currentUser, Sessions sessions, Clock clock) {
        this.currentUser = currentUser;
        this.sessions = sessions;
        this.clock = clock;
    }

    /**
     * The account of the access token, whose session was opened a short time ago.
     *
     * @throws AuthFailure NOT_AUTHENTICATED; FRESH_SIGN_IN_REQUIRED
     */
    public Account account() {
        Sessions.Live session =
                sessions.find(currentUser.session()).orElseThrow(() -> AuthFailure.because(Reason.NOT_AUTHENTICATED));
        if (session.openedAt().plus(Factors.MAX_SIGN_IN_AGE).isBefore(clock.instant())) {
            throw AuthFailure.because(Reason.FRESH_SIGN_IN_REQUIRED);
        }
        return session.account();
    }
}
