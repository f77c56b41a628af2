package latchkey.connection;

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

/** Why a connection ends with a request at hand, in problem details (RFC 9457) where there is no contract that could say it. */
public enum Refusal {
    /** The client took too long (RFC 9110, 15.5.9). */
    TOO_SLOW(HttpResponseStatus.REQUEST_TIMEOUT, "The request did not arrive in time."),
    /** Others need what it holds; the same request may succeed a moment later. */
    NO_ROOM(HttpResponseStatus.SERVICE_UNAVAILABLE, "Temporarily unavailable, try again later."),
    TOO_MANY_FIELDS(HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The request has too many header fields."),
    /** Its body is not parted as it says (RFC 9112, 7.1). */
    UNREADABLE(HttpResponseStatus.BAD_REQUEST, "The request cannot be read."),
    /** A fault of ours. */
    FAULT(HttpResponseStatus.INTERNAL_SERVER_ERROR, "Internal server error.");

    /** Seconds. */
    private static final int RETRY = 2;

    private final HttpResponseStatus status;
    private final String title;

    Refusal(HttpResponseStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    /** Answers, where no answer has begun, and closes. */
    void say(Channel channel) {
        ChannelHandlerContext watch = channel.pipeline().context(RequestWatch.class);
        if (watch == null || ((RequestWatch) watch.handler()).isAnswering()) {
            channel.unsafe().close(channel.voidPromise());
        } else {
            watch.writeAndFlush(answer()).addListener(ChannelFutureListener.CLOSE);
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
            answer.headers().set(HttpHeaderNames.RETRY_AFTER, RETRY);
        }
        return answer;
    }
}
