package latchkey.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** Limits the heap that all connections hold in incomplete requests and unread responses. */
public final class RequestMemory {

    /** The share of the heap, as a divisor; parsing, hashing and the service itself use the rest. */
    private static final int HEAP_DIVISOR = 8;

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    /** Including what closing connections still hold. */
    private final AtomicLong actual = new AtomicLong();

    public RequestMemory(long heap) {
        limit = heap / HEAP_DIVISOR;
    }

    /**
     * Adds to the bytes actually held, or subtracts if negative.
     *
     * @return whether the total is more than twice the limit
     */
    public boolean addActual(long bytes) {
        return actual.addAndGet(bytes) > 2 * limit;
    }

    /**
     * Adds to the bytes held by connections that stay open, or subtracts if negative.
     *
     * @return how many bytes to free, with some room for the next connections; zero if there are enough
     */
    public long addHeld(long bytes) {
        long now = held.addAndGet(bytes);
        return now <= limit ? 0 : now - limit + limit / HEAP_DIVISOR;
    }

    /** Unsent response bytes, if there are more than every connection may have; otherwise 0. */
    public static long unsent(Channel channel) {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent == null || channel.isWritable() ? 0 : unsent.totalPendingWriteBytes();
    }
}
