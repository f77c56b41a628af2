package latchkey.http.routing;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.HttpSecurityRecorder.DefaultAuthFailureHandler;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request the handler for failed authentication that Quarkus REST gave the first one. Quarkus REST would give it the same, but
 * first find the path template of the request, which only {@link latchkey.http.RequestMetrics} needs, and only for refused requests: it makes
 * a map of all resources for that, which takes more memory than the rest of the request.
 */
@Singleton
class AuthenticationFailures {

    /** That of Quarkus' authentication, which is registered earlier. Quarkus REST has the next. */
    private static final int BEFORE_QUARKUS_REST = 200;

    private static final int AFTER_QUARKUS_REST = 198;

    private volatile @Nullable Object handler;

    void register(@Observes Filters filters) {
        filters.register(this::reuse, BEFORE_QUARKUS_REST);
        filters.register(this::keep, AFTER_QUARKUS_REST);
    }

    private void reuse(RoutingContext routing) {
        if (handler != null) {
            routing.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, handler);
        }
        routing.next();
    }

    private void keep(RoutingContext routing) {
        Object given = handler == null ? routing.get(QuarkusHttpUser.AUTH_FAILURE_HANDLER) : null;
        if (given != null && !(given instanceof DefaultAuthFailureHandler)) {
            handler = given;
        }
        routing.next();
    }
}
