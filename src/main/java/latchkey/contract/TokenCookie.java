package latchkey.contract;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import java.time.Duration;
import java.util.Optional;
import latchkey.LatchkeyConfig;

/** A cookie for a token as the settings make it: all but the token. */
public record TokenCookie(String name, String path, boolean secure, CookieSameSite sameSite, boolean partitioned) {

    public static final String ACCESS = "access_token";
    public static final String REFRESH = "refresh_token";

    public static final String SECURE_PREFIX = "__Secure-";
    public static final String HOST_PREFIX = "__Host-";

    static final String ROOT = "/";

    /** For all paths. */
    public static TokenCookie of(LatchkeyConfig.Cookies settings, String name) {
        return new TokenCookie(
                prefix(settings.prefix()) + name,
                ROOT,
                settings.secure(),
                CookieSameSite.valueOf(settings.sameSite().name()),
                settings.partitioned());
    }

    /** What is wrong with {@code settings}, whatever the browser. */
    public static Optional<String> flaw(LatchkeyConfig.Cookies settings) {
        boolean none = settings.sameSite() == LatchkeyConfig.SameSite.NONE;
        if (none && !settings.secure()) {
            return Optional.of(
                    "latchkey.cookies.same-site is none, which browsers refuse unless latchkey.cookies.secure is true.");
        }
        if (!settings.secure() && settings.prefix() != LatchkeyConfig.Prefix.NONE) {
            return Optional.of(
                    "latchkey.cookies.prefix is set, which browsers refuse unless latchkey.cookies.secure is true.");
        }
        return settings.partitioned() && !none
                ? Optional.of(
                        "latchkey.cookies.partitioned is true, which is of use only where latchkey.cookies.same-site is none.")
                : Optional.empty();
    }

    /** The same for what is below {@code path}, unless it is a {@code __Host-} cookie: browsers take none of another path. */
    public TokenCookie below(String path) {
        return name.startsWith(HOST_PREFIX) ? this : new TokenCookie(name, path, secure, sameSite, partitioned);
    }

    /** One of another's, by its whole name. */
    TokenCookie named(String other) {
        return new TokenCookie(other, ROOT, secure, sameSite, false);
    }

    /** As one who knew nothing of partitions set it. */
    TokenCookie unpartitioned() {
        return new TokenCookie(name, path, secure, sameSite, false);
    }

    /** What {@code Set-Cookie} says to take it away. */
    String cleared() {
        return holding("", Duration.ZERO);
    }

    /** What {@code Set-Cookie} says. */
    public String holding(String value, Duration maxAge) {
        String cookie = Cookie.cookie(name, value)
                .setPath(path)
                .setMaxAge(maxAge.toSeconds())
                .setSecure(secure)
                .setHttpOnly(true)
                .setSameSite(sameSite)
                .encode();
        // Vert.x has no word for it.
        return partitioned ? cookie + "; Partitioned" : cookie;
    }

    private static String prefix(LatchkeyConfig.Prefix prefix) {
        return switch (prefix) {
            case NONE -> "";
            case SECURE -> SECURE_PREFIX;
            case HOST -> HOST_PREFIX;
        };
    }
}
