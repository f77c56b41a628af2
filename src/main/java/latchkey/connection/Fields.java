package latchkey.connection;

import io.netty.handler.codec.http.HttpHeaders;
import java.util.Iterator;
import java.util.Map;

/** How many header fields a request may have. */
final class Fields {

    /** As other servers have it. A field takes more of the heap than of the wire. */
    static final int MOST = 100;

    static boolean tooMany(HttpHeaders headers) {
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
