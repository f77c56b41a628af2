package latchkey.http.signin;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import latchkey.http.failure.ResponseDelay;

/** The service's timer in tests: it records the delay of each refusal. */
@Alternative
@Priority(1)
@Singleton
public class RetryDelay extends ResponseDelay {

    private static final List<Duration> TOLD = new CopyOnWriteArrayList<>();

    public static void forget() {
        TOLD.clear();
    }

    public static List<Duration> delays() {
        return List.copyOf(TOLD);
    }

    @Override
    public Uni<Void> of(Vertx vertx, Duration length) {
        TOLD.add(length);
        return super.of(vertx, length);
    }
}
