package latchkey.contract;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import latchkey.account.Accounts;
import latchkey.account.Attempts;
import latchkey.account.Guess;
import latchkey.audit.Audit;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;

/** Signs users in by their passwords, and counts what is tried with passwords. */
@Startup
@ApplicationScoped
public class SignIns {

    private static final String ACCEPTED = "accepted";
    private static final String REFUSED = "refused";
    private static final String THROTTLED = "throttled";

    private final Accounts accounts;
    private final Attempts attempts;
    private final TokenIssuer issuer;
    private final Caller caller;
    private final CurrentContract contract;
    private final MeterRegistry meters;
    private final Audit audit;

    SignIns(
            Accounts accounts,
            Attempts attempts,
            TokenIssuer issuer,
            Caller caller,
            CurrentContract contract,
            Contracts contracts,
            MeterRegistry meters,
            Audit audit) {
        this.accounts = accounts;
        this.attempts = attempts;
        this.issuer = issuer;
        this.caller = caller;
        this.contract = contract;
        this.meters = meters;
        this.audit = audit;
        for (Contract each : contracts.all()) {
            List.of(ACCEPTED, REFUSED, THROTTLED).forEach(outcome -> counter(each.name(), outcome));
        }
    }

    /**
     * Opens a session for the user who knows the password, in the place of those that the browser had.
     *
     * @throws AuthFailure BAD_CREDENTIALS, TOO_MANY_ATTEMPTS, or UNAVAILABLE where too many sign in at once
     */
    public Tokens by(String login, String password) {
        try {
            Tokens tokens = opened(login, password)
                    // The password was changed meanwhile, or another sign-in had it hashed anew.
                    .or(() -> opened(login, password))
                    .orElseThrow(() -> AuthFailure.because(Reason.BAD_CREDENTIALS));
            caller.endFormerSessions();
            count(ACCEPTED);
            return tokens;
        } catch (AuthFailure refused) {
            if (refused.reason() == Reason.BAD_CREDENTIALS) {
                count(REFUSED);
                throw refused;
            }
            throw throttled(refused);
        }
    }

    private Optional<Tokens> opened(String login, String password) {
        return issuer.open(accounts.authenticate(login, password, contract.network()));
    }

    /**
     * Counts a login that is to follow.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS
     */
    Guess signingIn(String login) {
        try {
            return attempts.login(login, contract.network());
        } catch (AuthFailure refused) {
            throw throttled(refused);
        }
    }

    /**
     * Counts a registration, which is not forgiven.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS from this network
     */
    Guess registering() {
        return attempts.registration(contract.network());
    }

    /**
     * Counts a password that is repeated in the session of the access token.
     *
     * @throws AuthFailure NOT_AUTHENTICATED with no valid access token; TOO_MANY_ATTEMPTS in this session
     */
    Guess repeating() {
        return attempts.repetition(caller.session());
    }

    private AuthFailure throttled(AuthFailure refused) {
        count(THROTTLED);
        audit.throttled(Kind.LOGIN, refused.reason().name());
        return refused;
    }

    private void count(String outcome) {
        String name = contract.get().map(Contract::name).orElse("none");
        counter(name, outcome).increment();
    }

    private Counter counter(String contract, String outcome) {
        return meters.counter("latchkey.logins", "contract", contract, "outcome", outcome);
    }
}
