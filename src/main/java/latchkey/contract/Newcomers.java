package latchkey.contract;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import latchkey.LatchkeyConfig;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.account.Ahead;
import latchkey.account.Registration;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;

/** Those who register through a contract. Whether they learn that a name is taken is the deployment's to say. */
@ApplicationScoped
public class Newcomers {

    private final Ahead ahead;
    private final SignIns signIns;
    private final Caller caller;
    private final Accounts accounts;
    private final TokenIssuer issuer;
    private final boolean revealsTaken;

    Newcomers(
            Ahead ahead, SignIns signIns, Caller caller, Accounts accounts, TokenIssuer issuer, LatchkeyConfig config) {
        this.ahead = ahead;
        this.signIns = signIns;
        this.caller = caller;
        this.accounts = accounts;
        this.issuer = issuer;
        revealsTaken = config.registration().revealTaken();
    }

    /** @throws AuthFailure ALREADY_TAKEN, where that is revealed; INVALID_FIELDS; TOO_MANY_ATTEMPTS from this network */
    public Account register(Registration wanted) {
        ahead.or(signIns::registering).begin();
        return revealsTaken ? accounts.register(wanted).account() : accounts.registerDiscreetly(wanted);
    }

    /**
     * Signs the new user in at once, where it is revealed that a name is taken. Else no user is signed in, since a client that
     * wanted a taken name cannot be. Either way the browser's cookies are replaced, and their sessions end.
     *
     * @throws AuthFailure ALREADY_TAKEN, where that is revealed; INVALID_FIELDS; TOO_MANY_ATTEMPTS from this network
     */
    public Tokens registerAndSignIn(Registration wanted) {
        ahead.or(signIns::registering).begin();
        Optional<Runnable> endOfFormer = caller.endOfFormerSessions();
        Tokens tokens;
        if (revealsTaken) {
            TokenIssuer.Opening opening = issuer.opening(endOfFormer);
            tokens = accounts.register(
                    wanted, proof -> opening.of(proof).orElseThrow(() -> AuthFailure.because(Reason.BAD_CREDENTIALS)));
        } else {
            tokens = Tokens.none(accounts.registerDiscreetly(wanted));
            endOfFormer.ifPresent(Runnable::run);
        }
        caller.forgetFormerSessions();
        return tokens;
    }
}
