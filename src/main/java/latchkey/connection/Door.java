package latchkey.connection;

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
import latchkey.account.Network;

/**
 * A listening socket, and the connections that came in by it. Where there are too many, or they hold too much, those leave whose
 * clients kept it waiting for longest: a client that is about to send its request is not shut out by those that never will.
 */
@Sharable
final class Door extends ChannelInboundHandlerAdapter {

    /** Of the connections; how many leave at once, so that not each one that comes has to look for another. */
    private static final int BATCH = 16;

    /** In milliseconds; enough to accept what the kernel has. */
    private static final int SOON = 20;

    /** Of the connections; how many one client's network may have before it is its own that leave. */
    private static final int SHARE = 2;

    /** In bytes. Little is read at once, so that an unfinished request, or one that comes too early, holds little. */
    private static final int READ = 2048;

    private static final int READ_LEAST = 512;

    /** In bytes. With more of an answer unsent, nothing more is read. */
    private static final int UNSENT = 8 * 1024;

    private final ServerChannel channel;
    private final int limit;
    private final boolean toThePublic;
    private final ConnectionsConfig config;
    private final Memory memory = new Memory(Runtime.getRuntime().maxMemory());
    private final Watches watches;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final Map<Network, Integer> byNetwork = new ConcurrentHashMap<>();
    private volatile boolean full;
    private volatile boolean ending;

    Door(ServerChannel channel, int limit, boolean toThePublic, ConnectionsConfig config, Watches watches) {
        this.channel = channel;
        this.limit = limit;
        this.toThePublic = toThePublic;
        this.config = config;
        this.watches = watches;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Channel client) {
            enter(client);
            client.pipeline().addLast(watches);
        }
        ctx.fireChannelRead(message);
    }

    /** The same for one that came in before this was here. */
    void guardEarly(Channel client) {
        if (client.parent() == channel && client.pipeline().get(RequestWatch.class) == null) {
            enter(client);
            client.pipeline().addFirst(watches);
        }
    }

    /** Where there is no room left, the next one waits in the kernel until one leaves. */
    private void enter(Channel client) {
        client.config().setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(READ_LEAST, READ, READ));
        client.config().setWriteBufferWaterMark(new WriteBufferWaterMark(UNSENT / 2, UNSENT));
        Connection connection = watches.connection(client, this);
        open.add(connection);
        client.closeFuture().addListener(closed -> leave(connection));
        Network network = connection.network();
        if (network != null && byNetwork.merge(network, 1, Integer::sum) > Math.max(1, limit / SHARE)) {
            makeRoom(
                    Math.max(1, limit / SHARE / BATCH),
                    other -> other != connection && network.equals(other.network()));
        } else if (open.size() > limit - batch()) {
            makeRoom(other -> other != connection);
        }
        if (open.size() >= limit) {
            full = true;
            channel.config().setAutoRead(false);
            // Those that came in together can be asked to leave once they have their event loops.
            channel.eventLoop().execute(this::letIn);
        }
    }

    private void leave(Connection connection) {
        open.remove(connection);
        connection.hold(0);
        if (connection.network() != null) {
            byNetwork.computeIfPresent(connection.network(), (same, count) -> count == 1 ? null : count - 1);
        }
        if (full) {
            channel.eventLoop().execute(this::letIn);
        }
    }

    private void letIn() {
        if (!full) {
            return;
        }
        if (open.size() < limit) {
            full = false;
            channel.config().setAutoRead(true);
        } else {
            makeRoom(other -> true);
        }
    }

    /** Whether another connection waits for one that rests. */
    boolean isFull() {
        return full;
    }

    /** Whether it is not the management port's. */
    boolean isPublic() {
        return toThePublic;
    }

    boolean belongsTo(EventExecutor loop) {
        return channel.eventLoop() == loop;
    }

    /** Has each connection end behind the answer at hand, or the next. */
    void beginToEnd() {
        ending = true;
    }

    boolean isEnding() {
        return ending;
    }

    /** Lets those clients in that have come already, and then none. */
    void shut() {
        ending = true;
        channel.eventLoop().schedule(() -> channel.close(), SOON, TimeUnit.MILLISECONDS);
    }

    void haveIdleOnesLeave() {
        open.forEach(Connection::leaveIfIdle);
    }

    boolean isEmpty() {
        return open.isEmpty() && !channel.isOpen();
    }

    Duration patience(Turn turn) {
        return turn.patience(config);
    }

    /** Counts what a connection holds in fact, more or less. */
    boolean holdsFarTooMuch(long bytes) {
        return memory.holdInFact(bytes);
    }

    /** Counts what a connection holds more, or less. */
    void take(Connection connection, long bytes) {
        long tooMuch = memory.take(bytes);
        if (tooMuch <= 0 || bytes < 0) {
            return;
        }
        for (Connection other : waitingLongest(Connection::holdsMuch)) {
            if (tooMuch > 0) {
                tooMuch -= other.held();
                other.askToLeave(Refusal.NO_ROOM);
            }
        }
        if (tooMuch > 0 && connection.canBeRefused()) {
            connection.refuse(Refusal.NO_ROOM);
        }
    }

    /** For a batch, and for those that were accepted beyond the limit, since several are at once. */
    private void makeRoom(Predicate<Connection> whose) {
        makeRoom(Math.max(batch(), open.size() - limit + batch()), whose);
    }

    private int batch() {
        return Math.max(1, limit / BATCH);
    }

    private void makeRoom(int count, Predicate<Connection> whose) {
        long leaving = open.stream().filter(whose).filter(Connection::isLeaving).count();
        waitingLongest(whose).stream()
                .limit(Math.max(0, count - leaving))
                .forEach(other -> other.askToLeave(Refusal.NO_ROOM));
    }

    private List<Connection> waitingLongest(Predicate<Connection> whose) {
        long now = System.nanoTime();
        record Waiting(Connection connection, long nanos) {}
        return open.stream()
                .filter(Connection::canLeave)
                .filter(whose)
                .map(connection -> new Waiting(connection, now - connection.since()))
                .sorted(Comparator.comparingLong(Waiting::nanos).reversed())
                .map(Waiting::connection)
                .toList();
    }

    /** Once a second: ends what took too long, and makes room where there is none. */
    void sweep() {
        long now = System.nanoTime();
        open.stream()
                .filter(connection -> connection.isLate(now))
                .forEach(connection -> connection.askToLeave(Refusal.TOO_SLOW));
        letIn();
    }
}
