package latchkey.contract;

import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
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

    private final CurrentContract current;
    private final TokenCookie access;
    private final TokenCookie refresh;

    TokenCookies(CurrentContract current, LatchkeyConfig config) {
        this.current = current;
        access = TokenCookie.of(config.cookies(), TokenCookie.ACCESS);
        refresh = TokenCookie.of(config.cookies(), TokenCookie.REFRESH);
    }

    /**
     * The refresh token that came with the request. Where there are several, of other paths or domains than ours, one that looks
     * like ours: another backend may have left its own with the browser.
     */
    public @Nullable String refreshToken() {
        HttpServerRequest request = current.request();
        String first = value(request, refresh);
        return first == null || TokenIssuer.isOurs(first)
                ? first
                : ServerCookieDecoder.LAX.decodeAll(request.getHeader(HttpHeaders.COOKIE)).stream()
                        .filter(cookie -> cookie.name().equals(refresh.name()) && TokenIssuer.isOurs(cookie.value()))
                        .map(io.netty.handler.codec.http.cookie.Cookie::value)
                        .findFirst()
                        .orElse(first);
    }

    @Nullable
    String accessToken(HttpServerRequest request) {
        return value(request, access);
    }

    /** Whether a browser may have sent {@code request} in somebody's name. */
    boolean cameWith(HttpServerRequest request) {
        return request.getCookie(access.name()) != null || request.getCookie(refresh.name()) != null;
    }

    /** Hands out both tokens, the refresh token last. */
    public void hold(Tokens tokens) {
        holdAccess(tokens);
        holdRefresh(tokens);
    }

    void holdAccess(Tokens tokens) {
        set(access, tokens.access(), tokens.accessLifetime());
    }

    /** Hands out a refresh token for what is below each of these paths. */
    void holdRefresh(Tokens tokens, Collection<String> paths) {
        paths.stream()
                .map(refresh::below)
                .distinct()
                .forEach(cookie -> set(cookie, tokens.refresh(), tokens.refreshLifetime()));
    }

    public void holdRefresh(Tokens tokens) {
        set(refreshOfContract(), tokens.refresh(), tokens.refreshLifetime());
    }

    public void clear() {
        set(access, "", Duration.ZERO);
        clearRefresh();
    }

    public void clearRefresh() {
        set(refreshOfContract(), "", Duration.ZERO);
    }

    private void set(TokenCookie cookie, String value, Duration maxAge) {
        current.response().headers().add(HttpHeaders.SET_COOKIE, cookie.holding(value, maxAge));
    }

    private TokenCookie refreshOfContract() {
        return refresh.below(current.refreshPath());
    }

    private static @Nullable String value(HttpServerRequest request, TokenCookie named) {
        Cookie cookie = request.getCookie(named.name());
        return cookie == null ? null : cookie.getValue();
    }
}
