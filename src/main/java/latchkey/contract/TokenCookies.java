package latchkey.contract;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import latchkey.LatchkeyConfig;
import latchkey.session.Tokens;

/**
 * The cookies of the answer at hand that carry tokens. A script cannot read them, and each goes no further than where it is
 * of use. (Vert.x writes them, since JAX-RS' own {@code NewCookie} prints attributes of RFC 2109.)
 */
@ApplicationScoped
public class TokenCookies {

    public static final String ACCESS = "access_token";
    public static final String REFRESH = "refresh_token";

    private final CurrentContract current;
    private final boolean secure;
    private final CookieSameSite sameSite;

    TokenCookies(CurrentContract current, LatchkeyConfig config) {
        this.current = current;
        secure = config.cookies().secure();
        sameSite = CookieSameSite.valueOf(config.cookies().sameSite().name());
    }

    /** Hands out both tokens, the refresh token last. */
    public void hold(Tokens tokens) {
        set(ACCESS, tokens.access(), "/", tokens.accessLifetime());
        holdRefresh(tokens);
    }

    public void holdRefresh(Tokens tokens) {
        set(REFRESH, tokens.refresh(), current.refreshPath(), tokens.refreshLifetime());
    }

    public void clear() {
        set(ACCESS, "", "/", Duration.ZERO);
        clearRefresh();
    }

    public void clearRefresh() {
        set(REFRESH, "", current.refreshPath(), Duration.ZERO);
    }

    private void set(String name, String value, String path, Duration maxAge) {
        String cookie = Cookie.cookie(name, value)
                .setPath(path)
                .setMaxAge(maxAge.toSeconds())
                .setSecure(secure)
                .setHttpOnly(true)
                .setSameSite(sameSite)
                .encode();
        current.response().headers().add(HttpHeaders.SET_COOKIE, cookie);
    }
}
