package latchkey.http.browser;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.net.HostAndPort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import latchkey.LatchkeyConfig;
import latchkey.passkey.Origins;
import org.jspecify.annotations.Nullable;

/** The origins of trusted pages: Latchkey's own, the issuer's, and those listed. */
@ApplicationScoped
public class TrustedOrigins implements Origins {

    private static final String HTTPS = "https://";

    private static final Pattern ORIGIN_OF_URL = Pattern.compile("[a-z]+://[^/?#]+");

    private static final Pattern LOCAL =
            Pattern.compile("https?://(([a-z0-9-]+[.])*localhost|127[.]0[.]0[.]1)(:[0-9]+)?");

    /** An origin as browsers write it; an app may have its own scheme. */
    private static final Pattern ORIGIN = Pattern.compile(
            "(?!https://.*:443$|http://.*:80$)[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

    private final @Nullable String issuer;
    private final boolean https;
    private final Set<String> listed;
    private final boolean development;

    @Inject
    TrustedOrigins(LatchkeyConfig config, CorsConfig cors) {
        this(config, cors, LaunchMode.current() == LaunchMode.DEVELOPMENT);
    }

    /** @param development whether all pages of this machine are trusted, too */
    public TrustedOrigins(LatchkeyConfig config, CorsConfig cors, boolean development) {
        Matcher url = ORIGIN_OF_URL.matcher(config.issuer().toLowerCase(Locale.ROOT));
        issuer = url.lookingAt() ? url.group() : null;
        https = issuer != null && issuer.startsWith(HTTPS);
        listed = cors.origins().orElse(Set.of()).stream().map(String::strip).collect(Collectors.toUnmodifiableSet());
        this.development = development;
    }

    /** Why a listed origin cannot be the origin of a page. */
    public static Optional<String> flaw(CorsConfig config) {
        return config.origins().orElse(Set.of()).stream()
                .filter(origin -> !canBe(origin))
                .map(origin -> String.format(
                        Locale.ROOT,
                        "latchkey.cors.origins has \"%s\", which no browser sends: an origin is https://shop.example, with the port if it is not the usual one, and nothing after it.",
                        origin))
                .findFirst();
    }

    /** Whether {@code origin} can be the origin of a page. */
    public static boolean canBe(String origin) {
        return ORIGIN.matcher(origin.strip()).matches();
    }

    /** Whether pages of this origin may call with cookies and read responses; in development, any page of this machine may. */
    public boolean isListed(String origin) {
        return listed.contains(origin) || (development && LOCAL.matcher(origin).matches());
    }

    /** The issuer's origin, and those listed. */
    public List<String> all() {
        return Stream.concat(Stream.ofNullable(issuer), listed.stream().sorted())
                .distinct()
                .toList();
    }

    /** Whether the origin is listed, or the issuer's. */
    @Override
    public boolean isTrusted(String origin) {
        return origin.equals(issuer) || isListed(origin);
    }

    /**
     * Whether a request comes from an untrusted page. Browsers name the origin in every request but GET and HEAD; a request
     * that names none is from no browser.
     *
     * @param site {@code Sec-Fetch-Site}; a sibling of the same site is foreign, too
     * @param asked the host and port that the browser sent the request to
     */
    public boolean foreign(@Nullable String site, @Nullable String origin, @Nullable HostAndPort asked) {
        if ("same-origin".equals(site) || "none".equals(site)) {
            return false;
        }
        if (origin == null) {
            return site != null;
        }
        return !origin.equals(issuer) && !isListed(origin) && !isOrigin(origin, asked);
    }

    /**
     * Whether a request comes from a page of any origin but Latchkey's own, listed or not.
     *
     * @param site {@code Sec-Fetch-Site}
     * @param asked the host and port that the browser sent the request to
     */
    public boolean isElsewhere(@Nullable String site, @Nullable String origin, @Nullable HostAndPort asked) {
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        return origin != null && !origin.equals(issuer) && !isOrigin(origin, asked);
    }

    /** Behind a proxy that ends TLS a request looks like http, so the issuer decides which scheme a page must have. */
    private boolean isOrigin(String origin, @Nullable HostAndPort asked) {
        return asked != null
                && (origin.equalsIgnoreCase(HTTPS + authority(asked, 443))
                        || (!https && origin.equalsIgnoreCase("http://" + authority(asked, 80))));
    }

    private static String authority(HostAndPort asked, int defaultPort) {
        return asked.port() <= 0 || asked.port() == defaultPort ? asked.host() : asked.host() + ":" + asked.port();
    }
}
