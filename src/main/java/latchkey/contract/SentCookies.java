package latchkey.contract;

import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;

/** The cookies that a request came with. A browser sends all of one name, of other paths and domains than ours, too. */
final class SentCookies {

    /** The values of all cookies of this name, in their order. */
    static List<String> named(HttpServerRequest request, String name) {
        return request.headers().getAll(HttpHeaders.COOKIE).stream()
                .filter(header -> header.contains(name))
                .flatMap(header -> ServerCookieDecoder.LAX.decodeAll(header).stream())
                .filter(cookie -> cookie.name().equals(name))
                .map(Cookie::value)
                .toList();
    }

    private SentCookies() {}
}
