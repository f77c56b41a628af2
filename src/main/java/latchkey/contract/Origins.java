package latchkey.contract;

import io.quarkus.runtime.LaunchMode;
import io.vertx.core.net.HostAndPort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import latchkey.LatchkeyConfig;
import org.jspecify.annotations.Nullable;

/** Whose pages are trusted: the service's own, those of the issuer, and those listed. */
@ApplicationScoped
class Origins {

    private static final String HTTPS = "https://";

    private static final Pattern ORIGIN_OF_URL = Pattern.compile("[a-z]+://[^/?#]+");

    private static final Pattern LOCAL =
            Pattern.compile("https?://(([a-z0-9-]+[.])*localhost|127[.]0[.]0[.]1)(:[0-9]+)?");

    private final @Nullable String issuer;
    private final boolean https;
    private final Set<String> listed;
    private final boolean development;

    @Inject
    Origins(LatchkeyConfig config) {
        this(config, LaunchMode.current() == LaunchMode.DEVELOPMENT);
    }

    Origins(LatchkeyConfig config, boolean development) {
        Matcher url = ORIGIN_OF_URL.matcher(config.issuer().toLowerCase(Locale.ROOT));
        issuer = url.lookingAt() ? url.group() : null;
        https = issuer != null && issuer.startsWith(HTTPS);
        listed = config.cors().origins().orElse(Set.of()).stream()
                .map(String::strip)
                .collect(Collectors.toUnmodifiableSet());
        this.development = development;
    }

    /** Whether pages there may call with cookies and read what is answered; in development, any of this machine may. */
    boolean isListed(String origin) {
        return listed.contains(origin) || (development && LOCAL.matcher(origin).matches());
    }

    /**
     * Whether a request comes from a page that is not trusted. Browsers say where from with
     * whatever is neither GET nor HEAD; what says nothing is no browser.
     *
     * @param site {@code Sec-Fetch-Site}; a sibling of the same site is a stranger like any other
     * @param asked what the request is for, by the Host that the browser knows
     */
    boolean foreign(@Nullable String site, @Nullable String origin, @Nullable HostAndPort asked) {
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
