package latchkey.connection.pipeline;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.util.Attribute;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.EventExecutor;
import io.quarkus.logging.Log;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.DomainSocketServerStart;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.HttpsServerStart;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import latchkey.connection.ConnectionLimit;
import latchkey.connection.ConnectionsConfig;
import latchkey.connection.PeerKind;

/**
 * Installs a {@link ListeningSocket} on every socket that the HTTP servers listen on, and checks each once a second. The
 * servers have no hook for connections whose request is incomplete.
 */
@ApplicationScoped
class Listeners {

    /** Connections to the management port: a kubelet, Prometheus, an operator with curl. */
    private static final int MANAGEMENT_LIMIT = 64;

    private static final AttributeKey<Boolean> MANAGEMENT = AttributeKey.valueOf(Listeners.class, "management");

    private final VertxInternal vertx;
    private final HttpServer server;
    private final ConnectionsConfig config;
    private final PipelineSetup pipelineSetup;
    private final Map<ServerChannel, ListeningSocket> sockets = new ConcurrentHashMap<>();
    private final AtomicBoolean started = new AtomicBoolean();
    private final List<Future<?>> checks = new CopyOnWriteArrayList<>();

    Listeners(Vertx vertx, HttpServer server, ConnectionsConfig config, PeerKind peers) {
        this.vertx = (VertxInternal) vertx;
        this.server = server;
        this.config = config;
        pipelineSetup = new PipelineSetup(peers);
    }

    void http(@ObservesAsync HttpServerStart event) {
        begin();
    }

    void https(@ObservesAsync HttpsServerStart event) {
        begin();
    }

    void socket(@ObservesAsync DomainSocketServerStart event) {
        begin();
    }

    /** Development mode keeps the servers, and their connections, when it starts the application again. */
    void development(@Observes StartupEvent event) {
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            begin();
        }
    }

    private void begin() {
        if (!started.getAndSet(true)) {
            for (EventExecutor loop : vertx.getAcceptorEventLoopGroup()) {
                checks.add(loop.scheduleAtFixedRate(() -> checkAll((SingleThreadEventLoop) loop), 0, 1, SECONDS));
            }
        }
    }

    @PreDestroy
    void end() {
        checks.forEach(check -> check.cancel(false));
        if (LaunchMode.current() == LaunchMode.DEVELOPMENT) {
            forEachChannel(vertx.getAcceptorEventLoopGroup(), PipelineSetup::uninstall);
            forEachChannel(vertx.getEventLoopGroup(), PipelineSetup::uninstall);
        }
    }

    private void checkAll(SingleThreadEventLoop loop) {
        try {
            // On every check, since the management port opens after the public one.
            loop.registeredChannelsIterator().forEachRemaining(this::install);
            sockets.values().forEach(ListeningSocket::sweep);
        } catch (RuntimeException e) {
            // Without this catch, the executor would not run the check again.
            Log.error("connections could not be checked", e);
        }
    }

    /** Has each connection close after its current response. */
    void beginShutdown() {
        sockets.values().forEach(ListeningSocket::beginShutdown);
    }

    /** Stops accepting connections on the public port. */
    void stopAccepting() {
        for (EventExecutor loop : vertx.getAcceptorEventLoopGroup()) {
            loop.execute(() -> {
                ((SingleThreadEventLoop) loop).registeredChannelsIterator().forEachRemaining(this::install);
                sockets.values().stream()
                        .filter(socket -> socket.isPublic() && socket.belongsTo(loop))
                        .forEach(ListeningSocket::stopAccepting);
            });
        }
    }

    /** Closes idle connections to the public port. */
    void closeIdle() {
        sockets.values().stream().filter(ListeningSocket::isPublic).forEach(ListeningSocket::closeIdle);
    }

    /** Whether the public port accepts no client and has no connection left. */
    boolean areEmpty() {
        return sockets.values().stream().filter(ListeningSocket::isPublic).allMatch(ListeningSocket::isEmpty);
    }

    private void install(Channel channel) {
        if (channel instanceof ServerChannel listening && !sockets.containsKey(listening)) {
            boolean management = isManagement(listening);
            ListeningSocket socket = new ListeningSocket(
                    listening,
                    management ? MANAGEMENT_LIMIT : ConnectionLimit.of(config),
                    !management,
                    config,
                    pipelineSetup);
            sockets.put(listening, socket);
            listening.pipeline().addFirst(socket).addLast(new AcceptFailures());
            forEachChannel(vertx.getEventLoopGroup(), socket::addEarly);
        }
    }

    /** Calls {@code action} on the event loop of each channel. */
    private static void forEachChannel(EventLoopGroup loops, Consumer<Channel> action) {
        for (EventExecutor loop : loops) {
            loop.execute(() ->
                    ((SingleThreadEventLoop) loop).registeredChannelsIterator().forEachRemaining(action));
        }
    }

    /** Whether it is the management port. When the application starts again, the server no longer knows its ports. */
    private boolean isManagement(ServerChannel listening) {
        Attribute<Boolean> management = listening.attr(MANAGEMENT);
        management.setIfAbsent(listening.localAddress() instanceof InetSocketAddress address
                && address.getPort() != server.getPort()
                && address.getPort() != server.getSecurePort());
        return management.get();
    }
}
