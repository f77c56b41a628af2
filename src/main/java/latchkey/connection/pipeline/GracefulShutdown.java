package latchkey.connection.pipeline;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Shuts the service down: Latchkey accepts no more clients, answers pending requests, and closes idle connections. Quarkus
 * alone accepts clients until it ends, and drops the requests that they have just sent.
 */
@ApplicationScoped
class GracefulShutdown {

    /** Milliseconds between two checks for remaining connections. */
    private static final int POLL_INTERVAL = 20;

    private final Listeners listeners;
    private final VertxInternal vertx;
    private final Duration delay;
    private final Duration timeout;
    private long deadline;

    GracefulShutdown(
            Listeners listeners,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.shutdown.delay") Duration delay,
            @ConfigProperty(name = "quarkus.shutdown.timeout") Duration timeout) {
        this.listeners = listeners;
        this.vertx = (VertxInternal) vertx;
        this.delay = delay;
        this.timeout = timeout;
    }

    /** Runs when readiness goes down. Quarkus waits for the delay, and then for pending requests. */
    void begin(@Observes ShutdownDelayInitiatedEvent event) {
        deadline = System.nanoTime() + delay.plus(timeout).toNanos();
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            listeners.beginShutdown();
            ScheduledExecutorService loop = vertx.getEventLoopGroup();
            loop.schedule(listeners::stopAccepting, delay.toMillis(), MILLISECONDS);
            // Idle clients need not wait until all others are answered.
            loop.scheduleWithFixedDelay(listeners::closeIdle, delay.toMillis(), POLL_INTERVAL, MILLISECONDS);
        }
    }

    /** Runs before anything closes that a request may need. */
    void end(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event)
            throws InterruptedException {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            while (!listeners.areEmpty() && System.nanoTime() < deadline) {
                Thread.sleep(POLL_INTERVAL);
            }
        }
    }
}
