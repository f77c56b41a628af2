package latchkey.http.forwardauth;

import static io.vertx.core.http.HttpHeaders.ACCEPT;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD;
import static io.vertx.core.http.HttpHeaders.LOCATION;
import static io.vertx.core.http.HttpHeaders.ORIGIN;
import static jakarta.ws.rs.core.HttpHeaders.WWW_AUTHENTICATE;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import latchkey.http.RequestMetrics;
import latchkey.http.browser.TrustedOrigins;
import org.jspecify.annotations.Nullable;

/**
 * Answers a proxy about a client that is not signed in: lets preflights, which have no credentials (Fetch, 3.2.2), and public
 * paths pass, and sends browsers to the sign-in page.
 */
@ApplicationScoped
public class ForwardAuth {

    /** The routing keys of a request that may pass, and of the URL to redirect its user to otherwise. */
    private static final String PASSES = ForwardAuth.class.getName();

    private static final String SIGN_IN = PASSES + ".page";

    private static final String PATH = "/forward-auth";

    private static final List<String> IDENTITY_HEADERS =
            List.of("X-Auth-User-Id", "X-Auth-Username", "X-Auth-Email", "X-Auth-Groups");

    private static final Pattern DEMAND = Pattern.compile("(acr_values|max_age)=\"([a-z0-9]+)\"");

    private static final Pattern PAGE_URL = Pattern.compile("(https?://[^/?#]+)(?:[/?][!-~&&[^#]]*)?");

    /** The maximum length of a return URL; a sign-in page may not be able to pass on a longer one in its own URL. */
    private static final int MAX_RETURN_URL = 2048;

    private static final int OK = 200;
    private static final int FOUND = 302;
    private static final int UNAUTHORIZED = 401;

    private final ForwardAuthConfig.@Nullable Proxy proxy;
    private final @Nullable String signInPage;
    private final PublicPaths paths;
    private final TrustedOrigins origins;

    ForwardAuth(ForwardAuthConfig config, TrustedOrigins origins) {
        proxy = config.proxy().orElse(null);
        signInPage = config.signInPage().orElse(null);
        paths = new PublicPaths(config.publicPaths().orElse(List.of()));
        this.origins = origins;
    }

    /** Why the settings have no effect. */
    public static Optional<String> flaw(ForwardAuthConfig config) {
        if (config.proxy().isEmpty()
                && (config.signInPage().isPresent() || config.publicPaths().isPresent())) {
            return Optional.of(
                    "latchkey.forward-auth.proxy is not set: set it to nginx, traefik or envoy, since each describes the"
                            + " client's request in other headers.");
        }
        Optional<String> flaw = config.signInPage()
                .filter(url -> originOf(url).isEmpty())
                .map(url -> "latchkey.forward-auth.sign-in-page is \"" + url
                        + "\"; it is a URL, such as https://shop.example/sign-in.");
        return flaw.or(() -> config.publicPaths().orElse(List.of()).stream()
                .filter(path -> !PublicPaths.isValid(path))
                .map(path -> "latchkey.forward-auth.public-paths has \"" + path
                        + "\"; write a path as /health, or with all below it as /assets/*, without encoded characters.")
                .findFirst());
    }

    /** Reads the client's request from the proxy's headers, before the router reroutes the proxy's request. */
    public void readForwarded(RoutingContext routing) {
        if (proxy != null) {
            HttpServerRequest proxyRequest = routing.request();
            ForwardedRequest.of(proxy, proxyRequest).ifPresent(forwarded -> {
                if (isPreflight(forwarded, proxyRequest) || paths.contains(forwarded.path())) {
                    routing.put(PASSES, true);
                } else if (signInPage != null && isNavigation(forwarded, proxyRequest)) {
                    routing.put(SIGN_IN, location(signInPage, forwarded));
                }
            });
        }
    }

    /**
     * Answers 200 if the request may pass whichever client sent it.
     *
     * @return whether it answered
     */
    public boolean answerIfPublic(RoutingContext routing) {
        String location = routing.get(SIGN_IN);
        if (location != null) {
            routing.addHeadersEndHandler(ending -> redirect(location, routing.response()));
        }
        if (routing.get(PASSES) == null) {
            return false;
        }
        HttpServerResponse answer = routing.response();
        IDENTITY_HEADERS.forEach(header -> answer.putHeader(header, ""));
        RequestMetrics.setEndpoint(routing, PATH);
        answer.setStatusCode(OK).end();
        return true;
    }

    private static boolean isPreflight(ForwardedRequest forwarded, HttpServerRequest proxyRequest) {
        return forwarded.method().equals("OPTIONS")
                && proxyRequest.headers().contains(ORIGIN)
                && proxyRequest.headers().contains(ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** Whether a browser shows the response as a page, rather than a script reading it. */
    private static boolean isNavigation(ForwardedRequest forwarded, HttpServerRequest proxyRequest) {
        String accepted = proxyRequest.getHeader(ACCEPT);
        String mode = proxyRequest.getHeader("Sec-Fetch-Mode");
        return forwarded.method().equals("GET")
                && accepted != null
                && accepted.contains("text/html")
                && (mode == null || mode.equals("navigate"));
    }

    /** Redirects if the access token is missing or not valid. */
    private void redirect(String location, HttpServerResponse answer) {
        if (answer.getStatusCode() == UNAUTHORIZED) {
            answer.putHeader(LOCATION, withDemands(location, answer.headers().get(WWW_AUTHENTICATE)));
            if (proxy != ForwardAuthConfig.Proxy.NGINX) {
                answer.setStatusCode(FOUND).headers().remove(WWW_AUTHENTICATE);
            }
        }
    }

    /** The URL with what a challenge demands of the next sign-in, as an authorization request would have it (RFC 9470, 4). */
    private static String withDemands(String location, @Nullable String challenge) {
        StringBuilder url = new StringBuilder(location);
        Matcher demands = DEMAND.matcher(String.valueOf(challenge));
        while (demands.find()) {
            url.append(url.indexOf("?") < 0 ? '?' : '&')
                    .append(demands.group(1))
                    .append('=')
                    .append(demands.group(2));
        }
        return url.toString();
    }

    /** The sign-in page's URL, with the return URL if its origin is trusted. */
    private String location(String signInPage, ForwardedRequest forwarded) {
        boolean trusted = origins.isTrusted(forwarded.origin())
                || originOf(signInPage).filter(forwarded.origin()::equals).isPresent();
        return trusted && forwarded.url().length() <= MAX_RETURN_URL
                ? signInPage + (signInPage.contains("?") ? "&" : "?") + "rd="
                        + URLEncoder.encode(forwarded.url(), StandardCharsets.UTF_8)
                : signInPage;
    }

    private static Optional<String> originOf(String signInPage) {
        Matcher parts = PAGE_URL.matcher(signInPage);
        return parts.matches() && TrustedOrigins.canBe(parts.group(1)) ? Optional.of(parts.group(1)) : Optional.empty();
    }
}
