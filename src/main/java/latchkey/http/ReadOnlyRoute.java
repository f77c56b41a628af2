package latchkey.http;

import static io.vertx.core.http.HttpHeaders.ALLOW;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Predicate;

/** A route that supports GET and HEAD only (RFC 9110, 9.3), and says so in answers to OPTIONS and other methods. */
public final class ReadOnlyRoute {

    private static final int NOT_ALLOWED = 405;

    private static final Set<HttpMethod> ALLOWED = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /** Serves {@code page} at {@code route} on a worker thread. */
    public static void serve(Route route, Handler<RoutingContext> page) {
        serve(route, always -> true, page);
    }

    /** Like {@link #serve(Route, Handler)}, but passes on requests for which {@code isThere} is false. */
    public static void serve(Route route, Predicate<RoutingContext> isThere, Handler<RoutingContext> page) {
        route.handler(routing -> {
                    if (!isThere.test(routing) || !answerOtherMethods(routing)) {
                        routing.next();
                    }
                })
                .blockingHandler(page);
    }

    /**
     * Answers a request of any method but GET and HEAD.
     *
     * @return whether it answered
     */
    public static boolean answerOtherMethods(RoutingContext routing) {
        HttpMethod method = routing.request().method();
        if (ALLOWED.contains(method)) {
            return false;
        }
        routing.response().putHeader(ALLOW, "GET, HEAD, OPTIONS");
        if (method == HttpMethod.OPTIONS) {
            routing.response().end();
        } else {
            routing.fail(NOT_ALLOWED);
        }
        return true;
    }

    private ReadOnlyRoute() {}
}
