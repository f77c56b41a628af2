package latchkey.connection.pipeline;

import io.netty.util.concurrent.FastThreadLocal;
import io.quarkus.logging.Log;
import io.vertx.core.Handler;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Handles failures before routing, which no router can answer. Without an answer the client would wait for ever, and a proxy
 * would take the replica for dead.
 */
final class UnroutedFailures implements Handler<Throwable> {

    private static final int FRAMES = 3;

    private final FastThreadLocal<@Nullable Connection> current = new FastThreadLocal<>();

    /** Assigns the following failures on this thread to {@code connection}. */
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
        // The message is left out, since it may quote a header.
        Log.errorf(
                "request failed before it was routed: %s at %s",
                fault.getClass().getName(),
                Stream.of(fault.getStackTrace()).limit(FRAMES).toList());
        Connection connection = current.get();
        if (connection != null) {
            connection.refuse(ConnectionRefusal.FAULT);
        }
    }
}
