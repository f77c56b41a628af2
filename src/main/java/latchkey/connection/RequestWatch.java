package latchkey.connection;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Tells a connection how far its requests and answers are, and hands on one request at a time. It stands between
 * what reads HTTP and the HTTP server.
 */
final class RequestWatch extends ChannelDuplexHandler {

    /** Heads, and ends, of requests that came before the one at hand was answered. Some tools send a few at once. */
    private static final int MOST_WAITING = 32;

    private final Connection connection;
    private final Peers peers;
    private final Faults faults;
    private final BodyWeight body;
    private final Queue<Object> waiting = new ArrayDeque<>();
    private boolean unanswered;
    private long handedOn;
    private boolean asking;
    private boolean answering;
    private boolean tooMany;
    private boolean last;
    private boolean early;
    private boolean paused;

    RequestWatch(Connection connection, Peers peers, Faults faults) {
        this.connection = connection;
        this.peers = peers;
        this.faults = faults;
        body = new BodyWeight(connection);
    }

    Connection connection() {
        return connection;
    }

    BodyWeight body() {
        return body;
    }

    /** How many parts of the body at hand, and of those before it, went on to the HTTP server. */
    long handedOn() {
        return handedOn;
    }

    boolean isAnswering() {
        return answering;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        tooMany |= waiting.size() >= MOST_WAITING;
        if (tooMany || connection.isOver()) {
            ReferenceCountUtil.release(message);
        } else if (waiting.isEmpty() && !mustWait(ctx, message)) {
            deliver(ctx, message);
        } else {
            waiting.add(message);
            readOnOrNot(ctx);
        }
    }

    /** For a request before it is answered; what belongs to the one at hand does not wait. */
    private boolean mustWait(ChannelHandlerContext ctx, Object message) {
        return message instanceof HttpRequest
                && (unanswered || last || !ctx.channel().isWritable());
    }

    private void deliver(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            beginRequest(request);
        } else if (message instanceof HttpContent part && part.decoderResult().isFailure()) {
            // Where the body ends is not known, and the HTTP server would end the connection without a word.
            part.release();
            ctx.executor().execute(this::refuseTheRest);
            return;
        }
        if (message instanceof LastHttpContent) {
            asking = false;
            settle(ctx);
        } else if (message instanceof HttpContent part) {
            handedOn++;
            body.add(part.content().readableBytes());
        }
        Connection outer = faults.enter(connection);
        try {
            ctx.fireChannelRead(message);
        } finally {
            faults.exit(outer);
        }
    }

    private void refuseTheRest() {
        if (unanswered) {
            connection.refuse(Refusal.UNREADABLE);
        } else {
            connection.endBehindTheAnswer();
        }
    }

    /** Later, so that an answer does not begin within the one before it. */
    private void goOn(ChannelHandlerContext ctx) {
        if (!waiting.isEmpty()) {
            ctx.executor().execute(() -> {
                while (!waiting.isEmpty() && !mustWait(ctx, waiting.peek())) {
                    deliver(ctx, waiting.poll());
                }
                ctx.fireChannelReadComplete();
                readOnOrNot(ctx);
            });
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
    }

    /** Leaves what came while an answer is awaited, and all that follows, where it is until the answer was given. */
    void waitForTheAnswer(ChannelHandlerContext ctx) {
        early = true;
        readOnOrNot(ctx);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean end = message instanceof LastHttpContent;
        if (message instanceof HttpResponse response) {
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                ctx.write(message, promise);
                if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                    standAside(ctx);
                }
                return;
            }
            answering = true;
            sayWhetherItIsTheLast(response);
        }
        ctx.write(message, promise);
        if (end) {
            endAnswer(ctx);
        }
    }

    /** Once it was answered, a client that still sends is listened to for a while. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (asking && !unanswered && ctx.channel().isActive()) {
            asking = false;
            handlerRemoved(ctx);
            connection.linger();
            Lingering.begin(ctx, promise);
        } else {
            ctx.close(promise);
        }
    }

    /** No request that came behind it is answered then (RFC 9112, 9.6). */
    private void sayWhetherItIsTheLast(HttpResponse response) {
        last = connection.isEnding();
        if (last) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /** What follows is no HTTP/1.1. */
    private void standAside(ChannelHandlerContext ctx) {
        connection.begin(Turn.OTHER_PROTOCOL);
        ctx.pipeline().remove(HeadWatch.class);
        ctx.pipeline().remove(this);
    }

    /** What is left of an answer now, its client has not fetched. */
    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        holdUnsent(ctx);
    }

    private void holdUnsent(ChannelHandlerContext ctx) {
        if (connection.turn() == Turn.NEXT_REQUEST) {
            connection.hold(Memory.unsent(ctx.channel()));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        holdUnsent(ctx);
        readOnOrNot(ctx);
        goOn(ctx);
        ctx.fireChannelWritabilityChanged();
    }

    private void beginRequest(HttpRequest request) {
        asking = true;
        unanswered = true;
        body.begin();
        connection.begin(Turn.REST_OF_BODY);
        if (!Fields.refused(request) && connection.network() == null) {
            peers.tidy(request.headers(), connection.peer());
        }
    }

    private void endAnswer(ChannelHandlerContext ctx) {
        answering = false;
        unanswered = false;
        settle(ctx);
        goOn(ctx);
    }

    private void settle(ChannelHandlerContext ctx) {
        if (asking) {
            return;
        }
        if (unanswered) {
            connection.begin(Turn.ANSWER);
        } else if (last || tooMany && waiting.isEmpty()) {
            connection.endBehindTheAnswer();
        } else {
            connection.begin(early ? Turn.REST_OF_HEAD : Turn.NEXT_REQUEST);
            connection.hold(0);
            early = false;
        }
        readOnOrNot(ctx);
    }

    private void readOnOrNot(ChannelHandlerContext ctx) {
        boolean pause = early || !waiting.isEmpty() || !ctx.channel().isWritable();
        if (pause || paused) {
            paused = pause;
            ctx.channel().config().setAutoRead(!pause);
        }
    }
}
