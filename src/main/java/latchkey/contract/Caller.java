package latchkey.contract;

import static java.util.stream.Collectors.toCollection;

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
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.key.AccessTokens;
import latchkey.session.PresentedTokens;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The user who makes the request at hand, as its tokens tell. */
@ApplicationScoped
public class Caller {

    private final CurrentIdentityAssociation identity;
    private final TokenIssuer issuer;
    private final TokenCookies cookies;
    private final PresentedTokens presented;
    private final JWTParser parser;

    Caller(
            CurrentIdentityAssociation identity,
            TokenIssuer issuer,
            TokenCookies cookies,
            PresentedTokens presented,
            JWTParser parser) {
        this.identity = identity;
        this.issuer = issuer;
        this.cookies = cookies;
        this.presented = presented;
        this.parser = parser;
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

    /** As {@link #signOut}, but the client need not be signed in. */
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

    /** What ends the sessions whose cookies the browser is about to lose to another (ASVS 7.2.4); nothing where it has none. */
    Optional<Runnable> endOfFormerSessions() {
        List<String> tokens = cookies.refreshTokens(null);
        Set<UUID> sessions = sessionsOfCookies();
        return tokens.isEmpty() && sessions.isEmpty()
                ? Optional.empty()
                : Optional.of(() -> presented.end(tokens, sessions, "signed in again"));
    }

    /** Has the browser lose what is left of them. */
    void forgetFormerSessions() {
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
