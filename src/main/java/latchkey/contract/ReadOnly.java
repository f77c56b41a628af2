package latchkey.contract;

import static io.vertx.core.http.HttpHeaders.ALLOW;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import java.util.function.Predicate;

/** What can be read and no more (RFC 9110, 9.3): by GET and HEAD; OPTIONS and the refusal of any other method say so. */
public final class ReadOnly {

    private static final int NOT_ALLOWED = 405;

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    /** Has {@code page} answer at {@code route}, on a worker thread. */
    public static void serve(Route route, Handler<RoutingContext> page) {
        serve(route, always -> true, page);
    }

    /** As {@link #serve(Route, Handler)}, where something is there; else {@code page} leaves it to others. */
    public static void serve(Route route, Predicate<RoutingContext> isThere, Handler<RoutingContext> page) {
        route.handler(routing -> {
                    if (!isThere.test(routing) || !answered(routing)) {
                        routing.next();
                    }
                })
                .blockingHandler(page);
    }

    /** Whether the request is not one to read, and was answered. */
    static boolean answered(RoutingContext routing) {
        HttpMethod method = routing.request().method();
        if (READING.contains(method)) {
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

    private ReadOnly() {}
}
