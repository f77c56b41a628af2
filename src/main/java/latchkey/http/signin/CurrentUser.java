package latchkey.http.signin;

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
import latchkey.http.browser.TokenCookies;
import latchkey.key.AccessTokens;
import latchkey.session.PresentedTokens;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The user of the current request, according to its tokens. */
@ApplicationScoped
public class CurrentUser {

    private final CurrentIdentityAssociation identity;
    private final TokenIssuer issuer;
    private final TokenCookies cookies;
    private final PresentedTokens presented;
    private final JWTParser parser;

    CurrentUser(
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
     * The account of the access token, in its current state.
     *
     * @throws AuthFailure NOT_AUTHENTICATED without a valid access token, or if its account is deleted or disabled
     */
    public Account account() {
        return findAccount().orElseThrow(() -> AuthFailure.because(Reason.NOT_AUTHENTICATED));
    }

    private Optional<Account> findAccount() {
        return token().flatMap(token -> Account.findActive(Long.parseLong(token.getSubject())));
    }

    /**
     * Like {@link #account}; without a valid access token, it refreshes the session and sets its cookies.
     *
     * @throws AuthFailure as {@link #refresh()}
     */
    public Account refreshedAccount() {
        return findAccount().orElseGet(() -> held(refresh()).account());
    }

    /**
     * Refreshes the session and sets its cookies, if there is one.
     *
     * @throws AuthFailure TOO_MANY_ATTEMPTS of a session
     */
    public void refreshIfSignedIn() {
        try {
            held(refresh());
        } catch (AuthFailure refused) {
            if (refused.reason() != Reason.REFRESH_MISSING && refused.reason() != Reason.REFRESH_REJECTED) {
                throw refused;
            }
        }
    }

    private Tokens held(Tokens tokens) {
        cookies.hold(tokens);
        return tokens;
    }

    /**
     * Refreshes with the best of the request's refresh tokens.
     *
     * @throws AuthFailure REFRESH_MISSING, REFRESH_REJECTED, or TOO_MANY_ATTEMPTS of a session
     */
    public Tokens refresh(@Nullable String inBody) {
        return presented.rotate(cookies.refreshTokensThatCount(inBody));
    }

    /** Like {@link #refresh(String)}, for a body without a token. */
    public Tokens refresh() {
        return refresh(null);
    }

    /**
     * Ends the sessions of all refresh tokens and access tokens of the request; an access token of another issuer, which has no
     * session, is blocked itself. The browser loses its cookies even if this throws.
     *
     * @throws AuthFailure NOT_AUTHENTICATED if none of the tokens was valid
     */
    public void signOut() {
        SignOutResult result = endSessions(null);
        if (!result.byRefreshToken() && !result.byAccessToken()) {
            throw AuthFailure.because(Reason.NOT_AUTHENTICATED);
        }
    }

    /** Like {@link #signOut}, but the client need not be signed in. */
    public void signOutIfSignedIn(@Nullable String inBody) {
        endSessions(inBody);
    }

    /**
     * Like {@link #signOut}, but requires a refresh token.
     *
     * @throws AuthFailure SIGN_OUT_MISSING or SIGN_OUT_REJECTED
     */
    public void signOutByRefreshToken(@Nullable String inBody) {
        SignOutResult result = endSessions(inBody);
        if (!result.byRefreshToken()) {
            throw AuthFailure.because(result.noRefreshToken() ? Reason.SIGN_OUT_MISSING : Reason.SIGN_OUT_REJECTED);
        }
    }

    /** Like {@link #signOutByRefreshToken(String)}, for a body without a token. */
    public void signOutByRefreshToken() {
        signOutByRefreshToken(null);
    }

    private record SignOutResult(boolean noRefreshToken, boolean byRefreshToken, boolean byAccessToken) {}

    private SignOutResult endSessions(@Nullable String inBody) {
        List<String> tokens = cookies.refreshTokens(inBody);
        Set<UUID> sessions = sessionsOfCookies();
        findSession().ifPresent(sessions::add);
        boolean refreshTokenValid = presented.end(tokens, sessions, null);
        boolean foreignClosed = token().flatMap(token -> token.<String>claim(AccessTokens.FOREIGN))
                .filter(issuer::closeForeign)
                .isPresent();
        cookies.clear();
        return new SignOutResult(tokens.isEmpty(), refreshTokenValid, foreignClosed || !sessions.isEmpty());
    }

    /** A task that ends the sessions of the cookies that a new sign-in replaces (ASVS 7.2.4); empty if there are none. */
    public Optional<Runnable> endOfFormerSessions() {
        List<String> tokens = cookies.refreshTokens(null);
        Set<UUID> sessions = sessionsOfCookies();
        return tokens.isEmpty() && sessions.isEmpty()
                ? Optional.empty()
                : Optional.of(() -> presented.end(tokens, sessions, "signed in again"));
    }

    /** Clears the cookies of the former backend. */
    public void clearFormerCookies() {
        cookies.clearFormer();
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
     * The session of the access token, open or not.
     *
     * @throws AuthFailure NOT_AUTHENTICATED without a valid access token
     */
    public UUID session() {
        return findSession().orElseThrow(() -> AuthFailure.because(Reason.NOT_AUTHENTICATED));
    }

    private Optional<UUID> findSession() {
        return token().flatMap(CurrentUser::sessionOf);
    }

    private static Optional<UUID> sessionOf(JsonWebToken token) {
        // A token of another issuer has none.
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
