package latchkey.contract;

import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import java.util.ArrayList;
import java.util.List;

/** The cookies that a request came with. A browser sends all of one name, of other paths and domains than ours, too. */
final class SentCookies {

    /** The values of all cookies of this name, in their order. */
    static List<String> named(HttpServerRequest request, String name) {
        List<String> values = new ArrayList<>();
        for (Cookie cookie : all(request)) {
            if (cookie.name().equals(name)) {
                values.add(cookie.value());
            }
        }
        return values;
    }

    /** Read once a request, and kept with it. */
    private static List<Cookie> all(HttpServerRequest request) {
        Context context = ((HttpServerRequestInternal) request).context();
        List<Cookie> all = context.getLocal(SentCookies.class);
        if (all == null) {
            all = new ArrayList<>();
            for (String header : request.headers().getAll(HttpHeaders.COOKIE)) {
                all.addAll(ServerCookieDecoder.LAX.decodeAll(header));
            }
            context.putLocal(SentCookies.class, all);
        }
        return all;
    }

    private SentCookies() {}
}
