package latchkey.contract;

import static io.vertx.core.http.HttpHeaders.ACCEPT;
import static io.vertx.core.http.HttpHeaders.AUTHORIZATION;
import static io.vertx.core.http.HttpHeaders.CACHE_CONTROL;

import io.quarkus.vertx.http.ManagementInterface;
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
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import latchkey.failure.AuthFailure;
import org.jboss.logging.MDC;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * What happens to every request before a resource sees it, all of it without a thread of its own: it is routed to the
 * contract that answers its path, named, and its body awaited.
 */
@Singleton
class Entrance {

    /** Before anything of Quarkus' own. */
    private static final int FIRST = 1000;

    static final String REQUEST_ID = "X-Request-Id";

    /** What an id that came with the request may look like; any other is replaced, since it goes to the log. */
    private static final Pattern ACCEPTED_ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /** Below it is what Quarkus brings along, with ways of its own: health, OpenAPI, and in development its pages. */
    private static final String QUARKUS = "/q";

    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    /** What anybody may know. */
    private static final String PUBLIC = "/.well-known";

    private static final String FORWARD_AUTH = "/forward-auth";

    private final Contracts contracts;
    private final TokenCookies cookies;
    private final Leftovers leftovers;
    private final Cors cors;
    private final AnswerHeaders headers;
    private final RequestTimes times;
    private final Unrouted unrouted;
    private final ForwardAuth forwardAuth;

    Entrance(
            Contracts contracts,
            TokenCookies cookies,
            Leftovers leftovers,
            Cors cors,
            AnswerHeaders headers,
            RequestTimes times,
            Unrouted unrouted,
            ForwardAuth forwardAuth) {
        this.contracts = contracts;
        this.cookies = cookies;
        this.leftovers = leftovers;
        this.cors = cors;
        this.headers = headers;
        this.times = times;
        this.unrouted = unrouted;
        this.forwardAuth = forwardAuth;
    }

    void open(@Observes Filters filters) {
        filters.register(this::enter, FIRST);
    }

    void openBeside(@Observes ManagementInterface management) {
        management
                .router()
                .route()
                .order(-FIRST)
                .handler(unrouted::enter)
                .failureHandler(routing -> unrouted.refuse(routing, false));
    }

    /** What the HTTP server itself refuses never gets as far as a contract. */
    void refuse(@Observes Router router) {
        router.route().order(-FIRST).failureHandler(routing -> {
            times.begin(routing);
            unrouted.refuse(routing, !CurrentContract.knows(routing));
        });
    }

    /** Refuses a request whose body was not kept, in the words of the contract, whether the method reads a body or not. */
    @ServerRequestFilter(preMatching = true)
    public void refuseBody(RoutingContext routing) {
        ArrivingBody.refusal(routing).ifPresent(reason -> {
            throw AuthFailure.because(reason);
        });
    }

    private void enter(RoutingContext routing) {
        AnswerHeaders.lookForHead(routing);
        if (!CurrentContract.knows(routing) && (Unrouted.refused(routing) || reroute(routing))) {
            return;
        }
        HttpServerRequest request = routing.request();
        String path = routing.normalizedPath();
        name(request);
        headers.putInto(request.response());
        AnswerHeaders.sayLengthToHead(routing);
        if (below(QUARKUS, path)) {
            headers.letScriptsRun(request.response(), path);
            unrouted.awaitFew(routing);
            return;
        }
        times.begin(routing);
        sayWhoMayRead(request, path);
        // JSON is all there is, whatever would be liked better.
        request.headers().remove(ACCEPT);
        if (takesAccessCookie(routing, path)) {
            acceptAccessCookie(routing);
        }
        if (below(FORWARD_AUTH, path)) {
            // A proxy may announce the body of the request that it holds, and send none.
            ArrivingBody.passOver(routing, () -> answerProxy(routing));
        } else {
            ArrivingBody.await(routing, () -> goOn(routing));
        }
    }

    /** Before anything can fail, so that a refusal can be read, too. */
    private void sayWhoMayRead(HttpServerRequest request, String path) {
        if (below(PUBLIC, path)) {
            // Says itself for how long it may be kept: a second Cache-Control would only be added.
            cors.allowAnybody(request);
        } else {
            request.response().putHeader(CACHE_CONTROL, NO_STORE);
            cors.allow(request);
        }
    }

    private void answerProxy(RoutingContext routing) {
        if (!forwardAuth.answered(routing)) {
            goOn(routing);
        }
    }

    private void goOn(RoutingContext routing) {
        if (RequestTarget.isOtherwiseSpelled(routing) || !cors.answered(routing.request())) {
            ForeignPages.look(routing);
            StatedType.correct(routing);
            routing.next();
        }
    }

    /** Whether the request was sent on to another path; it enters again there. */
    private boolean reroute(RoutingContext routing) {
        String path = routing.normalizedPath();
        if (!below(FORWARD_AUTH, path)) {
            RequestTarget.read(routing);
        }
        Optional<Contracts.Route> route = contracts.route(path, host(routing.request()));
        CurrentContract.set(routing, route);
        boolean head = routing.request().method() == HttpMethod.HEAD;
        if (below(FORWARD_AUTH, path) && !RequestTarget.hasParameters(routing)) {
            forwardAuth.look(routing);
            // A proxy asks with the method, and some with the path and query, of the request that it holds.
            routing.reroute(HttpMethod.GET, path.equals(FORWARD_AUTH) ? withQuery(routing, path) : FORWARD_AUTH);
        } else if (head || route.filter(found -> !found.path().equals(path)).isPresent()) {
            // HEAD is answered as GET is (RFC 9110, 9.3.2), and the HTTP server leaves the body out.
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

    private static boolean below(String root, String path) {
        return path.equals(root) || path.startsWith(root + "/");
    }

    static String host(HttpServerRequest request) {
        return request.authority() == null ? "" : request.authority().host();
    }

    /** In the answer and in what is logged, so that the two can be matched. */
    private static void name(HttpServerRequest request) {
        String given = request.getHeader(REQUEST_ID);
        String id = given != null && ACCEPTED_ID.matcher(given).matches() ? given : someId();
        MDC.put("request", id);
        request.response().putHeader(REQUEST_ID, id);
    }

    /** It names a request and protects nothing, so it may be guessed. */
    private static String someId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static boolean takesAccessCookie(RoutingContext routing, String path) {
        return CurrentContract.of(routing)
                .map(route -> route.contract().usesAccessCookie())
                .orElse(below("/account", path) || below(FORWARD_AUTH, path));
    }

    /** An access cookie counts as a bearer token where none was sent. */
    private void acceptAccessCookie(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        List<String> tokens = cookies.accessTokens(request);
        if (!tokens.isEmpty() && !AccessCookies.isBearer(request.getHeader(AUTHORIZATION))) {
            AccessCookies.offer(routing, tokens, leftovers.areIgnored(request));
        }
    }
}
