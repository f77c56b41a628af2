package latchkey.http.recovery;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Consumer;
import latchkey.email.LinkProof;
import latchkey.email.MailKind;
import latchkey.failure.AuthFailure;
import latchkey.http.request.CurrentRequest;
import latchkey.http.signin.CurrentUser;
import latchkey.http.signin.RequiredFactor;
import latchkey.http.signin.SignInOutcomes;
import latchkey.recovery.MailRequests;
import latchkey.recovery.Recovery;
import latchkey.session.Tokens;

/** Signs users in with a mailed link or code. */
@ApplicationScoped
public class EmailSignIn {

    private final MailRequests requests;
    private final Recovery recovery;
    private final CurrentUser currentUser;
    private final CurrentRequest current;
    private final SignInOutcomes outcomes;
    private final RequiredFactor required;

    EmailSignIn(
            MailRequests requests,
            Recovery recovery,
            CurrentUser currentUser,
            CurrentRequest current,
            SignInOutcomes outcomes,
            RequiredFactor required) {
        this.requests = requests;
        this.recovery = recovery;
        this.currentUser = currentUser;
        this.current = current;
        this.outcomes = outcomes;
        this.required = required;
    }

    /** @throws AuthFailure TOO_MANY_ATTEMPTS from this network; INVALID_FIELDS */
    public void request(String address) {
        requests.request(MailKind.SIGN_IN, address, current.network());
    }

    /**
     * Opens a session, and ends those that the browser had.
     *
     * @throws AuthFailure LINK_REJECTED; TOO_MANY_ATTEMPTS for a code
     */
    public Tokens signIn(LinkProof proof) {
        return signIn(proof, contract -> {});
    }

    /**
     * As {@link #signIn(LinkProof)}.
     *
     * @param prepare called with the contract through which the client asked for the mail, before the session is opened
     */
    public Tokens signIn(LinkProof proof, Consumer<Optional<String>> prepare) {
        Tokens tokens = recovery.signIn(proof, contract -> {
            prepare.accept(contract);
            return currentUser.endOfFormerSessions();
        });
        currentUser.clearFormerCookies();
        outcomes.accepted();
        required.announce(tokens.account());
        return tokens;
    }
}
