package latchkey.contract;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.audit.Audit;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.key.AccessTokens;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Whoever makes the request at hand, as the access token tells. */
@ApplicationScoped
public class Caller {

    private final CurrentIdentityAssociation identity;
    private final Accounts accounts;
    private final TokenIssuer issuer;
    private final CurrentContract contract;
    private final MeterRegistry meters;
    private final Audit audit;

    Caller(
            CurrentIdentityAssociation identity,
            Accounts accounts,
            TokenIssuer issuer,
            CurrentContract contract,
            MeterRegistry meters,
            Audit audit) {
        this.identity = identity;
        this.accounts = accounts;
        this.issuer = issuer;
        this.contract = contract;
        this.meters = meters;
        this.audit = audit;
    }

    /**
     * Opens a session for whoever knows the password.
     *
     * @throws AuthFailure BAD_CREDENTIALS, TOO_MANY_ATTEMPTS, or UNAVAILABLE where too many sign in at once
     */
    public Tokens signIn(String login, String password) {
        try {
            Tokens tokens = opened(login, password)
                    // The password was changed meanwhile, or another sign-in had it hashed anew.
                    .or(() -> opened(login, password))
                    .orElseThrow(() -> AuthFailure.because(Reason.BAD_CREDENTIALS));
            count("accepted");
            return tokens;
        } catch (AuthFailure refused) {
            boolean throttled = refused.reason() != Reason.BAD_CREDENTIALS;
            count(throttled ? "throttled" : "refused");
            if (throttled) {
                audit.throttled(Kind.LOGIN, refused.reason().name());
            }
            throw refused;
        }
    }

    private Optional<Tokens> opened(String login, String password) {
        return issuer.open(accounts.authenticate(login, password, contract.network()));
    }

    private void count(String outcome) {
        String name = contract.get().map(Contract::name).orElse("none");
        meters.counter("latchkey.logins", "contract", name, "outcome", outcome).increment();
    }

    /**
     * The account that the access token speaks for, as it is now.
     *
     * @throws AuthFailure NOT_AUTHENTICATED with no valid access token, or where its account is gone or disabled
     */
    public Account account() {
        return token().flatMap(token -> Account.findActive(Long.parseLong(token.getSubject())))
                .orElseThrow(() -> AuthFailure.because(Reason.NOT_AUTHENTICATED));
    }

    /** Ends the session of the refresh token and that of the access token, whichever of them came and is good. */
    public void signOut(@Nullable String refreshToken) {
        boolean closed = closed(refreshToken);
        Optional<UUID> session = knownSession();
        session.ifPresent(issuer::close);
        if (!closed && session.isEmpty()) {
            throw AuthFailure.because(Reason.NOT_AUTHENTICATED);
        }
    }

    /** As {@link #signOut}, where it needs nobody signed in. */
    public void signOutIfAnybody(@Nullable String refreshToken) {
        closed(refreshToken);
        knownSession().ifPresent(issuer::close);
    }

    private boolean closed(@Nullable String refreshToken) {
        try {
            issuer.close(refreshToken);
            return true;
        } catch (AuthFailure noSuchSession) {
            return false;
        }
    }

    /**
     * The session of the access token, whether it lives or not.
     *
     * @throws AuthFailure NOT_AUTHENTICATED with no valid access token
     */
    public UUID session() {
        return knownSession().orElseThrow(() -> AuthFailure.because(Reason.NOT_AUTHENTICATED));
    }

    private Optional<UUID> knownSession() {
        // One of another issuer has none.
        return token().flatMap(token -> token.<String>claim(AccessTokens.SESSION))
                .map(UUID::fromString);
    }

    private Optional<JsonWebToken> token() {
        try {
            return identity.getIdentity().getPrincipal() instanceof JsonWebToken token
                    ? Optional.of(token)
                    : Optional.empty();
        } catch (AuthenticationFailedException notValid) {
            return Optional.empty();
        }
    }
}
