package latchkey.connection;

import io.netty.util.concurrent.FastThreadLocal;
import io.quarkus.logging.Log;
import io.vertx.core.Handler;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with a request where no router can answer it: before it is routed. Without an answer the client would wait for
 * ever, and a proxy in front take it for a dead replica.
 */
final class Faults implements Handler<Throwable> {

    private static final int FRAMES = 3;

    private final FastThreadLocal<@Nullable Connection> current = new FastThreadLocal<>();

    /** From here on, what goes wrong on this thread does so for {@code connection}. */
    @Nullable
    Connection enter(Connection connection) {
        Connection outer = current.get();
        current.set(connection);
        return outer;
    }

    void exit(@Nullable Connection outer) {
        current.set(outer);
    }

    @Override
    public void handle(Throwable fault) {
        // Without its message, which may quote a header.
        Log.errorf(
                "request failed before it was routed: %s at %s",
                fault.getClass().getName(),
                Stream.of(fault.getStackTrace()).limit(FRAMES).toList());
        Connection connection = current.get();
        if (connection != null) {
            connection.refuse(Refusal.FAULT);
        }
    }
}
