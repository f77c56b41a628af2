package latchkey.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * Reads on, and forgets what it reads, where a connection ends and its client still sends a body: what comes to a closed connection
 * is answered by a reset, which can take the answer away from the client (RFC 9112, 9.6).
 */
final class Lingering extends ChannelInboundHandlerAdapter {

    /** Says that nothing more is written, and closes once the body is over, the client closes, or it has taken too long. */
    static void begin(ChannelHandlerContext watch, ChannelPromise closed) {
        watch.pipeline().addBefore(watch.name(), null, new Lingering());
        if (watch.channel() instanceof DuplexChannel duplex && watch.pipeline().get(SslHandler.class) == null) {
            duplex.shutdownOutput();
        }
        watch.channel().config().setAutoRead(true);
        watch.channel().closeFuture().addListener(over -> closed.trySuccess());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent) {
            ctx.close();
        }
    }
}
