package latchkey.http.failure;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Delays a response with a timer, which holds no thread. */
@Singleton
public class ResponseDelay {

    public Uni<Void> of(Vertx vertx, Duration length) {
        return Uni.createFrom().emitter(time -> {
            if (length.isZero()) {
                time.complete(null);
            } else {
                // Rounded up to whole milliseconds.
                vertx.setTimer(length.toMillis() + 1, over -> time.complete(null));
            }
        });
    }
}
