package latchkey.http.recovery;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import latchkey.account.Account;
import latchkey.email.LinkProof;
import latchkey.email.MailKind;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.request.CurrentRequest;
import latchkey.http.signin.CurrentUser;
import latchkey.http.signin.TokenDelivery;
import latchkey.recovery.MailRequests;
import latchkey.recovery.Recovery;
import latchkey.session.Sessions;

/** Recovers accounts by mail, and changes passwords, through any contract. */
@ApplicationScoped
public class RecoveryFlow {

    private final MailRequests requests;
    private final Recovery recovery;
    private final Sessions sessions;
    private final CurrentUser currentUser;
    private final TokenDelivery delivery;
    private final CurrentRequest current;

    RecoveryFlow(
            MailRequests requests,
            Recovery recovery,
            Sessions sessions,
            CurrentUser currentUser,
            TokenDelivery delivery,
            CurrentRequest current) {
        this.requests = requests;
        this.recovery = recovery;
        this.sessions = sessions;
        this.currentUser = currentUser;
        this.delivery = delivery;
        this.current = current;
    }

    /** @throws AuthFailure TOO_MANY_ATTEMPTS from this network; INVALID_FIELDS */
    public void requestReset(String address) {
        requests.request(MailKind.RESET, address, current.network());
    }

    /**
     * As {@link #requestReset}, where the API does not check the address: none that is invalid is an account's.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS from this network
     */
    public void requestResetUnchecked(String address) {
        try {
            requestReset(address);
        } catch (AuthFailure refused) {
            if (refused.reason() != Reason.INVALID_FIELDS) {
                throw refused;
            }
        }
    }

    /** @throws AuthFailure TOO_MANY_ATTEMPTS from this network; INVALID_FIELDS */
    public void requestVerification(String address) {
        requests.request(MailKind.VERIFY, address, current.network());
    }

    /**
     * As {@link #requestVerification}, for the address of the current user, if the account has one.
     *
     * @throws AuthFailure as {@link CurrentUser#refreshedAccount}; TOO_MANY_ATTEMPTS from this network
     */
    public void requestOwnVerification() {
        Optional.ofNullable(currentUser.refreshedAccount().email).ifPresent(this::requestVerification);
    }

    /** @throws AuthFailure LINK_REJECTED; TOO_MANY_ATTEMPTS for a code; INVALID_FIELDS if the password is too common */
    public void resetPassword(LinkProof proof, String newPassword) {
        recovery.resetPassword(proof, newPassword);
    }

    /** @throws AuthFailure LINK_REJECTED; TOO_MANY_ATTEMPTS for a code */
    public Account verify(LinkProof proof) {
        return recovery.verify(proof);
    }

    /**
     * Changes the password of the current user, ends all other sessions, and sets the cookies of this one anew. A session whose contract
     * sends the refresh token in no cookie keeps its own, since the answer has no place for another.
     *
     * @throws AuthFailure NOT_AUTHENTICATED; BAD_CREDENTIALS; TOO_MANY_ATTEMPTS in this session; INVALID_FIELDS
     */
    public void changePassword(String present, String replacement) {
        sessions.changePassword(
                        currentUser.account(),
                        currentUser.session(),
                        present,
                        replacement,
                        delivery.contractsWithoutRefreshCookie())
                .ifPresent(delivery::deliver);
    }
}
