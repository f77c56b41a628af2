package latchkey.http.routing;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.HttpSecurityRecorder.DefaultAuthFailureHandler;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.function.BiConsumer;

/**
 * Fails a request if its authentication fails, as Quarkus REST does. But Quarkus REST first finds the path template of every request, for
 * labels that Latchkey does not use: it makes a map of all resources for that, which takes more memory than the request itself.
 */
@Singleton
class AuthenticationFailures {

    /** That of Quarkus' authentication, which is registered earlier; Quarkus REST comes after it. */
    private static final int PRIORITY = 200;

    private static final BiConsumer<RoutingContext, Throwable> HANDLER = AuthenticationFailures::fail;

    void register(@Observes Filters filters) {
        filters.register(AuthenticationFailures::handle, PRIORITY);
    }

    private static void handle(RoutingContext routing) {
        routing.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, HANDLER);
        routing.next();
    }

    private static void fail(RoutingContext routing, Throwable failure) {
        DefaultAuthFailureHandler.markIfOtherAuthenticationFailure(routing, failure);
        if (!routing.failed()) {
            routing.fail(DefaultAuthFailureHandler.extractRootCause(failure));
        }
    }
}
