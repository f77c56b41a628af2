package latchkey.contract;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Singleton;
import java.time.Duration;

/** What holds an answer back: a timer, which takes no thread. */
@Singleton
class Delay {

    Uni<Void> of(Vertx vertx, Duration length) {
        return Uni.createFrom().emitter(time -> {
            if (length.isZero()) {
                time.complete(null);
            } else {
                // Rounded up, to what a timer counts in.
                vertx.setTimer(length.toMillis() + 1, over -> time.complete(null));
            }
        });
    }
}
