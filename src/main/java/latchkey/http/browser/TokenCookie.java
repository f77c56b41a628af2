package latchkey.http.browser;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import java.time.Duration;
import java.util.Optional;

/** The configured attributes of a token cookie: all but the token. */
public record TokenCookie(String name, String path, boolean secure, CookieSameSite sameSite, boolean partitioned) {

    public static final String ACCESS = "access_token";
    public static final String REFRESH = "refresh_token";

    public static final String SECURE_PREFIX = "__Secure-";
    public static final String HOST_PREFIX = "__Host-";

    static final String ROOT = "/";

    /** The cookie for all paths. */
    public static TokenCookie of(CookieConfig settings, String name) {
        return new TokenCookie(
                prefix(settings.prefix()) + name,
                ROOT,
                settings.secure(),
                CookieSameSite.valueOf(settings.sameSite().name()),
                settings.partitioned());
    }

    /** Why browsers would refuse cookies with these settings, or the settings have no effect. */
    public static Optional<String> flaw(CookieConfig settings) {
        boolean none = settings.sameSite() == CookieConfig.SameSite.NONE;
        if (none && !settings.secure()) {
            return Optional.of(
                    "latchkey.cookies.same-site is none, which browsers refuse unless latchkey.cookies.secure is true.");
        }
        if (!settings.secure() && settings.prefix() != CookieConfig.Prefix.NONE) {
            return Optional.of(
                    "latchkey.cookies.prefix is set, which browsers refuse unless latchkey.cookies.secure is true.");
        }
        return settings.partitioned() && !none
                ? Optional.of(
                        "latchkey.cookies.partitioned is true, which is of use only where latchkey.cookies.same-site is none.")
                : Optional.empty();
    }

    /**
     * The same cookie for {@code path}, unless its name starts with {@code __Host-}: browsers refuse such a cookie for any path
     * but the root.
     */
    public TokenCookie below(String path) {
        return name.startsWith(HOST_PREFIX) ? this : new TokenCookie(name, path, secure, sameSite, partitioned);
    }

    /** A cookie of another issuer, by its whole name. */
    TokenCookie named(String other) {
        return new TokenCookie(other, ROOT, secure, sameSite, false);
    }

    /** The same cookie without partitions, as a former backend may have set it. */
    TokenCookie unpartitioned() {
        return new TokenCookie(name, path, secure, sameSite, false);
    }

    /** The {@code Set-Cookie} value that removes it. */
    String cleared() {
        return holding("", Duration.ZERO);
    }

    /** The {@code Set-Cookie} value. */
    public String holding(String value, Duration maxAge) {
        String cookie = Cookie.cookie(name, value)
                .setPath(path)
                .setMaxAge(maxAge.toSeconds())
                .setSecure(secure)
                .setHttpOnly(true)
                .setSameSite(sameSite)
                .encode();
        // Vert.x does not support this attribute.
        return partitioned ? cookie + "; Partitioned" : cookie;
    }

    private static String prefix(CookieConfig.Prefix prefix) {
        return switch (prefix) {
            case NONE -> "";
            case SECURE -> SECURE_PREFIX;
            case HOST -> HOST_PREFIX;
        };
    }
}
