package latchkey.contract;

import static io.vertx.core.http.HttpHeaders.AUTHORIZATION;
import static io.vertx.core.http.HttpHeaders.CONTENT_TYPE;
import static io.vertx.core.http.HttpHeaders.ORIGIN;
import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses what a page that is not trusted has a browser send. */
class ForeignPages {

    private static final Set<HttpMethod> HARMLESS = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private static final String UNASKED = ForeignPages.class.getName();

    private final Origins origins;
    private final TokenCookies cookies;

    ForeignPages(Origins origins, TokenCookies cookies) {
        this.origins = origins;
        this.cookies = cookies;
    }

    /** Looks at the request as it was sent, before anything is made of its content type. */
    static void look(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!HARMLESS.contains(request.method()) && isSentUnasked(request)) {
            routing.put(UNASKED, true);
        }
    }

    /** @throws AuthFailure FORBIDDEN */
    @ServerRequestFilter(preMatching = true)
    public void refuse(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!HARMLESS.contains(request.method())
                && (cookies.cameWith(request) || routing.get(UNASKED) != null)
                && origins.foreign(
                        request.getHeader("Sec-Fetch-Site"), request.getHeader(ORIGIN), request.authority())) {
            throw AuthFailure.because(Reason.FORBIDDEN);
        }
    }

    /**
     * Whether any page can have it sent without a preflight (Fetch, 2.2.2), and needs no cookie to sign a user in as another user,
     * or out: a form, with fields or without, and what has no content type. JSON needs a preflight, and so does a bearer token.
     */
    private static boolean isSentUnasked(HttpServerRequest request) {
        String type = request.getHeader(CONTENT_TYPE);
        return type == null ? !AccessCookies.isBearer(request.getHeader(AUTHORIZATION)) : !isJson(type);
    }

    private static boolean isJson(String type) {
        return type.split(";", 2)[0].strip().equalsIgnoreCase(APPLICATION_JSON);
    }
}
