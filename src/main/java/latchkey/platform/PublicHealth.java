package latchkey.platform;

import static io.vertx.core.http.HttpHeaders.CACHE_CONTROL;
import static io.vertx.core.http.HttpHeaders.CONTENT_TYPE;

import io.smallrye.health.SmallRyeHealth;
import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import latchkey.http.ReadOnlyRoute;

/** Liveness and readiness on the public port, for a platform that can check no other: the status without details. */
@Singleton
class PublicHealth {

    /** How long a readiness result is cached, so that many probes query the database once. */
    private static final Duration CACHED_FOR = Duration.ofSeconds(1);

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final boolean enabled;
    private final SmallRyeHealthReporter reporter;
    private final Uni<SmallRyeHealth> readiness;

    PublicHealth(HealthConfig config, SmallRyeHealthReporter reporter) {
        enabled = config.isPublic();
        this.reporter = reporter;
        readiness =
                Uni.createFrom().deferred(reporter::getReadinessAsync).memoize().atLeast(CACHED_FOR);
    }

    void register(@Observes Router router) {
        if (enabled) {
            ReadOnlyRoute.serve(router.route("/q/health/live"), routing -> answer(routing, reporter.getLiveness()));
            ReadOnlyRoute.serve(
                    router.route("/q/health/ready"),
                    routing -> answer(routing, readiness.await().indefinitely()));
        }
    }

    private static void answer(RoutingContext routing, SmallRyeHealth health) {
        routing.response()
                .setStatusCode(health.isDown() ? UNAVAILABLE : OK)
                .putHeader(CONTENT_TYPE, "application/json")
                .putHeader(CACHE_CONTROL, "no-store")
                .end("{\"status\":\"" + (health.isDown() ? "DOWN" : "UP") + "\"}");
    }
}
