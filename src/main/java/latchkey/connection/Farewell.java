package latchkey.connection;

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
 * The end of the service: no client is let in any more, those that have asked are answered, and those that have not are sent away. Quarkus alone lets
 * clients in until it ends, and then ends with what they have just asked.
 */
@ApplicationScoped
class Farewell {

    /** In milliseconds, between two looks at who is still there. */
    private static final int ROUND = 20;

    private final Listeners listeners;
    private final VertxInternal vertx;
    private final Duration delay;
    private final Duration timeout;
    private long last;

    Farewell(
            Listeners listeners,
            Vertx vertx,
            @ConfigProperty(name = "quarkus.shutdown.delay") Duration delay,
            @ConfigProperty(name = "quarkus.shutdown.timeout") Duration timeout) {
        this.listeners = listeners;
        this.vertx = (VertxInternal) vertx;
        this.delay = delay;
        this.timeout = timeout;
    }

    /** When readiness goes down. Quarkus waits for the delay, and then for requests at hand. */
    void begin(@Observes ShutdownDelayInitiatedEvent told) {
        last = System.nanoTime() + delay.plus(timeout).toNanos();
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            listeners.beginToEnd();
            ScheduledExecutorService loop = vertx.getEventLoopGroup();
            loop.schedule(listeners::shut, delay.toMillis(), MILLISECONDS);
            // Clients that wait for nothing are not kept waiting for those that are answered.
            loop.scheduleWithFixedDelay(listeners::haveIdleOnesLeave, delay.toMillis(), ROUND, MILLISECONDS);
        }
    }

    /** Before anything that a request may need goes. */
    void end(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent told) throws InterruptedException {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            while (!listeners.areEmpty() && System.nanoTime() < last) {
                Thread.sleep(ROUND);
            }
        }
    }
}
