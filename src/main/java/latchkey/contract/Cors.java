package latchkey.contract;

import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_MAX_AGE;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS;
import static io.vertx.core.http.HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD;
import static io.vertx.core.http.HttpHeaders.ORIGIN;
import static io.vertx.core.http.HttpHeaders.VARY;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;

/**
 * Lets pages of other origins read what is answered (Fetch, 3.2): those of listed origins all of it, with cookies; any page
 * what is public, without. (Quarkus' own filter knows no page of ours behind a proxy that ends TLS, and refuses before a
 * contract can word it.)
 */
@Singleton
class Cors {

    private static final int NO_CONTENT = 204;

    private static final CharSequence TRUE = HttpHeaders.createOptimized("true");
    private static final CharSequence ANYBODY = HttpHeaders.createOptimized("*");
    private static final CharSequence EXPOSED = HttpHeaders.createOptimized("Retry-After, X-Request-Id");
    private static final CharSequence METHODS = HttpHeaders.createOptimized("GET, POST, PATCH, DELETE");

    /** Seconds. No browser keeps it for longer than two hours. */
    private static final CharSequence MAX_AGE = HttpHeaders.createOptimized("7200");

    private final Origins origins;

    Cors(Origins origins) {
        this.origins = origins;
    }

    /** Says in the answer who may read it. */
    void allow(HttpServerRequest request) {
        MultiMap answer = request.response().headers();
        answer.set(VARY, ORIGIN);
        String origin = request.getHeader(ORIGIN);
        if (origin != null && origins.isListed(origin)) {
            answer.set(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            answer.set(ACCESS_CONTROL_ALLOW_CREDENTIALS, TRUE);
            answer.set(ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        }
    }

    /** As {@link #allow}, where there is nothing that not anybody may know. */
    void allowAnybody(HttpServerRequest request) {
        request.response().putHeader(ACCESS_CONTROL_ALLOW_ORIGIN, ANYBODY);
    }

    /**
     * Whether {@code request} only asked if another one may follow, and was answered. Whatever header a trusted page wants to
     * send is as good as any: frontends send some that no contract knows.
     */
    boolean answered(HttpServerRequest request) {
        MultiMap answer = request.response().headers();
        if (request.method() != HttpMethod.OPTIONS
                || !request.headers().contains(ACCESS_CONTROL_REQUEST_METHOD)
                || !answer.contains(ACCESS_CONTROL_ALLOW_ORIGIN)) {
            return false;
        }
        answer.set(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        answer.set(ACCESS_CONTROL_MAX_AGE, MAX_AGE);
        String wanted = request.getHeader(ACCESS_CONTROL_REQUEST_HEADERS);
        if (wanted != null) {
            answer.set(ACCESS_CONTROL_ALLOW_HEADERS, wanted);
        }
        request.response().setStatusCode(NO_CONTENT).end();
        return true;
    }
}
