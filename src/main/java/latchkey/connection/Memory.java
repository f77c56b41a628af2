package latchkey.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** What all connections may hold of the heap in requests that are not complete and answers that no client fetches. */
final class Memory {

    /** Of the heap; parsing, hashing and the service itself take the rest. */
    private static final int PART = 8;

    private final long limit;
    private final AtomicLong held = new AtomicLong();

    /** With what those hold that were asked to leave, and have not left. */
    private final AtomicLong inFact = new AtomicLong();

    Memory(long heap) {
        limit = heap / PART;
    }

    /**
     * Counts bytes that are held in fact, more or fewer.
     *
     * @return whether they are twice what may be held
     */
    boolean holdInFact(long bytes) {
        return inFact.addAndGet(bytes) > 2 * limit;
    }

    /**
     * Counts {@code bytes} more, or fewer.
     *
     * @return by how much it is too much, with some room for those who come next; not positive where it is not
     */
    long take(long bytes) {
        long now = held.addAndGet(bytes);
        return now <= limit ? 0 : now - limit + limit / PART;
    }

    /** In bytes, where it is more than the little that every connection may have. */
    static long unsent(Channel channel) {
        ChannelOutboundBuffer unsent = channel.unsafe().outboundBuffer();
        return unsent == null || channel.isWritable() ? 0 : unsent.totalPendingWriteBytes();
    }
}
