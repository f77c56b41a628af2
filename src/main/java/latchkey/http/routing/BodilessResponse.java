package latchkey.http.routing;

import io.quarkus.vertx.http.runtime.filters.AbstractResponseWrapper;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.http.impl.HttpServerRequestWrapper;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.Charset;

/**
 * The response to HEAD over HTTP/2: it counts the body, and does not send it. Over HTTP/1.1 the HTTP server does so itself; over HTTP/2 it
 * sends the body, which breaks the stream (RFC 9113, 8.1.1).
 */
final class BodilessResponse extends AbstractResponseWrapper {

    private long bytes;

    private BodilessResponse(HttpServerResponse response) {
        super(response);
    }

    /**
     * Routes a HEAD over HTTP/2 once more, with such a response.
     *
     * @return whether it did
     */
    static boolean reroute(RoutingContext routing, Router router) {
        HttpServerRequest request = routing.request();
        boolean reroutes = request.version() == HttpVersion.HTTP_2
                && request.method() == HttpMethod.HEAD
                && !(routing.response() instanceof BodilessResponse);
        if (reroutes) {
            router.handle(new Request((HttpServerRequestInternal) request));
        }
        return reroutes;
    }

    /** A request whose end has come. */
    private static final class Request extends HttpServerRequestWrapper {

        private final HttpServerResponse response;

        Request(HttpServerRequestInternal request) {
            super(request);
            response = new BodilessResponse(request.response());
        }

        @Override
        public HttpServerResponse response() {
            return response;
        }

        @Override
        public HttpServerRequest handler(Handler<Buffer> handler) {
            return this;
        }

        @Override
        public HttpServerRequest endHandler(Handler<Void> handler) {
            if (handler != null) {
                handler.handle(null);
            }
            return this;
        }
    }

    @Override
    public long bytesWritten() {
        return bytes;
    }

    @Override
    public Future<Void> end(Buffer body) {
        bytes += body.length();
        return end();
    }

    @Override
    public void end(Buffer body, Handler<AsyncResult<Void>> sent) {
        end(body).onComplete(sent);
    }

    @Override
    public Future<Void> end(String body) {
        return end(Buffer.buffer(body));
    }

    @Override
    public void end(String body, Handler<AsyncResult<Void>> sent) {
        end(body).onComplete(sent);
    }

    @Override
    public Future<Void> end(String body, String charset) {
        return end(Buffer.buffer(body.getBytes(Charset.forName(charset))));
    }

    @Override
    public Future<Void> write(Buffer part) {
        bytes += part.length();
        return Future.succeededFuture();
    }
}
