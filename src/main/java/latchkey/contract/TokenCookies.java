package latchkey.contract;

import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
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

    private static final String ROOT = "/";

    private final CurrentContract current;
    private final String access;
    private final String refresh;
    private final boolean secure;
    private final CookieSameSite sameSite;
    private final boolean partitioned;
    private final boolean onePath;

    TokenCookies(CurrentContract current, LatchkeyConfig config) {
        this.current = current;
        LatchkeyConfig.Cookies settings = config.cookies();
        String prefix = prefix(settings.prefix());
        access = prefix + "access_token";
        refresh = prefix + "refresh_token";
        secure = settings.secure();
        sameSite = CookieSameSite.valueOf(settings.sameSite().name());
        partitioned = settings.partitioned();
        onePath = settings.prefix() == LatchkeyConfig.Prefix.HOST;
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
                        .filter(cookie -> cookie.name().equals(refresh) && TokenIssuer.isOurs(cookie.value()))
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
        return request.getCookie(access) != null || request.getCookie(refresh) != null;
    }

    /** Hands out both tokens, the refresh token last. */
    public void hold(Tokens tokens) {
        set(access, tokens.access(), ROOT, tokens.accessLifetime());
        holdRefresh(tokens);
    }

    public void holdRefresh(Tokens tokens) {
        set(refresh, tokens.refresh(), refreshPath(), tokens.refreshLifetime());
    }

    public void clear() {
        set(access, "", ROOT, Duration.ZERO);
        clearRefresh();
    }

    public void clearRefresh() {
        set(refresh, "", refreshPath(), Duration.ZERO);
    }

    private void set(String name, String value, String path, Duration maxAge) {
        String cookie = Cookie.cookie(name, value)
                .setPath(path)
                .setMaxAge(maxAge.toSeconds())
                .setSecure(secure)
                .setHttpOnly(true)
                .setSameSite(sameSite)
                .encode();
        // Vert.x has no word for it.
        current.response().headers().add(HttpHeaders.SET_COOKIE, partitioned ? cookie + "; Partitioned" : cookie);
    }

    /** Browsers take no {@code __Host-} cookie of another path. */
    private String refreshPath() {
        return onePath ? ROOT : current.refreshPath();
    }

    private static @Nullable String value(HttpServerRequest request, String name) {
        Cookie cookie = request.getCookie(name);
        return cookie == null ? null : cookie.getValue();
    }

    private static String prefix(LatchkeyConfig.Prefix prefix) {
        return switch (prefix) {
            case NONE -> "";
            case SECURE -> "__Secure-";
            case HOST -> "__Host-";
        };
    }
}
