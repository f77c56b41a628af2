package latchkey.contract;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import latchkey.LatchkeyConfig;
import latchkey.session.Tokens;

/**
 * The cookies that carry tokens, as {@code Set-Cookie} values. A script cannot read them, and each goes no further than
 * where it is of use. (JAX-RS' own {@code NewCookie} prints attributes of RFC 2109.)
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

    public String access(Tokens tokens) {
        return cookie(ACCESS, tokens.access(), "/", tokens.accessLifetime());
    }

    public String refresh(Tokens tokens) {
        return cookie(REFRESH, tokens.refresh(), current.refreshPath(), tokens.refreshLifetime());
    }

    public String noAccess() {
        return cookie(ACCESS, "", "/", Duration.ZERO);
    }

    public String noRefresh() {
        return cookie(REFRESH, "", current.refreshPath(), Duration.ZERO);
    }

    private String cookie(String name, String value, String path, Duration maxAge) {
        return Cookie.cookie(name, value)
                .setPath(path)
                .setMaxAge(maxAge.toSeconds())
                .setSecure(secure)
                .setHttpOnly(true)
                .setSameSite(sameSite)
                .encode();
    }
}
