package latchkey.http.request;

import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.core.metrics.MetricsOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.HttpServerMetrics;
import io.vertx.core.spi.metrics.PoolMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import io.vertx.core.spi.observability.HttpRequest;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The {@code Host} header lines of requests as they arrived. Quarkus' forwarding handler, which runs before all others,
 * replaces them with a single line; Vert.x calls metrics before that handler.
 */
@Singleton
class HostHeaders implements VertxOptionsCustomizer {

    // Not of a type of Latchkey: development mode keeps the server, which has the recorder of the former classes.
    @SuppressWarnings("unchecked")
    static List<String> of(HttpServerRequest request) {
        return (List<String>) ((HttpServerRequestInternal) request).metric();
    }

    @Override
    public void accept(VertxOptions options) {
        VertxMetricsFactory delegate = options.getMetricsOptions().getFactory();
        options.setMetricsOptions(
                new MetricsOptions().setEnabled(true).setFactory(all -> new RecordingMetrics(delegate.metrics(all))));
    }

    /** Replaces the metrics of HTTP servers, and leaves all others to Quarkus. */
    private record RecordingMetrics(VertxMetrics delegate) implements VertxMetrics {

        @Override
        public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(HttpServerOptions options, SocketAddress local) {
            return new HostRecorder();
        }

        @Override
        public EventBusMetrics<?> createEventBusMetrics() {
            return delegate.createEventBusMetrics();
        }

        @Override
        public PoolMetrics<?> createPoolMetrics(String type, String name, int max) {
            return delegate.createPoolMetrics(type, name, max);
        }
    }

    /** Receives the head of each request; measures nothing. */
    private static final class HostRecorder implements HttpServerMetrics<List<String>, Void, Void> {

        @Override
        public List<String> requestBegin(Void connection, HttpRequest request) {
            return request.headers().getAll(HttpHeaders.HOST);
        }
    }
}
