package latchkey.http.routing;

import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** The routes of the management port, which no web page may read. */
@Singleton
class ManagementPort {

    private final UnroutedRequests unrouted;

    ManagementPort(UnroutedRequests unrouted) {
        this.unrouted = unrouted;
    }

    void register(@Observes ManagementInterface management) {
        Router router = management.router();
        removeCors(router);
        router.route()
                .order(-RequestRouter.BEFORE_QUARKUS)
                .handler(routing -> handle(routing, router))
                .failureHandler(routing -> unrouted.refuse(routing, false));
    }

    private void handle(RoutingContext routing, Router router) {
        if (!BodilessResponse.reroute(routing, router)) {
            unrouted.handleManagement(routing);
        }
    }

    /**
     * Quarkus has no setting for its handler, which comes before all others, allows any origin, and fails on one that is no origin. Its
     * route has no name, but prints its handler.
     */
    private static void removeCors(Router router) {
        router.getRoutes().stream()
                .filter(route -> route.toString().contains(CorsHandler.class.getSimpleName()))
                .forEach(Route::remove);
    }
}
