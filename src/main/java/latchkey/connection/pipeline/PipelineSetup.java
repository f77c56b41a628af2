package latchkey.connection.pipeline;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.util.AttributeKey;
import io.vertx.core.http.impl.Http1xOrH2CHandler;
import io.vertx.core.net.impl.VertxHandler;
import java.net.InetSocketAddress;
import java.util.List;
import latchkey.attempt.Network;
import latchkey.connection.PeerKind;

/**
 * Waits until the HTTP server has installed its HTTP codec, which with TLS is after the handshake, and then installs the
 * monitors around it.
 */
@Sharable
public final class PipelineSetup extends ChannelInboundHandlerAdapter {

    private static final AttributeKey<Connection> CONNECTION = AttributeKey.valueOf(PipelineSetup.class.getName());

    /** Vert.x's names of its handlers. */
    public static final String DECODER = "httpDecoder";

    private static final String ENCODER = "httpEncoder";

    private static final String TLS = "ssl";

    /**
     * This handler's name where it moves right behind TLS or protocol detection, since the first request may arrive together
     * with the end of those.
     */
    private static final String MOVED = "movedPipelineSetup";

    /** The peer of a Unix domain socket, which has no address. */
    private static final String LOCAL = "local";

    private static final List<Class<? extends ChannelHandler>> HANDLERS = List.of(
            ListeningSocket.class, AcceptFailures.class, PipelineSetup.class, HeadMonitor.class, RequestMonitor.class);

    private final PeerKind peers;
    private final UnroutedFailures faults = new UnroutedFailures();

    PipelineSetup(PeerKind peers) {
        this.peers = peers;
    }

    Connection connection(Channel client, ListeningSocket socket) {
        String peer = client.remoteAddress() instanceof InetSocketAddress from
                ? from.getAddress().getHostAddress()
                : LOCAL;
        boolean isClient = !peer.equals(LOCAL) && !peers.isTrustedProxy(peer);
        Connection connection = new Connection(client, socket, peer, isClient ? Network.of(peer) : null);
        client.attr(CONNECTION).set(connection);
        return connection;
    }

    /** Removes all of Latchkey's handlers from a listening socket or a connection; must be called on its event loop. */
    static void uninstall(Channel channel) {
        for (Class<? extends ChannelHandler> ours : HANDLERS) {
            if (channel.pipeline().get(ours) != null) {
                channel.pipeline().remove(ours);
                channel.config().setAutoRead(true);
            }
        }
        channel.attr(CONNECTION).set(null);
    }

    /** The HTTP server may already have set the connection up. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        install(ctx);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        install(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        install(ctx);
        ctx.fireChannelRead(message);
        install(ctx);
    }

    /** After the TLS handshake, the next handler installs the HTTP codec. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        ctx.fireUserEventTriggered(event);
        install(ctx);
    }

    private void install(ChannelHandlerContext ctx) {
        ChannelPipeline pipeline = ctx.pipeline();
        Connection connection = ctx.channel().attr(CONNECTION).getAndSet(null);
        if (connection == null || pipeline.get(ENCODER) == null) {
            ctx.channel().attr(CONNECTION).set(connection);
            moveBehind(pipeline);
            return;
        }
        RequestMonitor requests = new RequestMonitor(connection, peers, faults);
        pipeline.addBefore(DECODER, null, new HeadMonitor(connection, requests));
        pipeline.addAfter(ENCODER, null, requests);
        VertxHandler<?> server = pipeline.get(VertxHandler.class);
        // On the management port it comes later, since that port also speaks HTTP/2.
        if (server != null) {
            server.getConnection().getContext().exceptionHandler(faults);
        }
        pipeline.remove(this);
    }

    /** Moves behind TLS, or behind the handler that tells HTTP/1.1 from HTTP/2 on the management port. */
    private void moveBehind(ChannelPipeline pipeline) {
        ChannelHandlerContext first = pipeline.context(TLS);
        if (first == null) {
            first = pipeline.context(Http1xOrH2CHandler.class);
        }
        if (first != null && pipeline.get(MOVED) == null) {
            pipeline.remove(this);
            pipeline.addAfter(first.name(), MOVED, this);
        }
    }
}
