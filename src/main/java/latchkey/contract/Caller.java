package latchkey.contract;

import static java.util.stream.Collectors.toCollection;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.account.Attempts;
import latchkey.account.Guess;
import latchkey.audit.Audit;
import latchkey.audit.Kind;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.key.AccessTokens;
import latchkey.session.PresentedTokens;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** Whoever makes the request at hand, as the access token tells. */
@ApplicationScoped
public class Caller {

    private final CurrentIdentityAssociation identity;
    private final Accounts accounts;
    private final Attempts attempts;
    private final TokenIssuer issuer;
    private final CurrentContract contract;
    private final MeterRegistry meters;
    private final Audit audit;
    private final TokenCookies cookies;
    private final PresentedTokens presented;
    private final JWTParser parser;

    Caller(
            CurrentIdentityAssociation identity,
            Accounts accounts,
            Attempts attempts,
            TokenIssuer issuer,
            CurrentContract contract,
            MeterRegistry meters,
            Audit audit,
            TokenCookies cookies,
            PresentedTokens presented,
            JWTParser parser) {
        this.identity = identity;
        this.accounts = accounts;
        this.attempts = attempts;
        this.issuer = issuer;
        this.contract = contract;
        this.meters = meters;
        this.audit = audit;
        this.cookies = cookies;
        this.presented = presented;
        this.parser = parser;
    }

    /**
     * Opens a session for whoever knows the password, in the place of those that the browser had.
     *
     * @throws AuthFailure BAD_CREDENTIALS, TOO_MANY_ATTEMPTS, or UNAVAILABLE where too many sign in at once
     */
    public Tokens signIn(String login, String password) {
        try {
            Tokens tokens = opened(login, password)
                    // The password was changed meanwhile, or another sign-in had it hashed anew.
                    .or(() -> opened(login, password))
                    .orElseThrow(() -> AuthFailure.because(Reason.BAD_CREDENTIALS));
            endFormerSessions();
            count("accepted");
            return tokens;
        } catch (AuthFailure refused) {
            if (refused.reason() == Reason.BAD_CREDENTIALS) {
                count("refused");
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
        return attempts.repetition(session());
    }

    private AuthFailure throttled(AuthFailure refused) {
        count("throttled");
        audit.throttled(Kind.LOGIN, refused.reason().name());
        return refused;
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

    /**
     * Refreshes with the best of the tokens that came with the request.
     *
     * @throws AuthFailure REFRESH_MISSING, REFRESH_REJECTED, or TOO_MANY_ATTEMPTS of a session
     */
    public Tokens refresh(@Nullable String inBody) {
        return presented.rotate(cookies.refreshTokensThatCount(inBody));
    }

    /** As {@link #refresh(String)}, where the body has none. */
    public Tokens refresh() {
        return refresh(null);
    }

    /**
     * Ends whatever came along, each: the sessions of all refresh tokens and all access tokens; an access token of another issuer,
     * which has none, is itself not good any more. Refused or not, the browser loses its cookies.
     *
     * @throws AuthFailure NOT_AUTHENTICATED where none of them was good
     */
    public void signOut() {
        Left left = leave(null);
        if (!left.byRefreshToken() && !left.byAccessToken()) {
            throw AuthFailure.because(Reason.NOT_AUTHENTICATED);
        }
    }

    /** As {@link #signOut}, where it needs nobody signed in. */
    public void signOutIfAnybody(@Nullable String inBody) {
        leave(inBody);
    }

    /**
     * As {@link #signOut}, where it takes a refresh token.
     *
     * @throws AuthFailure SIGN_OUT_MISSING or SIGN_OUT_REJECTED
     */
    public void signOutByRefreshToken(@Nullable String inBody) {
        Left left = leave(inBody);
        if (!left.byRefreshToken()) {
            throw AuthFailure.because(left.nothingShown() ? Reason.SIGN_OUT_MISSING : Reason.SIGN_OUT_REJECTED);
        }
    }

    /** As {@link #signOutByRefreshToken(String)}, where the body has none. */
    public void signOutByRefreshToken() {
        signOutByRefreshToken(null);
    }

    private record Left(boolean nothingShown, boolean byRefreshToken, boolean byAccessToken) {}

    private Left leave(@Nullable String inBody) {
        List<String> tokens = cookies.refreshTokens(inBody);
        Set<UUID> sessions = sessionsOfCookies();
        knownSession().ifPresent(sessions::add);
        boolean good = presented.end(tokens, sessions, null);
        boolean foreign = token().flatMap(token -> token.<String>claim(AccessTokens.FOREIGN))
                .filter(issuer::closeForeign)
                .isPresent();
        cookies.clear();
        return new Left(tokens.isEmpty(), good, foreign || !sessions.isEmpty());
    }

    /** Ends the sessions whose cookies the browser is about to lose to another (ASVS 7.2.4). */
    void endFormerSessions() {
        presented.end(cookies.refreshTokens(null), sessionsOfCookies(), "signed in again");
        cookies.clearLeftovers();
    }

    private Set<UUID> sessionsOfCookies() {
        return cookies.accessTokens().stream()
                .flatMap(token -> session(token).stream())
                .collect(toCollection(LinkedHashSet::new));
    }

    private Optional<UUID> session(String accessToken) {
        try {
            return sessionOf(parser.parse(accessToken));
        } catch (ParseException notValid) {
            return Optional.empty();
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
        return token().flatMap(Caller::sessionOf);
    }

    private static Optional<UUID> sessionOf(JsonWebToken token) {
        // One of another issuer has none.
        return token.<String>claim(AccessTokens.SESSION).map(UUID::fromString);
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
