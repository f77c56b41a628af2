package latchkey.contract;

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
 * The {@code Host} lines of requests as they came. What looks for forwarding headers, ahead of every handler, writes one in
 * their place, whether there were none or many; what takes measurements is asked before it.
 */
@Singleton
class HostLines implements VertxOptionsCustomizer {

    static List<String> of(HttpServerRequest request) {
        return ((Arrival) ((HttpServerRequestInternal) request).metric()).hosts();
    }

    private record Arrival(List<String> hosts) {}

    @Override
    public void accept(VertxOptions options) {
        VertxMetricsFactory others = options.getMetricsOptions().getFactory();
        options.setMetricsOptions(
                new MetricsOptions().setEnabled(true).setFactory(all -> new Measurements(others.metrics(all))));
    }

    /** Those of Quarkus, but of HTTP servers. */
    private record Measurements(VertxMetrics others) implements VertxMetrics {

        @Override
        public HttpServerMetrics<?, ?, ?> createHttpServerMetrics(HttpServerOptions options, SocketAddress local) {
            return new Arrivals();
        }

        @Override
        public EventBusMetrics<?> createEventBusMetrics() {
            return others.createEventBusMetrics();
        }

        @Override
        public PoolMetrics<?> createPoolMetrics(String type, String name, int most) {
            return others.createPoolMetrics(type, name, most);
        }
    }

    /** What is told of each request when its head was read: nothing is measured. */
    private static final class Arrivals implements HttpServerMetrics<Arrival, Void, Void> {

        @Override
        public Arrival requestBegin(Void connection, HttpRequest request) {
            return new Arrival(request.headers().getAll(HttpHeaders.HOST));
        }
    }
}
