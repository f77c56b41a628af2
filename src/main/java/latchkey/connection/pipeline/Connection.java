package latchkey.connection.pipeline;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import latchkey.attempt.Network;
import latchkey.connection.Awaited;
import org.jspecify.annotations.Nullable;

/** One connection: what it waits for, since when, and how much heap it holds. Its event loop writes, any thread reads. */
public final class Connection {

    /** How long a client has to read why Latchkey closes its connection. */
    private static final Duration MAX_LINGER = Duration.ofSeconds(5);

    /** How long a new client has to send its first request while the service shuts down. */
    private static final Duration NEW_CLIENT_GRACE = Duration.ofSeconds(1);

    /** In bytes. The connection limit bounds all that is smaller. */
    private static final long SMALL_AMOUNT = 8192;

    private final Channel channel;
    private final ListeningSocket socket;
    private final String peer;
    private final @Nullable Network network;
    private final AtomicLong held = new AtomicLong();
    private long actual;
    private volatile Awaited awaited = Awaited.FIRST_REQUEST;
    private volatile long since = System.nanoTime();
    private volatile boolean closing;
    private boolean readingEnded;
    private @Nullable Consumer<ConnectionRefusal> refusal;

    /** @param network null for a proxy, which forwards requests of many clients */
    public Connection(Channel channel, ListeningSocket socket, String peer, @Nullable Network network) {
        this.channel = channel;
        this.socket = socket;
        this.peer = peer;
        this.network = network;
    }

    /** The connection of {@code request}. */
    public static Optional<Connection> of(HttpServerRequest request) {
        RequestMonitor monitor = request.connection() instanceof ConnectionBase base
                ? base.channel().pipeline().get(RequestMonitor.class)
                : null;
        return Optional.ofNullable(monitor).map(RequestMonitor::connection);
    }

    /**
     * Has {@code refusal} answer instead of the connection, if the request body does not arrive in time or all bodies together
     * become too large. The event loop calls it.
     */
    public void onRefusal(Consumer<ConnectionRefusal> refusal) {
        this.refusal = refusal;
    }

    Channel channel() {
        return channel;
    }

    public String peer() {
        return peer;
    }

    @Nullable
    public Network network() {
        return network;
    }

    public Awaited awaited() {
        return awaited;
    }

    public long since() {
        return since;
    }

    public long held() {
        return held.get();
    }

    public boolean isClosing() {
        return closing;
    }

    /** Whether Latchkey may close it to make room for another connection. */
    public boolean canClose() {
        return !closing && awaited.isClientsTurn() && channel.isRegistered();
    }

    /** Whether Latchkey may refuse its current request to free memory. */
    public boolean canBeRefused() {
        return canClose() && awaited.isWithinRequest() && isOverLimit();
    }

    public boolean isOverLimit() {
        return held.get() > SMALL_AMOUNT;
    }

    public void begin(Awaited next) {
        awaited = next;
        since = System.nanoTime();
        if (next == Awaited.ANSWER) {
            refusal = null;
        }
        if (next == Awaited.NEXT_REQUEST && (socket.isFull() || socket.isEnding())) {
            closeAfterResponse();
        }
    }

    /** Whether the current request is the last one, since the service shuts down. */
    public boolean isEnding() {
        return socket.isEnding();
    }

    /** Closes it, from any thread, if its client has no request pending; a new client gets a moment to send one. */
    public void closeIfIdle() {
        long requestedAt = since;
        boolean idle = awaited == Awaited.NEXT_REQUEST
                || awaited == Awaited.FIRST_REQUEST && System.nanoTime() - requestedAt > NEW_CLIENT_GRACE.toNanos();
        if (idle && !closing && channel.isRegistered()) {
            channel.eventLoop().execute(() -> {
                // The event loop read everything that had arrived by then before it runs this.
                if (since == requestedAt) {
                    closeAfterResponse();
                }
            });
        }
    }

    /** The response may not have been sent yet. */
    public void closeAfterResponse() {
        closing = true;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Lets the client send for {@link #MAX_LINGER} before Latchkey cuts the connection. */
    public void linger() {
        closing = true;
        since = System.nanoTime();
        updateHeld(0);
    }

    /** Ends it at once; must be called on its event loop. */
    public void refuse(ConnectionRefusal why) {
        if (!closing) {
            closing = true;
            updateHeld(0);
            end(why);
        }
    }

    /** Whether Latchkey has given its last answer and reads no more. */
    public boolean isReadingEnded() {
        return readingEnded;
    }

    /**
     * Sets how many bytes it holds now. If all connections hold far too much, because those that Latchkey asked to close have
     * not gone yet, it closes itself rather than hold more.
     */
    public void hold(long bytes) {
        boolean tooMuch = socket.isFarOverLimit(bytes - actual) && bytes > actual;
        actual = bytes;
        updateHeld(closing ? 0 : bytes);
        if (tooMuch && isOverLimit() && awaited == Awaited.NEXT_REQUEST && !closing) {
            closing = true;
            updateHeld(0);
            cut();
        }
    }

    /** Counts only memory that Latchkey can still reclaim: a closing connection counts as zero. */
    private void updateHeld(long now) {
        long change = now - held.getAndSet(now);
        if (change != 0) {
            socket.addHeld(this, change);
        }
    }

    /** Whether the client or the service has taken longer than it may. */
    public boolean isLate(long now) {
        return now - since > timeout().toNanos();
    }

    private Duration timeout() {
        return closing ? MAX_LINGER : socket.timeout(awaited);
    }

    /** Closes it, from any thread, unless it makes progress in the meantime. */
    public void requestClose(ConnectionRefusal why) {
        if (!channel.isRegistered()) {
            // It has no event loop yet, or no longer has one.
            return;
        }
        long requestedAt = since;
        boolean wasClosing = closing;
        closing = true;
        updateHeld(0);
        channel.eventLoop().execute(() -> {
            if (wasClosing) {
                if (isLate(System.nanoTime())) {
                    cut();
                }
            } else if (since == requestedAt && (awaited.isClientsTurn() || isOverdue())) {
                end(why);
            } else {
                closing = false;
            }
        });
    }

    private boolean isOverdue() {
        return System.nanoTime() - since > socket.timeout(awaited).toNanos();
    }

    private void end(ConnectionRefusal why) {
        Consumer<ConnectionRefusal> handler = refusal;
        refusal = null;
        since = System.nanoTime();
        endReading();
        if (handler != null) {
            handler.accept(why);
        } else if (awaited.isWithinRequest() || awaited == Awaited.ANSWER) {
            why.send(channel);
        } else {
            cut();
        }
    }

    /** Discards what was read: its request will never be complete. */
    private void endReading() {
        readingEnded = true;
        if (channel.pipeline().get(PipelineSetup.DECODER) != null) {
            channel.pipeline().remove(PipelineSetup.DECODER);
        }
    }

    /** Does not wait for a client that does not read. */
    private void cut() {
        channel.unsafe().close(channel.voidPromise());
    }
}
