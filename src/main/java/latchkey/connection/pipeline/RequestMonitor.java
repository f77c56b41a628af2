package latchkey.connection.pipeline;

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
import latchkey.connection.Awaited;
import latchkey.connection.PeerKind;
import latchkey.connection.RequestMemory;

/** Stands between the HTTP codec and the HTTP server, tracks requests and responses, and passes on one request at a time. */
public final class RequestMonitor extends ChannelDuplexHandler {

    /** Messages of requests that arrived before the current one was answered. Some tools send a few at once. */
    private static final int MAX_QUEUED = 32;

    private final Connection connection;
    private final PeerKind peers;
    private final UnroutedFailures faults;
    private final BodyMemory body;
    private final Queue<Object> queued = new ArrayDeque<>();
    private boolean unanswered;
    private long deliveredParts;
    private boolean receiving;
    private boolean answering;
    private boolean overflowed;
    private boolean lastResponse;
    private boolean sentEarly;
    private boolean paused;

    RequestMonitor(Connection connection, PeerKind peers, UnroutedFailures faults) {
        this.connection = connection;
        this.peers = peers;
        this.faults = faults;
        body = new BodyMemory(connection);
    }

    public Connection connection() {
        return connection;
    }

    BodyMemory body() {
        return body;
    }

    /** How many body parts, of all requests so far, went on to the HTTP server. */
    long deliveredParts() {
        return deliveredParts;
    }

    public boolean isAnswering() {
        return answering;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        overflowed |= queued.size() >= MAX_QUEUED;
        if (overflowed || connection.isReadingEnded()) {
            ReferenceCountUtil.release(message);
        } else if (queued.isEmpty() && !mustWait(ctx, message)) {
            deliver(ctx, message);
        } else {
            queued.add(message);
            updateReading(ctx);
        }
    }

    /** Whether the message is a new request that must wait; parts of the current request never wait. */
    private boolean mustWait(ChannelHandlerContext ctx, Object message) {
        return message instanceof HttpRequest
                && (unanswered || lastResponse || !ctx.channel().isWritable());
    }

    private void deliver(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request) {
            beginRequest(request);
        } else if (message instanceof HttpContent part && part.decoderResult().isFailure()) {
            // The end of the body is unknown, and the HTTP server would close the connection without an answer.
            part.release();
            ctx.executor().execute(this::refuseUnreadable);
            return;
        }
        if (message instanceof LastHttpContent) {
            receiving = false;
            advance(ctx);
        } else if (message instanceof HttpContent part) {
            deliveredParts++;
            body.add(part.content().readableBytes());
        }
        Connection outer = faults.enter(connection);
        try {
            ctx.fireChannelRead(message);
        } finally {
            faults.exit(outer);
        }
    }

    private void refuseUnreadable() {
        if (unanswered) {
            connection.refuse(ConnectionRefusal.UNREADABLE);
        } else {
            connection.closeAfterResponse();
        }
    }

    /** Runs later, so that a response does not begin inside the one before it. */
    private void resume(ChannelHandlerContext ctx) {
        if (!queued.isEmpty()) {
            ctx.executor().execute(() -> {
                while (!queued.isEmpty() && !mustWait(ctx, queued.peek())) {
                    deliver(ctx, queued.poll());
                }
                ctx.fireChannelReadComplete();
                updateReading(ctx);
            });
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        queued.forEach(ReferenceCountUtil::release);
        queued.clear();
    }

    /** Stops reading until the response is sent, since the client sends early. */
    void awaitResponse(ChannelHandlerContext ctx) {
        sentEarly = true;
        updateReading(ctx);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        boolean end = message instanceof LastHttpContent;
        if (message instanceof HttpResponse response) {
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                ctx.write(message, promise);
                if (response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS)) {
                    leavePipeline(ctx);
                }
                return;
            }
            answering = true;
            setConnectionHeader(response);
        }
        ctx.write(message, promise);
        if (end) {
            endResponse(ctx);
        }
    }

    /** After the response, Latchkey reads on for a while if the client still sends. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (receiving && !unanswered && ctx.channel().isActive()) {
            receiving = false;
            handlerRemoved(ctx);
            connection.linger();
            LingeringClose.begin(ctx, promise);
        } else {
            ctx.close(promise);
        }
    }

    /** After {@code Connection: close}, later requests get no answer (RFC 9112, 9.6). */
    private void setConnectionHeader(HttpResponse response) {
        lastResponse = connection.isEnding();
        if (lastResponse) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
    }

    /** The connection no longer speaks HTTP/1.1. */
    private void leavePipeline(ChannelHandlerContext ctx) {
        connection.begin(Awaited.OTHER_PROTOCOL);
        ctx.pipeline().remove(HeadMonitor.class);
        ctx.pipeline().remove(this);
    }

    /** Whatever is left after the flush, the client has not read yet. */
    @Override
    public void flush(ChannelHandlerContext ctx) {
        ctx.flush();
        holdUnsent(ctx);
    }

    private void holdUnsent(ChannelHandlerContext ctx) {
        if (connection.awaited() == Awaited.NEXT_REQUEST) {
            connection.hold(RequestMemory.unsent(ctx.channel()));
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        holdUnsent(ctx);
        updateReading(ctx);
        resume(ctx);
        ctx.fireChannelWritabilityChanged();
    }

    private void beginRequest(HttpRequest request) {
        receiving = true;
        unanswered = true;
        body.begin();
        connection.begin(Awaited.REST_OF_BODY);
        if (!HeaderFieldLimit.refuseTooMany(request) && connection.network() == null) {
            peers.cleanForwardedHeaders(request.headers(), connection.peer());
        }
    }

    private void endResponse(ChannelHandlerContext ctx) {
        answering = false;
        unanswered = false;
        advance(ctx);
        resume(ctx);
    }

    private void advance(ChannelHandlerContext ctx) {
        if (receiving) {
            return;
        }
        if (unanswered) {
            connection.begin(Awaited.ANSWER);
        } else if (lastResponse || overflowed && queued.isEmpty()) {
            connection.closeAfterResponse();
        } else {
            connection.begin(sentEarly ? Awaited.REST_OF_HEAD : Awaited.NEXT_REQUEST);
            connection.hold(0);
            sentEarly = false;
        }
        updateReading(ctx);
    }

    private void updateReading(ChannelHandlerContext ctx) {
        boolean pause = sentEarly || !queued.isEmpty() || !ctx.channel().isWritable();
        if (pause || paused) {
            paused = pause;
            ctx.channel().config().setAutoRead(!pause);
        }
    }
}
