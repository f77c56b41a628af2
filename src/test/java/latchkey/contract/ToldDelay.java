package latchkey.contract;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The service's timer in tests: it tells for how long each refusal was held back. */
@Alternative
@Priority(1)
@Singleton
public class ToldDelay extends Delay {

    private static final List<Duration> TOLD = new CopyOnWriteArrayList<>();

    public static void forget() {
        TOLD.clear();
    }

    public static List<Duration> told() {
        return List.copyOf(TOLD);
    }

    @Override
    Uni<Void> of(Vertx vertx, Duration length) {
        TOLD.add(length);
        return super.of(vertx, length);
    }
}
