package latchkey;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The public URL of this service, as {@code latchkey.issuer} has it. */
public final class Issuer {

    /** As RFC 8414, 2 has it, but for http. Of a path, only what a cookie's path and a proxy's rule need no escape for. */
    private static final Pattern URL =
            Pattern.compile("https?://(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::(?<port>[1-9][0-9]{0,4}))?"
                    + "(?<path>(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)*)");

    private static final int LAST_PORT = 65_535;

    private static final Pattern USER = Pattern.compile("//[^/]*@");

    /** Why {@code issuer} is none, in a sentence. */
    static Optional<String> flaw(String issuer) {
        if (read(issuer).isPresent()) {
            return Optional.empty();
        }
        return Optional.of("latchkey.issuer is \"" + USER.matcher(issuer).replaceFirst("//…@") + "\", which "
                + (issuer.endsWith("/") && read(issuer.replaceFirst("/+$", "")).isPresent()
                        ? "has a slash at its end: clients compare it letter by letter, and append paths to it."
                        : "is no URL of a service: it is written as https://auth.example.com, or https://example.com/auth,"
                                + " with neither a query, a fragment nor a user."));
    }

    /** The path that a proxy in front takes away, as {@code /auth}; empty where there is none. */
    public static String path(String issuer) {
        return read(issuer).map(url -> url.group("path")).orElse("");
    }

    private static Optional<Matcher> read(String issuer) {
        Matcher url = URL.matcher(issuer);
        return url.matches() && (url.group("port") == null || Integer.parseInt(url.group("port")) <= LAST_PORT)
                ? Optional.of(url)
                : Optional.empty();
    }

    private Issuer() {}
}
