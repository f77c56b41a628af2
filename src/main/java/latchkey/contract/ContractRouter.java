package latchkey.contract;

import static io.vertx.core.http.HttpHeaders.ACCEPT;
import static io.vertx.core.http.HttpHeaders.AUTHORIZATION;
import static io.vertx.core.http.HttpHeaders.CACHE_CONTROL;
import static io.vertx.core.http.HttpHeaders.CONTENT_LENGTH;
import static io.vertx.core.http.HttpHeaders.CONTENT_TYPE;
import static io.vertx.core.http.HttpHeaders.TRANSFER_ENCODING;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Rewrites a published path to the same path below the mount of the contract that answers it. */
class ContractRouter {

    private final Contracts contracts;
    private final CurrentContract current;

    ContractRouter(Contracts contracts, CurrentContract current) {
        this.contracts = contracts;
        this.current = current;
    }

    @ServerRequestFilter(preMatching = true)
    public void route(ContainerRequestContext context, HttpServerRequest request) {
        UriInfo uri = context.getUriInfo();
        contracts.route(uri.getPath(), host(request)).ifPresent(route -> {
            current.set(route, request.response());
            // Said before anything can fail: no answer of a contract is for a cache.
            request.response().putHeader(CACHE_CONTROL, "no-store");
            if (route.contract().usesAccessCookie()) {
                acceptAccessCookie(request);
            }
            context.setRequestUri(
                    uri.getRequestUriBuilder().replacePath(route.path()).build());
        });
        // JSON is all there is, whatever would be liked better.
        request.headers().remove(ACCEPT);
        stateContentType(request);
        refuseLongBody(request);
    }

    private static String host(HttpServerRequest request) {
        return request.authority() == null ? "" : request.authority().host();
    }

    /** An access cookie counts as a bearer token where none was sent. */
    private static void acceptAccessCookie(HttpServerRequest request) {
        String authorization = request.getHeader(AUTHORIZATION);
        Cookie cookie = request.getCookie(TokenCookies.ACCESS);
        if (cookie != null && (authorization == null || !authorization.regionMatches(true, 0, "Bearer ", 0, 7))) {
            request.headers().set(AUTHORIZATION, "Bearer " + cookie.getValue());
        }
    }

    private static void refuseLongBody(HttpServerRequest request) {
        String length = request.getHeader(CONTENT_LENGTH);
        // More digits than the limit has is longer, whatever they are.
        if (length != null && (length.length() > 9 || Long.parseLong(length) > BodyReader.LONGEST)) {
            throw AuthFailure.because(Reason.BODY_TOO_LARGE);
        }
    }

    /**
     * No body is an empty JSON one. A body of no stated type is none of ours: another site's page can send such a one
     * without being asked (a form or a typeless Blob needs no preflight).
     */
    private static void stateContentType(HttpServerRequest request) {
        if (!request.headers().contains(CONTENT_TYPE)) {
            String length = request.getHeader(CONTENT_LENGTH);
            boolean empty = !request.headers().contains(TRANSFER_ENCODING) && (length == null || length.equals("0"));
            request.headers()
                    .set(CONTENT_TYPE, empty ? MediaType.APPLICATION_JSON : MediaType.APPLICATION_OCTET_STREAM);
        }
    }
}
