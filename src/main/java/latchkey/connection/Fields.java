package latchkey.connection;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.util.Iterator;
import java.util.Map;

/** How many header fields a request may have. */
final class Fields {

    /** As other servers have it. A field takes more of the heap than of the wire. */
    static final int MOST = 100;

    /** Whether it has more; then the HTTP server refuses it, as it does a field that is too long. */
    static boolean refused(HttpRequest request) {
        boolean refused = tooMany(request.headers());
        if (refused) {
            request.setDecoderResult(
                    DecoderResult.failure(new TooLongHttpHeaderException("more fields than are read")));
        }
        return refused;
    }

    private static boolean tooMany(HttpHeaders headers) {
        int fields = 0;
        Iterator<Map.Entry<CharSequence, CharSequence>> each = headers.iteratorCharSequence();
        while (each.hasNext() && fields <= MOST) {
            each.next();
            fields++;
        }
        return fields > MOST;
    }

    private Fields() {}
}
