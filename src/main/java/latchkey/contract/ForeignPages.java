package latchkey.contract;

import static io.vertx.core.http.HttpHeaders.CONTENT_TYPE;
import static io.vertx.core.http.HttpHeaders.ORIGIN;
import static jakarta.ws.rs.core.MediaType.APPLICATION_FORM_URLENCODED;

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

    private final Origins origins;
    private final TokenCookies cookies;

    ForeignPages(Origins origins, TokenCookies cookies) {
        this.origins = origins;
        this.cookies = cookies;
    }

    /** @throws AuthFailure FORBIDDEN */
    @ServerRequestFilter(preMatching = true)
    public void refuse(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (!HARMLESS.contains(request.method())
                && (cookies.cameWith(request) || hasForm(request))
                && origins.foreign(
                        request.getHeader("Sec-Fetch-Site"), request.getHeader(ORIGIN), request.authority())) {
            throw AuthFailure.because(Reason.FORBIDDEN);
        }
    }

    /** A form needs neither a preflight nor a cookie to sign somebody in as somebody else. */
    private static boolean hasForm(HttpServerRequest request) {
        String type = request.getHeader(CONTENT_TYPE);
        return type != null
                && type.regionMatches(true, 0, APPLICATION_FORM_URLENCODED, 0, APPLICATION_FORM_URLENCODED.length());
    }
}
