package latchkey.http.browser;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import latchkey.http.request.CurrentRequest;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of the current request and response that carry tokens. Scripts cannot read them, and each has the narrowest path
 * that works. (Vert.x writes them, since JAX-RS' own {@code NewCookie} prints attributes of RFC 2109.)
 */
@ApplicationScoped
public class TokenCookies {

    /** The maximum of access token cookies; of more, Latchkey checks only the last. */
    private static final int MAX_ACCESS_TOKENS = 4;

    private final CurrentRequest current;
    private final FormerCookies formerCookies;
    private final TokenCookie access;
    private final TokenCookie refresh;

    TokenCookies(CurrentRequest current, FormerCookies formerCookies, CookieConfig config) {
        this.current = current;
        this.formerCookies = formerCookies;
        access = TokenCookie.of(config, TokenCookie.ACCESS);
        refresh = TokenCookie.of(config, TokenCookie.REFRESH);
    }

    /** All refresh tokens of the request, the one in the body first; cookies only if the contract uses them. */
    public List<String> refreshTokens(@Nullable String inBody) {
        return distinct(inBody, refreshCookies());
    }

    /**
     * Like {@link #refreshTokens}, without cookies of another issuer if there is one of Latchkey's own, or if the browser had a
     * session here.
     */
    public List<String> refreshTokensThatCount(@Nullable String inBody) {
        List<String> cookies = refreshCookies();
        List<String> ours = cookies.stream().filter(TokenIssuer::isOurs).toList();
        return distinct(inBody, ours.isEmpty() && !formerCookies.areIgnored(current.request()) ? cookies : ours);
    }

    /**
     * The access tokens in cookies, in their order; of too many the last, since browsers send those with longer paths first.
     */
    public List<String> accessTokens(HttpServerRequest request) {
        List<String> all = distinct(null, RequestCookies.named(request, access.name()));
        return all.subList(Math.max(0, all.size() - MAX_ACCESS_TOKENS), all.size());
    }

    /** Like {@link #accessTokens}, if the contract uses access cookies. */
    public List<String> accessTokens() {
        return current.contract().usesAccessCookie() ? accessTokens(current.request()) : List.of();
    }

    /** Whether a browser may have sent {@code request} on behalf of a user. */
    boolean cameWithTokens(HttpServerRequest request) {
        return !RequestCookies.named(request, access.name()).isEmpty()
                || !RequestCookies.named(request, refresh.name()).isEmpty()
                || !formerCookies.formerTokens(request).isEmpty();
    }

    /** Sets the cookies of the tokens that the contract sends in cookies, the refresh token last. */
    public void hold(Tokens tokens) {
        if (current.contract().usesAccessCookie()) {
            holdAccess(tokens);
        }
        set(refreshOfContract().holding(tokens.refresh(), tokens.refreshLifetime()));
    }

    public void holdAccess(Tokens tokens) {
        set(access.holding(tokens.access(), tokens.accessLifetime()));
    }

    /** Sets a refresh cookie for each of these paths. */
    public void holdRefresh(Tokens tokens, Collection<String> paths) {
        paths.stream()
                .map(refresh::below)
                .distinct()
                .forEach(cookie -> set(cookie.holding(tokens.refresh(), tokens.refreshLifetime())));
    }

    /** Clears the cookies that {@link #hold} sets, and those of the former backend. */
    public void clear() {
        clearFormer();
        if (current.contract().usesAccessCookie()) {
            set(access.cleared());
        }
        if (current.contract().usesRefreshCookie()) {
            set(refreshOfContract().cleared());
        }
    }

    /** Clears the cookies of the former backend, and has Latchkey ignore those that it cannot clear. */
    public void clearFormer() {
        if (current.contract().usesRefreshCookie()) {
            formerCookies.clear(access, refreshOfContract()).forEach(this::set);
        }
    }

    /** All tokens without blanks and duplicates. */
    private static List<String> distinct(@Nullable String first, List<String> others) {
        Set<String> all = new LinkedHashSet<>();
        if (first != null) {
            all.add(first);
        }
        all.addAll(others);
        all.removeIf(String::isBlank);
        return new ArrayList<>(all);
    }

    private List<String> refreshCookies() {
        if (!current.contract().usesRefreshCookie()) {
            return List.of();
        }
        HttpServerRequest request = current.request();
        List<String> all = new ArrayList<>(RequestCookies.named(request, refresh.name()));
        all.addAll(formerCookies.formerTokens(request));
        return all;
    }

    private void set(String cookie) {
        current.response().headers().add(HttpHeaders.SET_COOKIE, cookie);
    }

    private TokenCookie refreshOfContract() {
        return refresh.below(current.refreshPath());
    }
}
