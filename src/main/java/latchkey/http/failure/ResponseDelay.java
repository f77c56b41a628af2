package latchkey.http.failure;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Delays a response with a timer, which holds no thread. */
@Singleton
public class ResponseDelay {

    /**
     * Completes after {@code length}, on the event loop of the request. A timer of Vert.x would round up to whole milliseconds: what it
     * adds would then depend on the work before, and reveal it.
     */
    public Uni<Void> of(Vertx vertx, Duration length) {
        Context context = vertx.getOrCreateContext();
        return Uni.createFrom().emitter(time -> {
            if (length.isZero()) {
                time.complete(null);
            } else {
                Infrastructure.getDefaultWorkerPool()
                        .schedule(
                                () -> context.runOnContext(over -> time.complete(null)),
                                length.toNanos(),
                                TimeUnit.NANOSECONDS);
            }
        });
    }
}
