package latchkey.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.util.ByteProcessor;
import io.netty.util.ReferenceCountUtil;

/** Weighs the head of a request that did not arrive at once. It stands before what reads HTTP, and reads nothing itself. */
final class HeadWatch extends ChannelInboundHandlerAdapter {

    /** Of the heap, in bytes, that a header field takes beside its text. */
    private static final int FIELD = 256;

    /** What arrived is in a buffer that may be half empty, and in texts. */
    private static final int COPIES = 2;

    /** CR LF CR LF. */
    private static final int BLANK_LINE = 0x0d0a0d0a;

    private final Connection connection;
    private final RequestWatch requests;
    private int bytes;
    private int lines;

    HeadWatch(Connection connection, RequestWatch requests) {
        this.connection = connection;
        this.requests = requests;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (connection.isOver()) {
            ReferenceCountUtil.release(message);
            return;
        }
        boolean head = message instanceof ByteBuf part && weighed(part);
        boolean early = connection.turn() == Turn.ANSWER;
        ctx.fireChannelRead(message);
        if (early && connection.turn() == Turn.ANSWER) {
            requests.waitForTheAnswer(ctx);
        } else if (head && connection.turn() == Turn.REST_OF_HEAD) {
            judge();
        } else {
            bytes = 0;
            lines = 0;
        }
    }

    /** Whether {@code part} belongs to a head. */
    private boolean weighed(ByteBuf part) {
        Turn turn = connection.turn();
        if (turn == Turn.REST_OF_BODY || turn == Turn.ANSWER) {
            return false;
        }
        if (turn != Turn.REST_OF_HEAD) {
            connection.begin(Turn.REST_OF_HEAD);
        }
        weigh(part);
        return true;
    }

    private void weigh(ByteBuf part) {
        int length = part.readableBytes();
        boolean whole =
                bytes == 0 && length >= Integer.BYTES && part.getInt(part.writerIndex() - Integer.BYTES) == BLANK_LINE;
        bytes += length;
        if (!whole) {
            part.forEachByte(part.readerIndex(), length, new ByteProcessor() {
                @Override
                public boolean process(byte value) {
                    lines += value == HttpConstants.LF ? 1 : 0;
                    return true;
                }
            });
        }
    }

    private void judge() {
        if (lines > RequestWatch.MOST_FIELDS) {
            connection.refuse(Refusal.TOO_MANY_FIELDS);
        } else {
            connection.hold((long) bytes * COPIES + (long) lines * FIELD);
        }
    }
}
