package latchkey.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.util.ByteProcessor;
import io.netty.util.ReferenceCountUtil;

/**
 * Weighs what of a request did not arrive at once, and is not handed on: its head, and the fields behind a chunked body. It stands
 * before what reads HTTP, and reads nothing itself.
 */
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

    /** Of the head, while the body is awaited. */
    private long head;

    /** Lines in which nothing was of the body itself, since the last part of it. */
    private int between;

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
        Turn before = connection.turn();
        int bytesBefore = bytes;
        int linesBefore = lines;
        long handedOn = requests.handedOn();
        if (before != Turn.ANSWER && message instanceof ByteBuf part) {
            begin(before);
            weigh(part);
        }
        ctx.fireChannelRead(message);
        if (before == Turn.ANSWER && connection.turn() == Turn.ANSWER) {
            requests.waitForTheAnswer(ctx);
        } else if (connection.turn() == Turn.REST_OF_HEAD) {
            judge();
        } else if (connection.turn() == Turn.REST_OF_BODY) {
            if (before != Turn.REST_OF_BODY) {
                keepHead();
            } else if (requests.handedOn() != handedOn) {
                // What came before was handed on; it is not known how much of this are fields behind the body.
                bytes -= bytesBefore;
                lines -= linesBefore;
                between = 0;
            } else {
                between += lines - linesBefore;
            }
            judgeBody();
        } else {
            forget();
        }
    }

    private void begin(Turn turn) {
        if (turn != Turn.REST_OF_HEAD && turn != Turn.REST_OF_BODY) {
            connection.begin(Turn.REST_OF_HEAD);
        }
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
        if (lines > Fields.MOST) {
            connection.refuse(Refusal.TOO_MANY_FIELDS);
        } else {
            connection.hold(weight());
        }
    }

    private void keepHead() {
        head = weight();
        bytes = 0;
        lines = 0;
        between = 0;
    }

    private void judgeBody() {
        if (between > Fields.MOST) {
            connection.refuse(Refusal.TOO_MANY_FIELDS);
        } else {
            requests.body().putBeside(head + weight());
        }
    }

    private long weight() {
        return (long) bytes * COPIES + (long) lines * FIELD;
    }

    private void forget() {
        bytes = 0;
        lines = 0;
        head = 0;
        between = 0;
    }
}
