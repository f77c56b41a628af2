package latchkey.connection.pipeline;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import latchkey.attempt.Network;
import latchkey.connection.Awaited;
import latchkey.connection.ConnectionsConfig;
import latchkey.connection.RequestMemory;

/**
 * A listening socket and its connections. If there are too many, or they hold too much memory, Latchkey closes those that have
 * waited longest for their clients: clients that never send a request cannot shut out the others.
 */
@Sharable
public final class ListeningSocket extends ChannelInboundHandlerAdapter {

    /** The share of connections to close at once, as a divisor, so that not every new one triggers a search. */
    private static final int BATCH = 16;

    /** Milliseconds to accept the connections that the kernel already has. */
    private static final int ACCEPT_DELAY = 20;

    /**
     * The share of connections that one client network may have, as a divisor; beyond it, Latchkey closes that network's own.
     */
    private static final int NETWORK_SHARE = 2;

    /** In bytes. Small reads keep an incomplete or early request small. */
    private static final int MAX_READ = 2048;

    private static final int MIN_READ = 512;

    /** In bytes. Latchkey reads no more while a larger part of a response is unsent. */
    private static final int MAX_UNSENT = 8 * 1024;

    private final ServerChannel channel;
    private final int limit;
    private final boolean publicPort;
    private final ConnectionsConfig config;
    private final RequestMemory memory = new RequestMemory(Runtime.getRuntime().maxMemory());
    private final PipelineSetup pipelineSetup;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Map<Network, Integer> byNetwork = new ConcurrentHashMap<>();
    private final ClosedConnections closed = new ClosedConnections();
    private volatile boolean full;
    private volatile boolean ending;

    ListeningSocket(
            ServerChannel channel,
            int limit,
            boolean publicPort,
            ConnectionsConfig config,
            PipelineSetup pipelineSetup) {
        this.channel = channel;
        this.limit = limit;
        this.publicPort = publicPort;
        this.config = config;
        this.pipelineSetup = pipelineSetup;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Channel client) {
            add(client);
            client.pipeline().addLast(pipelineSetup);
        }
        ctx.fireChannelRead(message);
    }

    /** Adds a connection that the server accepted before this handler was installed. */
    void addEarly(Channel client) {
        if (client.parent() == channel && client.pipeline().get(RequestMonitor.class) == null) {
            add(client);
            client.pipeline().addFirst(pipelineSetup);
        }
    }

    /** If the limit is reached, the next connection waits in the kernel until one closes. */
    private void add(Channel client) {
        client.config().setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(MIN_READ, MAX_READ, MAX_READ));
        client.config().setWriteBufferWaterMark(new WriteBufferWaterMark(MAX_UNSENT / 2, MAX_UNSENT));
        Connection connection = pipelineSetup.connection(client, this);
        open.add(connection);
        client.closeFuture().addListener(over -> remove(connection));
        Network network = connection.network();
        if (network != null && byNetwork.merge(network, 1, Integer::sum) > Math.max(1, limit / NETWORK_SHARE)) {
            makeRoom(
                    Math.max(1, limit / NETWORK_SHARE / BATCH),
                    other -> other != connection && network.equals(other.network()));
        } else if (open.size() > limit - batch()) {
            makeRoom(other -> other != connection);
        }
        if (isLimitReached()) {
            full = true;
            channel.config().setAutoRead(false);
            // Connections that were accepted together can be closed once they have their event loops.
            channel.eventLoop().execute(this::acceptOrMakeRoom);
        }
    }

    private void remove(Connection connection) {
        open.remove(connection);
        connection.hold(0);
        if (connection.network() != null) {
            byNetwork.computeIfPresent(connection.network(), (same, count) -> count == 1 ? null : count - 1);
        }
        closed.add(connection.channel(), this::acceptAgain);
    }

    private void acceptAgain() {
        if (full) {
            channel.eventLoop().execute(this::acceptOrMakeRoom);
        }
    }

    private boolean isLimitReached() {
        return open.size() + closed.count() >= limit;
    }

    private void acceptOrMakeRoom() {
        if (!full) {
            return;
        }
        if (!isLimitReached()) {
            full = false;
            channel.config().setAutoRead(true);
        } else if (open.size() >= limit) {
            makeRoom(other -> true);
        }
    }

    /** Whether a new connection waits for an idle one to close. */
    public boolean isFull() {
        return full;
    }

    /** Whether it is the public port, not the management port. */
    boolean isPublic() {
        return publicPort;
    }

    boolean belongsTo(EventExecutor loop) {
        return channel.eventLoop() == loop;
    }

    /** Has each connection close after the current response, or the next. */
    void beginShutdown() {
        ending = true;
    }

    public boolean isEnding() {
        return ending;
    }

    /** Accepts the connections that the kernel already has, then closes the socket. */
    void stopAccepting() {
        ending = true;
        channel.eventLoop().schedule(() -> channel.close(), ACCEPT_DELAY, TimeUnit.MILLISECONDS);
    }

    void closeIdle() {
        open.forEach(Connection::closeIfIdle);
    }

    boolean isEmpty() {
        return open.isEmpty() && !channel.isOpen();
    }

    public Duration timeout(Awaited awaited) {
        return awaited.timeout(config);
    }

    /** Adds to the bytes that connections actually hold, and says whether they are far too many. */
    public boolean isFarOverLimit(long bytes) {
        return memory.addActual(bytes);
    }

    /** Adds to the bytes held; if they are too many, closes the connections that waited longest. */
    public void addHeld(Connection connection, long bytes) {
        long tooMuch = memory.addHeld(bytes);
        if (tooMuch <= 0 || bytes < 0) {
            return;
        }
        for (Connection other : waitingLongest(Connection::isOverLimit)) {
            if (tooMuch > 0) {
                tooMuch -= other.held();
                other.requestClose(ConnectionRefusal.NO_ROOM);
            }
        }
        if (tooMuch > 0 && connection.canBeRefused()) {
            connection.refuse(ConnectionRefusal.NO_ROOM);
        }
    }

    /** Makes room for a batch, and for connections accepted beyond the limit, since several arrive at once. */
    private void makeRoom(Predicate<Connection> filter) {
        makeRoom(Math.max(batch(), open.size() - limit + batch()), filter);
    }

    private int batch() {
        return Math.max(1, limit / BATCH);
    }

    private void makeRoom(int count, Predicate<Connection> filter) {
        long closing =
                open.stream().filter(filter).filter(Connection::isClosing).count();
        waitingLongest(filter).stream()
                .limit(Math.max(0, count - closing))
                .forEach(other -> other.requestClose(ConnectionRefusal.NO_ROOM));
    }

    private List<Connection> waitingLongest(Predicate<Connection> filter) {
        long now = System.nanoTime();
        record Waiting(Connection connection, long nanos) {}
        return open.stream()
                .filter(Connection::canClose)
                .filter(filter)
                .map(connection -> new Waiting(connection, now - connection.since()))
                .sorted(Comparator.comparingLong(Waiting::nanos).reversed())
                .map(Waiting::connection)
                .toList();
    }

    /** Runs once a second: closes connections that took too long, and makes room if there is none. */
    void sweep() {
        long now = System.nanoTime();
        open.stream()
                .filter(connection -> connection.isLate(now))
                .forEach(connection -> connection.requestClose(ConnectionRefusal.TOO_SLOW));
        acceptOrMakeRoom();
    }
}
