package latchkey.connection.pipeline;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;

/**
 * Reads and discards what a client still sends while Latchkey closes the connection: a closed one answers with a reset, which
 * can take the response away from the client (RFC 9112, 9.6).
 */
final class LingeringClose extends ChannelInboundHandlerAdapter {

    /** Shuts the output down, and closes once the body ends, the client closes, or the time is over. */
    static void begin(ChannelHandlerContext monitor, ChannelPromise closed) {
        monitor.pipeline().addBefore(monitor.name(), null, new LingeringClose());
        if (monitor.channel() instanceof DuplexChannel duplex
                && monitor.pipeline().get(SslHandler.class) == null) {
            duplex.shutdownOutput();
        }
        monitor.channel().config().setAutoRead(true);
        monitor.channel().closeFuture().addListener(over -> closed.trySuccess());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ReferenceCountUtil.release(message);
        if (message instanceof LastHttpContent) {
            ctx.close();
        }
    }
}
