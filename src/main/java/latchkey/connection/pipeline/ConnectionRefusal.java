package latchkey.connection.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Why Latchkey closes a connection during a request; sent as problem details (RFC 9457) where no contract can answer. */
public enum ConnectionRefusal {
    /** The client took too long (RFC 9110, 15.5.9). */
    TOO_SLOW(HttpResponseStatus.REQUEST_TIMEOUT, "The request did not arrive in time."),
    /** Other connections need its memory; the same request may succeed a moment later. */
    NO_ROOM(HttpResponseStatus.SERVICE_UNAVAILABLE, "Temporarily unavailable, try again later."),
    TOO_MANY_FIELDS(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The request has too many header fields."),
    /** The body's chunks are malformed (RFC 9112, 7.1). */
    UNREADABLE(HttpResponseStatus.BAD_REQUEST, "The request cannot be read."),
    /** A fault of Latchkey. */
    FAULT(HttpResponseStatus.INTERNAL_SERVER_ERROR, "Internal server error.");

    /** Seconds. */
    private static final int RETRY_SECONDS = 2;

    private final HttpResponseStatus status;
    private final String title;

    ConnectionRefusal(HttpResponseStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    /** Answers, unless a response has begun, and closes. */
    void send(Channel channel) {
        ChannelHandlerContext monitor = channel.pipeline().context(RequestMonitor.class);
        if (monitor == null || ((RequestMonitor) monitor.handler()).isAnswering()) {
            channel.unsafe().close(channel.voidPromise());
        } else {
            monitor.writeAndFlush(answer()).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private FullHttpResponse answer() {
        ByteBuf body = Unpooled.copiedBuffer(
                String.format(Locale.ROOT, "{\"title\":\"%s\",\"status\":%d}", title, status.code()),
                StandardCharsets.US_ASCII);
        FullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        answer.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.CONNECTION, "close");
        if (this == NO_ROOM) {
            answer.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY_SECONDS);
        }
        return answer;
    }
}
