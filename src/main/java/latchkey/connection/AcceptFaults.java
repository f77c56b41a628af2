package latchkey.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.logging.Log;
import java.util.concurrent.TimeUnit;

/** Says, once a minute, why no connection can be accepted; what listens tries again after a second by itself. */
final class AcceptFaults extends ChannelInboundHandlerAdapter {

    private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

    private long said = System.nanoTime() - PAUSE;

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable fault) {
        long now = System.nanoTime();
        if (now - said >= PAUSE) {
            said = now;
            Log.warnf("no connection can be accepted: %s", fault.getMessage());
        }
    }
}
