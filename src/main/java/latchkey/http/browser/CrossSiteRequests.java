package latchkey.http.browser;

import static io.vertx.core.http.HttpHeaders.AUTHORIZATION;
import static io.vertx.core.http.HttpHeaders.CONTENT_TYPE;
import static io.vertx.core.http.HttpHeaders.ORIGIN;
import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import java.util.Set;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** The cross-site request check (CSRF): refuses requests that an untrusted page made the browser send. */
public class CrossSiteRequests {

    private static final Set<HttpMethod> SAFE_METHODS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** Before all other refusals: a refused sign-out signs out, unless it is refused here. */
    private static final int FIRST = Priorities.AUTHENTICATION;

    private static final String NO_PREFLIGHT = CrossSiteRequests.class.getName();

    private final TrustedOrigins origins;
    private final TokenCookies cookies;

    CrossSiteRequests(TrustedOrigins origins, TokenCookies cookies) {
        this.origins = origins;
        this.cookies = cookies;
    }

    /** Marks a request that needed no preflight, before its content type is corrected. */
    public static void markUnpreflighted(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!SAFE_METHODS.contains(request.method()) && needsNoPreflight(request)) {
            routing.put(NO_PREFLIGHT, true);
        }
    }

    /** @throws AuthFailure FORBIDDEN */
    @ServerRequestFilter(preMatching = true, priority = FIRST)
    public void refuse(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!SAFE_METHODS.contains(request.method())
                && (cookies.cameWithTokens(request) || routing.get(NO_PREFLIGHT) != null)
                && origins.foreign(
                        request.getHeader("Sec-Fetch-Site"), request.getHeader(ORIGIN), request.authority())) {
            throw AuthFailure.because(Reason.FORBIDDEN);
        }
    }

    /**
     * Whether any page can send it without a preflight (Fetch, 2.2.2) and, even without a cookie, sign the user in as another
     * user, or out: a form, or a request without content type. JSON needs a preflight, and so does a bearer token.
     */
    private static boolean needsNoPreflight(HttpServerRequest request) {
        String type = request.getHeader(CONTENT_TYPE);
        return type == null ? !AccessCookies.isBearer(request.getHeader(AUTHORIZATION)) : !isJson(type);
    }

    private static boolean isJson(String type) {
        return type.split(";", 2)[0].strip().equalsIgnoreCase(APPLICATION_JSON);
    }
}
