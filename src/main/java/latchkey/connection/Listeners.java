package latchkey.connection;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.netty.channel.Channel;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.logging.Log;
import io.quarkus.vertx.http.DomainSocketServerStart;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import latchkey.LatchkeyConfig;

/**
 * Puts a {@link Door} at every socket that the HTTP servers listen on, and has it looked after once a second. The servers
 * themselves offer nothing that comes before a request is complete.
 */
@ApplicationScoped
class Listeners {

    /** Health and metrics: a kubelet, a Prometheus, an operator with curl. */
    private static final int BESIDE = 64;

    private final VertxInternal vertx;
    private final HttpServer server;
    private final ConnectionsConfig config;
    private final Watches watches;
    private final Map<ServerChannel, Door> doors = new ConcurrentHashMap<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final List<Future<?>> rounds = new CopyOnWriteArrayList<>();

    Listeners(Vertx vertx, HttpServer server, LatchkeyConfig config, Peers peers) {
        this.vertx = (VertxInternal) vertx;
        this.server = server;
        this.config = config.connections();
        watches = new Watches(peers);
    }

    void http(@ObservesAsync HttpServerStart started) {
        begin();
    }

    void https(@ObservesAsync HttpsServerStart started) {
        begin();
    }

    void socket(@ObservesAsync DomainSocketServerStart started) {
        begin();
    }

    private void begin() {
        if (!begun.getAndSet(true)) {
            for (EventExecutor loop : vertx.getAcceptorEventLoopGroup()) {
                rounds.add(loop.scheduleAtFixedRate(() -> goRound((SingleThreadEventLoop) loop), 0, 1, SECONDS));
            }
        }
    }

    @PreDestroy
    void end() {
        rounds.forEach(round -> round.cancel(false));
    }

    private void goRound(SingleThreadEventLoop loop) {
        try {
            // Each time, since the management port comes after the public one.
            loop.registeredChannelsIterator().forEachRemaining(this::guard);
            doors.values().forEach(Door::sweep);
        } catch (RuntimeException e) {
            // Or this round would be the last.
            Log.error("connections were not looked after", e);
        }
    }

    /** Has connections end behind their answers from now on. */
    void beginToEnd() {
        doors.values().forEach(Door::beginToEnd);
    }

    /** Has nothing more come in on the public port. */
    void shut() {
        for (EventExecutor loop : vertx.getAcceptorEventLoopGroup()) {
            loop.execute(() -> {
                ((SingleThreadEventLoop) loop).registeredChannelsIterator().forEachRemaining(this::guard);
                doors.values().stream()
                        .filter(door -> door.isPublic() && door.belongsTo(loop))
                        .forEach(Door::shut);
            });
        }
    }

    /** Has connections to the public port end that wait for a request. */
    void haveIdleOnesLeave() {
        doors.values().stream().filter(Door::isPublic).forEach(Door::haveIdleOnesLeave);
    }

    /** Whether no client can come in by the public port, and none is there. */
    boolean areEmpty() {
        return doors.values().stream().filter(Door::isPublic).allMatch(Door::isEmpty);
    }

    private void guard(Channel channel) {
        if (channel instanceof ServerChannel listening && !doors.containsKey(listening)) {
            boolean beside = isBeside(listening);
            Door door = new Door(listening, beside ? BESIDE : Capacity.of(config), !beside, config, watches);
            doors.put(listening, door);
            listening.pipeline().addFirst(door).addLast(new AcceptFaults());
            for (EventExecutor loop : vertx.getEventLoopGroup()) {
                loop.execute(() -> ((SingleThreadEventLoop) loop)
                        .registeredChannelsIterator()
                        .forEachRemaining(early -> door.guardEarly(early)));
            }
        }
    }

    /** Whether it is the management port's. */
    private boolean isBeside(ServerChannel listening) {
        return listening.localAddress() instanceof InetSocketAddress address
                && address.getPort() != server.getPort()
                && address.getPort() != server.getSecurePort();
    }
}
