package latchkey.connection;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.AttributeKey;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import io.vertx.core.net.impl.VertxHandler;
import java.net.InetSocketAddress;
import latchkey.account.Network;

/**
 * Stands at the beginning of a connection until the HTTP server has put together what reads and writes HTTP, which with TLS
 * is when hands are shaken, and puts the watches between those.
 */
@Sharable
final class Watches extends ChannelInboundHandlerAdapter {

    private static final AttributeKey<Connection> CONNECTION = AttributeKey.valueOf(Watches.class.getName());

    /** As Vert.x names them. */
    static final String DECODER = "httpDecoder";

    private static final String ENCODER = "httpEncoder";

    private static final String TLS = "ssl";

    /** Where something else comes first: right behind it, for the first request comes along with its end. */
    private static final String BEHIND = "watchesBehind";

    /** What comes by a socket of this machine, which has no address. */
    private static final String LOCAL = "local";

    private final Peers peers;
    private final Faults faults = new Faults();

    Watches(Peers peers) {
        this.peers = peers;
    }

    Connection connection(Channel client, Door door) {
        String peer = client.remoteAddress() instanceof InetSocketAddress from
                ? from.getAddress().getHostAddress()
                : LOCAL;
        boolean one = !peer.equals(LOCAL) && !peers.believed(peer);
        Connection connection = new Connection(client, door, peer, one ? Network.of(peer) : null);
        client.attr(CONNECTION).set(connection);
        return connection;
    }

    /** Where it comes late, to a connection that the HTTP server has already. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        stand(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        stand(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        stand(ctx);
        ctx.fireChannelRead(message);
        stand(ctx);
    }

    /** When hands are shaken, the next one puts together what reads HTTP. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        ctx.fireUserEventTriggered(event);
        stand(ctx);
    }

    private void stand(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        Connection connection = ctx.channel().attr(CONNECTION).getAndSet(null);
        if (connection == null || pipeline.get(ENCODER) == null) {
            ctx.channel().attr(CONNECTION).set(connection);
            moveBehind(pipeline);
            return;
        }
        RequestWatch requests = new RequestWatch(connection, peers, faults);
        pipeline.addBefore(DECODER, null, new HeadWatch(connection, requests));
        pipeline.addAfter(ENCODER, null, requests);
        VertxHandler<?> server = pipeline.get(VertxHandler.class);
        // The management port's comes later, since it speaks HTTP/2 as well.
        if (server != null) {
            server.getConnection().getContext().exceptionHandler(faults);
        }
        pipeline.remove(this);
    }

    /** TLS, or what tells HTTP/1.1 from HTTP/2 on the management port. */
    private void moveBehind(ChannelPipeline pipeline) {
        ChannelHandlerContext first = pipeline.context(TLS);
        if (first == null) {
            first = pipeline.context(Http1xOrH2CHandler.class);
        }
        if (first != null && pipeline.get(BEHIND) == null) {
            pipeline.remove(this);
            pipeline.addAfter(first.name(), BEHIND, this);
        }
    }
}
