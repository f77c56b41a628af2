package latchkey.http.browser;

import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.vertx.core.Context;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import java.util.ArrayList;
import java.util.List;

/** The cookies of a request. A browser sends all cookies of one name, including those of other paths and domains. */
final class RequestCookies {

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

    /** Parses them once and keeps them with the request. */
    private static List<Cookie> all(HttpServerRequest request) {
        Context context = ((HttpServerRequestInternal) request).context();
        List<Cookie> all = context.getLocal(RequestCookies.class);
        if (all == null) {
            all = new ArrayList<>();
            for (String header : request.headers().getAll(HttpHeaders.COOKIE)) {
                all.addAll(ServerCookieDecoder.LAX.decodeAll(header));
            }
            context.putLocal(RequestCookies.class, all);
        }
        return all;
    }

    private RequestCookies() {}
}
