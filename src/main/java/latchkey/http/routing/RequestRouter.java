package latchkey.http.routing;

import static io.vertx.core.http.HttpHeaders.ACCEPT;
import static io.vertx.core.http.HttpHeaders.AUTHORIZATION;
import static io.vertx.core.http.HttpHeaders.CACHE_CONTROL;
import static latchkey.contract.PathClaims.isBelow;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import latchkey.contract.Contracts;
import latchkey.failure.AuthFailure;
import latchkey.http.LongBodies;
import latchkey.http.RequestBodyCollector;
import latchkey.http.RequestMetrics;
import latchkey.http.ResponseHeaders;
import latchkey.http.browser.AccessCookies;
import latchkey.http.browser.Cors;
import latchkey.http.browser.CrossSiteRequests;
import latchkey.http.browser.FormerCookies;
import latchkey.http.browser.TokenCookies;
import latchkey.http.forwardauth.ForwardAuth;
import latchkey.http.request.CurrentRequest;
import latchkey.http.request.RequestContentType;
import latchkey.http.request.RequestId;
import latchkey.http.request.RequestTarget;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Routes every request to the contract that answers its path, gives it an id, and waits for its body, all on the event loop
 * before a resource sees it.
 */
@Singleton
public class RequestRouter {

    /** Runs before Quarkus' own filters. */
    static final int BEFORE_QUARKUS = 1000;

    /** The root of Quarkus' own endpoints: health, OpenAPI, and its pages in development. */
    private static final String QUARKUS_ROOT = "/q";

    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    /** The root of public metadata. */
    private static final String WELL_KNOWN = "/.well-known";

    /** The module for passkeys, and its types, which frontends of any origin import. */
    private static final String PASSKEY_MODULE = "/passkeys.";

    private static final String FORWARD_AUTH = "/forward-auth";
    private static final String ADMIN = "/admin";

    private final Contracts contracts;
    private final TokenCookies cookies;
    private final FormerCookies formerCookies;
    private final Cors cors;
    private final ResponseHeaders headers;
    private final RequestMetrics metrics;
    private final UnroutedRequests unrouted;
    private final ForwardAuth forwardAuth;
    private final LongBodies longBodies;

    RequestRouter(
            Contracts contracts,
            TokenCookies cookies,
            FormerCookies formerCookies,
            Cors cors,
            ResponseHeaders headers,
            RequestMetrics metrics,
            UnroutedRequests unrouted,
            ForwardAuth forwardAuth,
            LongBodies longBodies) {
        this.contracts = contracts;
        this.cookies = cookies;
        this.formerCookies = formerCookies;
        this.cors = cors;
        this.headers = headers;
        this.metrics = metrics;
        this.unrouted = unrouted;
        this.forwardAuth = forwardAuth;
        this.longBodies = longBodies;
    }

    void registerFilter(@Observes Filters filters) {
        filters.register(this::handle, BEFORE_QUARKUS);
    }

    /** Answers what the HTTP server itself refuses, before any contract sees it. */
    void registerFailureHandler(@Observes Router router) {
        router.route().order(-BEFORE_QUARKUS).failureHandler(routing -> {
            metrics.begin(routing);
            unrouted.refuse(routing, !CurrentRequest.isRouted(routing));
        });
    }

    /** Refuses a request if its body was not kept, in the contract's words, whether or not the method reads a body. */
    @ServerRequestFilter(preMatching = true)
    public void refuseBody(RoutingContext routing) {
        RequestBodyCollector.refusal(routing).ifPresent(reason -> {
            throw AuthFailure.because(reason);
        });
    }

    private void handle(RoutingContext routing) {
        ResponseHeaders.rememberHead(routing);
        if (!CurrentRequest.isRouted(routing) && (UnroutedRequests.refuseAmbiguous(routing) || reroute(routing))) {
            return;
        }
        HttpServerRequest request = routing.request();
        String path = routing.normalizedPath();
        RequestId.assign(request);
        headers.putInto(request.response());
        ResponseHeaders.setLengthForHead(routing);
        if (isBelow(QUARKUS_ROOT, path)) {
            headers.allowScripts(request.response(), path);
            unrouted.awaitLimited(routing);
            return;
        }
        metrics.begin(routing);
        setCorsHeaders(request, path);
        // Latchkey answers with JSON only, whatever the client prefers.
        request.headers().remove(ACCEPT);
        if (usesAccessCookie(routing, path)) {
            acceptAccessCookie(routing);
        }
        if (isBelow(FORWARD_AUTH, path)) {
            // A proxy may announce the body of the client's request, and never send it.
            RequestBodyCollector.skip(routing, () -> answerForwardAuth(routing));
        } else if (path.equals(LongBodies.PATH)) {
            RequestBodyCollector.awaitLong(routing, longBodies, () -> proceed(routing));
        } else {
            RequestBodyCollector.await(routing, () -> proceed(routing));
        }
    }

    /** Runs before anything can fail, so that the page can read a refusal, too. */
    private void setCorsHeaders(HttpServerRequest request, String path) {
        if (isBelow(WELL_KNOWN, path) || path.startsWith(PASSKEY_MODULE)) {
            // These responses set their own Cache-Control: a second one would only be added.
            cors.allowAnyOrigin(request);
        } else {
            request.response().putHeader(CACHE_CONTROL, NO_STORE);
            if (!isBelow(ADMIN, path)) {
                cors.allow(request);
            }
        }
    }

    private void answerForwardAuth(RoutingContext routing) {
        if (!forwardAuth.answerIfPublic(routing)) {
            proceed(routing);
        }
    }

    private void proceed(RoutingContext routing) {
        if (RequestTarget.hasOtherSpelling(routing) || !cors.answerPreflight(routing.request())) {
            CrossSiteRequests.markUnpreflighted(routing);
            RequestContentType.correct(routing);
            routing.next();
        }
    }

    /**
     * Reroutes the request to another path or method if needed; it passes the router again there.
     *
     * @return whether it was rerouted
     */
    private boolean reroute(RoutingContext routing) {
        String path = routing.normalizedPath();
        if (!isBelow(FORWARD_AUTH, path)) {
            RequestTarget.rememberSpelling(routing);
        }
        Optional<Contracts.Route> route = contracts.route(path, CurrentRequest.host(routing.request()));
        CurrentRequest.set(routing, route);
        boolean head = routing.request().method() == HttpMethod.HEAD;
        if (isBelow(FORWARD_AUTH, path) && !RequestTarget.hasParameters(routing)) {
            forwardAuth.readForwarded(routing);
            // A proxy sends the method, and some proxies the path and query, of the client's request.
            routing.reroute(HttpMethod.GET, path.equals(FORWARD_AUTH) ? withQuery(routing, path) : FORWARD_AUTH);
        } else if (head || route.filter(found -> !found.path().equals(path)).isPresent()) {
            // HEAD is answered like GET (RFC 9110, 9.3.2); the HTTP server omits the body.
            routing.reroute(
                    head ? HttpMethod.GET : routing.request().method(),
                    withQuery(routing, route.map(Contracts.Route::path).orElse(path)));
        } else {
            return false;
        }
        return true;
    }

    private static String withQuery(RoutingContext routing, String path) {
        String query = routing.request().query();
        return query == null ? path : path + "?" + query;
    }

    private static boolean usesAccessCookie(RoutingContext routing, String path) {
        return CurrentRequest.of(routing)
                .map(route -> route.contract().usesAccessCookie())
                .orElse(isBelow("/account", path) || isBelow(FORWARD_AUTH, path) || isBelow(ADMIN, path));
    }

    /** Uses an access cookie as the bearer token if the request has no bearer token. */
    private void acceptAccessCookie(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        List<String> tokens = cookies.accessTokens(request);
        if (!tokens.isEmpty() && !AccessCookies.isBearer(request.getHeader(AUTHORIZATION))) {
            AccessCookies.useAsBearer(routing, tokens, formerCookies.areIgnored(request));
        }
    }
}
