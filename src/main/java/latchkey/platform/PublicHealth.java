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
import latchkey.LatchkeyConfig;
import latchkey.contract.ReadOnly;

/** Liveness and readiness on the public port, for a platform that knows no other: whether, and not why not. */
@Singleton
class PublicHealth {

    /** For which readiness is what it was: however many ask, the database is asked once. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;

    private final boolean isThere;
    private final SmallRyeHealthReporter reporter;
    private final Uni<SmallRyeHealth> readiness;

    PublicHealth(LatchkeyConfig config, SmallRyeHealthReporter reporter) {
        isThere = config.health().isPublic();
        this.reporter = reporter;
        readiness =
                Uni.createFrom().deferred(reporter::getReadinessAsync).memoize().atLeast(FRESH);
    }

    void open(@Observes Router router) {
        if (isThere) {
            ReadOnly.serve(router.route("/q/health/live"), routing -> say(routing, reporter.getLiveness()));
            ReadOnly.serve(
                    router.route("/q/health/ready"),
                    routing -> say(routing, readiness.await().indefinitely()));
        }
    }

    private static void say(RoutingContext routing, SmallRyeHealth health) {
        routing.response()
                .setStatusCode(health.isDown() ? UNAVAILABLE : OK)
                .putHeader(CONTENT_TYPE, "application/json")
                .putHeader(CACHE_CONTROL, "no-store")
                .end("{\"status\":\"" + (health.isDown() ? "DOWN" : "UP") + "\"}");
    }
}
