package latchkey.connection.pipeline;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.logging.Log;
import java.util.concurrent.TimeUnit;

/** Logs once a minute why no connection can be accepted; Netty tries again after a second. */
final class AcceptFailures extends ChannelInboundHandlerAdapter {

    private static final long LOG_INTERVAL = TimeUnit.MINUTES.toNanos(1);

    private long lastLogged = System.nanoTime() - LOG_INTERVAL;

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable fault) {
        long now = System.nanoTime();
        if (now - lastLogged >= LOG_INTERVAL) {
            lastLogged = now;
            Log.warnf("no connection can be accepted: %s", fault.getMessage());
        }
    }
}
