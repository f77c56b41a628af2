package latchkey.connection.pipeline;

import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.util.Iterator;
import java.util.Map;

/** Limits the number of header fields of a request. */
final class HeaderFieldLimit {

    /** The default of other servers. A field takes more heap than bytes on the wire. */
    static final int MAX_FIELDS = 100;

    /** Marks a request with more fields as failed, so that the HTTP server refuses it as it does a field that is too long. */
    static boolean refuseTooMany(HttpRequest request) {
        boolean refused = tooMany(request.headers());
        if (refused) {
            request.setDecoderResult(DecoderResult.failure(new TooLongHttpHeaderException("too many header fields")));
        }
        return refused;
    }

    private static boolean tooMany(HttpHeaders headers) {
        int fields = 0;
        Iterator<Map.Entry<CharSequence, CharSequence>> each = headers.iteratorCharSequence();
        while (each.hasNext() && fields <= MAX_FIELDS) {
            each.next();
            fields++;
        }
        return fields > MAX_FIELDS;
    }

    private HeaderFieldLimit() {}
}
