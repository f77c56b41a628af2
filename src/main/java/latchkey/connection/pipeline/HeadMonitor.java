package latchkey.connection.pipeline;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpConstants;
import io.netty.util.ByteProcessor;
import io.netty.util.ReferenceCountUtil;
import latchkey.connection.Awaited;

/**
 * Measures the parts of a request that arrive slowly and are not yet passed on: the head, chunk headers and trailer fields. It
 * stands before the HTTP decoder, and parses nothing itself.
 */
final class HeadMonitor extends ChannelInboundHandlerAdapter {

    /** Heap bytes that a header field takes beside its text. */
    private static final int FIELD_OVERHEAD = 256;

    /** The bytes are in a buffer that may be half empty, and in strings. */
    private static final int BUFFER_FACTOR = 2;

    /** CR LF CR LF. */
    private static final int BLANK_LINE = 0x0d0a0d0a;

    private final Connection connection;
    private final RequestMonitor requests;
    private int bytes;
    private int lines;

    /** Size of the head, while the body arrives. */
    private long headSize;

    /** Lines since the last part of the body: chunk headers or trailer fields. */
    private int linesOutsideBody;

    HeadMonitor(Connection connection, RequestMonitor requests) {
        this.connection = connection;
        this.requests = requests;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (connection.isReadingEnded()) {
            ReferenceCountUtil.release(message);
            return;
        }
        Awaited before = connection.awaited();
        int bytesBefore = bytes;
        int linesBefore = lines;
        long partsBefore = requests.deliveredParts();
        if (before != Awaited.ANSWER && message instanceof ByteBuf part) {
            begin(before);
            measure(part);
        }
        ctx.fireChannelRead(message);
        if (before == Awaited.ANSWER && connection.awaited() == Awaited.ANSWER) {
            requests.awaitResponse(ctx);
        } else if (connection.awaited() == Awaited.REST_OF_HEAD) {
            checkHead();
        } else if (connection.awaited() == Awaited.REST_OF_BODY) {
            if (before != Awaited.REST_OF_BODY) {
                finishHead();
            } else if (requests.deliveredParts() != partsBefore) {
                // The earlier bytes were passed on; how many of the new ones are trailer fields is unknown.
                bytes -= bytesBefore;
                lines -= linesBefore;
                linesOutsideBody = 0;
            } else {
                linesOutsideBody += lines - linesBefore;
            }
            checkBody();
        } else {
            reset();
        }
    }

    private void begin(Awaited awaited) {
        if (awaited != Awaited.REST_OF_HEAD && awaited != Awaited.REST_OF_BODY) {
            connection.begin(Awaited.REST_OF_HEAD);
        }
    }

    private void measure(ByteBuf part) {
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

    private void checkHead() {
        if (lines > HeaderFieldLimit.MAX_FIELDS) {
            connection.refuse(ConnectionRefusal.TOO_MANY_FIELDS);
        } else {
            connection.hold(estimatedSize());
        }
    }

    private void finishHead() {
        headSize = estimatedSize();
        bytes = 0;
        lines = 0;
        linesOutsideBody = 0;
    }

    private void checkBody() {
        if (linesOutsideBody > HeaderFieldLimit.MAX_FIELDS) {
            connection.refuse(ConnectionRefusal.TOO_MANY_FIELDS);
        } else {
            requests.body().setOverhead(headSize + estimatedSize());
        }
    }

    private long estimatedSize() {
        return (long) bytes * BUFFER_FACTOR + (long) lines * FIELD_OVERHEAD;
    }

    private void reset() {
        bytes = 0;
        lines = 0;
        headSize = 0;
        linesOutsideBody = 0;
    }
}
