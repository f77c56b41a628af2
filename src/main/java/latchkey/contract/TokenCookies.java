package latchkey.contract;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import latchkey.LatchkeyConfig;
import latchkey.session.TokenIssuer;
import latchkey.session.Tokens;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of the request and the answer at hand that carry tokens. A script cannot read them, and each goes no further
 * than where it is of use. (Vert.x writes them, since JAX-RS' own {@code NewCookie} prints attributes of RFC 2109.)
 */
@ApplicationScoped
public class TokenCookies {

    /** Of one name. Of more access tokens than these, only the last so many are checked. */
    private static final int MOST = 4;

    private final CurrentContract current;
    private final Leftovers leftovers;
    private final TokenCookie access;
    private final TokenCookie refresh;

    TokenCookies(CurrentContract current, Leftovers leftovers, LatchkeyConfig config) {
        this.current = current;
        this.leftovers = leftovers;
        access = TokenCookie.of(config.cookies(), TokenCookie.ACCESS);
        refresh = TokenCookie.of(config.cookies(), TokenCookie.REFRESH);
    }

    /** All refresh tokens that came with the request, that of the body first; cookies only where the contract has them. */
    List<String> refreshTokens(@Nullable String inBody) {
        return filled(inBody, refreshCookies());
    }

    /**
     * As {@link #refreshTokens}, without the cookies of another issuer that may not be exchanged: beside one of ours, and in a
     * browser that had a session here.
     */
    List<String> refreshTokensThatCount(@Nullable String inBody) {
        List<String> cookies = refreshCookies();
        List<String> ours = cookies.stream().filter(TokenIssuer::isOurs).toList();
        return filled(inBody, ours.isEmpty() && !leftovers.areIgnored(current.request()) ? cookies : ours);
    }

    /** The access tokens in cookies, in their order: where they are many the last, since those of longer paths come first. */
    List<String> accessTokens(HttpServerRequest request) {
        List<String> all = filled(null, SentCookies.named(request, access.name()));
        return all.subList(Math.max(0, all.size() - MOST), all.size());
    }

    /** As {@link #accessTokens}, where the contract has them in cookies. */
    List<String> accessTokens() {
        return current.contract().usesAccessCookie() ? accessTokens(current.request()) : List.of();
    }

    /** Whether a browser may have sent {@code request} in the name of a user. */
    boolean cameWith(HttpServerRequest request) {
        return !SentCookies.named(request, access.name()).isEmpty()
                || !SentCookies.named(request, refresh.name()).isEmpty()
                || !leftovers.formerTokens(request).isEmpty();
    }

    /** Hands out the tokens that the contract has in cookies, the refresh token last. */
    public void hold(Tokens tokens) {
        if (current.contract().usesAccessCookie()) {
            holdAccess(tokens);
        }
        set(refreshOfContract().holding(tokens.refresh(), tokens.refreshLifetime()));
    }

    void holdAccess(Tokens tokens) {
        set(access.holding(tokens.access(), tokens.accessLifetime()));
    }

    /** Hands out a refresh token for what is below each of these paths. */
    void holdRefresh(Tokens tokens, Collection<String> paths) {
        paths.stream()
                .map(refresh::below)
                .distinct()
                .forEach(cookie -> set(cookie.holding(tokens.refresh(), tokens.refreshLifetime())));
    }

    /** Takes away what {@link #hold} hands out, and what is left of the backend before. */
    void clear() {
        clearLeftovers();
        if (current.contract().usesAccessCookie()) {
            set(access.cleared());
        }
        if (current.contract().usesRefreshCookie()) {
            set(refreshOfContract().cleared());
        }
    }

    /** Takes away what is left of the backend before, and has what cannot be taken away not count. */
    void clearLeftovers() {
        if (current.contract().usesRefreshCookie()) {
            leftovers.clear(access, refreshOfContract()).forEach(this::set);
        }
    }

    /** Each once, without those that are blank. */
    private static List<String> filled(@Nullable String first, List<String> others) {
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
        List<String> all = new ArrayList<>(SentCookies.named(request, refresh.name()));
        all.addAll(leftovers.formerTokens(request));
        return all;
    }

    private void set(String cookie) {
        current.response().headers().add(HttpHeaders.SET_COOKIE, cookie);
    }

    private TokenCookie refreshOfContract() {
        return refresh.below(current.refreshPath());
    }
}
