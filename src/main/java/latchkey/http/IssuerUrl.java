package latchkey.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Checks and reads {@code latchkey.issuer}, the public URL of this service. */
public final class IssuerUrl {

    /**
     * As RFC 8414, 2 requires, but http is allowed too. A path has only characters that need no escape in a cookie path or a
     * proxy rule.
     */
    private static final Pattern URL =
            Pattern.compile("https?://(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::(?<port>[1-9][0-9]{0,4}))?"
                    + "(?<path>(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)*)");

    private static final int MAX_PORT = 65_535;

    private static final Pattern USER_INFO = Pattern.compile("//[^/]*@");

    /** Why {@code issuer} is not valid, in one sentence. */
    public static Optional<String> flaw(String issuer) {
        if (parse(issuer).isPresent()) {
            return Optional.empty();
        }
        return Optional.of("latchkey.issuer is \"" + USER_INFO.matcher(issuer).replaceFirst("//…@") + "\", which "
                + (issuer.endsWith("/") && parse(issuer.replaceFirst("/+$", "")).isPresent()
                        ? "has a slash at its end: clients compare it letter by letter, and append paths to it."
                        : "is no URL of a service: it is written as https://auth.example.com, or https://example.com/auth,"
                                + " with neither a query, a fragment nor a user."));
    }

    /** The path that the proxy in front removes, such as {@code /auth}; empty if there is none. */
    public static String path(String issuer) {
        return parse(issuer).map(url -> url.group("path")).orElse("");
    }

    private static Optional<Matcher> parse(String issuer) {
        Matcher url = URL.matcher(issuer);
        return url.matches() && (url.group("port") == null || Integer.parseInt(url.group("port")) <= MAX_PORT)
                ? Optional.of(url)
                : Optional.empty();
    }

    private IssuerUrl() {}
}
