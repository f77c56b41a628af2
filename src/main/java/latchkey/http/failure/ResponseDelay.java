package latchkey.http.failure;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Delays a response with a timer, which holds no thread. */
@Singleton
public class ResponseDelay {

    /**
     * One thread for all delays. The timers of Vert.x, and of Quarkus, count whole milliseconds: what they add would depend on the work
     * before, and reveal it.
     */
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "response delay");
        thread.setDaemon(true);
        return thread;
    });

    /** Completes after {@code length}, on the event loop of the request. */
    public Uni<Void> of(Vertx vertx, Duration length) {
        if (length.isZero()) {
            return Uni.createFrom().voidItem();
        }
        Context context = vertx.getOrCreateContext();
        return Uni.createFrom()
                .emitter(time -> timer.schedule(
                        () -> context.runOnContext(over -> time.complete(null)),
                        length.toNanos(),
                        TimeUnit.NANOSECONDS));
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }
}
