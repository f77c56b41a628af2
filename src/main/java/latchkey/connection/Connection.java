package latchkey.connection;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import latchkey.account.Network;
import org.jspecify.annotations.Nullable;

/** One connection: whose turn it is, since when, and what it holds of the heap. Its event loop writes, any thread reads. */
public final class Connection {

    /** For a client to read why its connection is closed. */
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(5);

    /** How long a client that connects takes to say what for, where the service ends. */
    private static final Duration NEWCOMER = Duration.ofSeconds(1);

    /** In bytes. What is less is bounded by the limit of connections. */
    private static final long LITTLE = 8192;

    private final Channel channel;
    private final Door door;
    private final String peer;
    private final @Nullable Network network;
    private final AtomicLong held = new AtomicLong();
    private long inFact;
    private volatile Turn turn = Turn.FIRST_REQUEST;
    private volatile long since = System.nanoTime();
    private volatile boolean leaving;
    private boolean over;
    private @Nullable Consumer<Refusal> refusal;

    /** @param network null for a proxy, which speaks for many */
    Connection(Channel channel, Door door, String peer, @Nullable Network network) {
        this.channel = channel;
        this.door = door;
        this.peer = peer;
        this.network = network;
    }

    /** That on which {@code request} came. */
    public static Optional<Connection> of(HttpServerRequest request) {
        RequestWatch watch = request.connection() instanceof ConnectionBase base
                ? base.channel().pipeline().get(RequestWatch.class)
                : null;
        return Optional.ofNullable(watch).map(RequestWatch::connection);
    }

    /**
     * Has {@code refusal} answer, in place of the connection itself, where the body of the request at hand does not arrive in
     * time or all bodies together become too much. It is called on the event loop.
     */
    public void onRefusal(Consumer<Refusal> refusal) {
        this.refusal = refusal;
    }

    Channel channel() {
        return channel;
    }

    String peer() {
        return peer;
    }

    @Nullable
    Network network() {
        return network;
    }

    Turn turn() {
        return turn;
    }

    long since() {
        return since;
    }

    long held() {
        return held.get();
    }

    boolean isLeaving() {
        return leaving;
    }

    /** Whether it may be asked to make room for another. */
    boolean canLeave() {
        return !leaving && turn.isTheClients() && channel.isRegistered();
    }

    /** Whether it may be refused what it asks for just now. */
    boolean canBeRefused() {
        return canLeave() && turn.isWithinARequest() && holdsMuch();
    }

    boolean holdsMuch() {
        return held.get() > LITTLE;
    }

    void begin(Turn next) {
        turn = next;
        since = System.nanoTime();
        if (next == Turn.ANSWER) {
            refusal = null;
        }
        if (next == Turn.NEXT_REQUEST && (door.isFull() || door.isEnding())) {
            endBehindTheAnswer();
        }
    }

    /** Whether no request comes after the one at hand. */
    boolean isEnding() {
        return door.isEnding();
    }

    /** Ends it, from any thread, where its client asks for nothing; one that has just come is about to. */
    void leaveIfIdle() {
        long asked = since;
        boolean idle = turn == Turn.NEXT_REQUEST
                || turn == Turn.FIRST_REQUEST && System.nanoTime() - asked > NEWCOMER.toNanos();
        if (idle && !leaving && channel.isRegistered()) {
            channel.eventLoop().execute(() -> {
                // What had come by then was read before this.
                if (since == asked) {
                    endBehindTheAnswer();
                }
            });
        }
    }

    /** For it may not have been sent yet. */
    void endBehindTheAnswer() {
        leaving = true;
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Its client may send on for {@link #LONGEST_FAREWELL} before the connection is cut. */
    void linger() {
        leaving = true;
        since = System.nanoTime();
        count(0);
    }

    /** Ends it at once, on its event loop. */
    void refuse(Refusal why) {
        if (!leaving) {
            leaving = true;
            count(0);
            leave(why);
        }
    }

    /** Whether its last words are said, and nothing is read any more. */
    boolean isOver() {
        return over;
    }

    /**
     * Says how many bytes it holds now. Where all hold far too much, those that are asked to leave have not gone yet, and it ends
     * itself rather than hold more.
     */
    void hold(long bytes) {
        boolean tooMuch = door.holdsFarTooMuch(bytes - inFact) && bytes > inFact;
        inFact = bytes;
        count(leaving ? 0 : bytes);
        if (tooMuch && holdsMuch() && turn == Turn.NEXT_REQUEST && !leaving) {
            leaving = true;
            count(0);
            cut();
        }
    }

    /** Counts it where it can be asked for: once it has to leave, it is as good as given back. */
    private void count(long now) {
        long more = now - held.getAndSet(now);
        if (more != 0) {
            door.take(this, more);
        }
    }

    /** Whether the side whose turn it is has taken longer than it may. */
    boolean isLate(long now) {
        return now - since > patience().toNanos();
    }

    private Duration patience() {
        return leaving ? LONGEST_FAREWELL : door.patience(turn);
    }

    /** Ends it, from any thread, unless it went on in the meantime. */
    void askToLeave(Refusal why) {
        if (!channel.isRegistered()) {
            // It has no event loop yet, or none any more.
            return;
        }
        long asked = since;
        boolean already = leaving;
        leaving = true;
        count(0);
        channel.eventLoop().execute(() -> {
            if (already) {
                if (isLate(System.nanoTime())) {
                    cut();
                }
            } else if (since == asked && (turn.isTheClients() || isOverdue())) {
                leave(why);
            } else {
                leaving = false;
            }
        });
    }

    private boolean isOverdue() {
        return System.nanoTime() - since > door.patience(turn).toNanos();
    }

    private void leave(Refusal why) {
        Consumer<Refusal> worded = refusal;
        refusal = null;
        since = System.nanoTime();
        endReading();
        if (worded != null) {
            worded.accept(why);
        } else if (turn.isWithinARequest() || turn == Turn.ANSWER) {
            why.say(channel);
        } else {
            cut();
        }
    }

    /** What was read, and belongs to no request that will ever be complete, is forgotten. */
    private void endReading() {
        over = true;
        if (channel.pipeline().get(Watches.DECODER) != null) {
            channel.pipeline().remove(Watches.DECODER);
        }
    }

    /** Without waiting for a client that does not read. */
    private void cut() {
        channel.unsafe().close(channel.voidPromise());
    }
}
