package latchkey.contract;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.net.HostAndPort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import latchkey.LatchkeyConfig;
import org.jspecify.annotations.Nullable;

/** Whose pages are trusted: the service's own, those of the issuer, and those listed. */
@ApplicationScoped
public class Origins {

    private static final String HTTPS = "https://";

    private static final Pattern ORIGIN_OF_URL = Pattern.compile("[a-z]+://[^/?#]+");

    private static final Pattern LOCAL =
            Pattern.compile("https?://(([a-z0-9-]+[.])*localhost|127[.]0[.]0[.]1)(:[0-9]+)?");

    /** As a browser writes it; an app may have a scheme of its own. */
    private static final Pattern ORIGIN = Pattern.compile(
            "(?!https://.*:443$|http://.*:80$)[a-z][a-z0-9+.-]*://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

    private final @Nullable String issuer;
    private final boolean https;
    private final Set<String> listed;
    private final boolean development;

    @Inject
    Origins(LatchkeyConfig config) {
        this(config, LaunchMode.current() == LaunchMode.DEVELOPMENT);
    }

    /** @param development whether any page of this machine is trusted, too */
    public Origins(LatchkeyConfig config, boolean development) {
        Matcher url = ORIGIN_OF_URL.matcher(config.issuer().toLowerCase(Locale.ROOT));
        issuer = url.lookingAt() ? url.group() : null;
        https = issuer != null && issuer.startsWith(HTTPS);
        listed = config.cors().origins().orElse(Set.of()).stream()
                .map(String::strip)
                .collect(Collectors.toUnmodifiableSet());
        this.development = development;
    }

    /** Why one of the origins that {@code config} lists cannot be the origin of a page. */
    public static Optional<String> flaw(LatchkeyConfig config) {
        return config.cors().origins().orElse(Set.of()).stream()
                .filter(origin -> !canBe(origin))
                .map(origin -> String.format(
                        Locale.ROOT,
                        "latchkey.cors.origins has \"%s\", which no browser sends: an origin is https://shop.example, with the port if it is not the usual one, and nothing after it.",
                        origin))
                .findFirst();
    }

    /** Whether a browser may say that a page is from there. */
    public static boolean canBe(String origin) {
        return ORIGIN.matcher(origin.strip()).matches();
    }

    /** Whether pages there may call with cookies and read what is answered; in development, any of this machine may. */
    public boolean isListed(String origin) {
        return listed.contains(origin) || (development && LOCAL.matcher(origin).matches());
    }

    /** Whether pages there are listed, or the issuer's. */
    boolean isTrusted(String origin) {
        return origin.equals(issuer) || isListed(origin);
    }

    /**
     * Whether a request comes from a page that is not trusted. Browsers say where from with
     * whatever is neither GET nor HEAD; what says nothing is no browser.
     *
     * @param site {@code Sec-Fetch-Site}; a sibling of the same site is a stranger like any other
     * @param asked what the request is for, by the Host that the browser knows
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

    /** Where TLS ends before us a request looks like http, so that the issuer has to say what a page's scheme must be. */
    private boolean isOrigin(String origin, @Nullable HostAndPort asked) {
        return asked != null
                && (origin.equalsIgnoreCase(HTTPS + authority(asked, 443))
                        || (!https && origin.equalsIgnoreCase("http://" + authority(asked, 80))));
    }

    private static String authority(HostAndPort asked, int usual) {
        return asked.port() <= 0 || asked.port() == usual ? asked.host() : asked.host() + ":" + asked.port();
    }
}
