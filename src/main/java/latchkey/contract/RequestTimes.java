package latchkey.contract;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import io.quarkus.runtime.Startup;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import latchkey.LatchkeyConfig;

/**
 * How long each request took, by labels that no client can make up: Quarkus' own have the method and the path as they came, and
 * every one of them is kept for good.
 */
@Startup
@ApplicationScoped
class RequestTimes {

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private static final String OTHER = "OTHER";

    /** The path of all that no endpoint took. */
    private static final String UNMATCHED = "UNMATCHED";

    /** Where Quarkus leaves the path of the endpoint that took the request, its parameters in braces. */
    private static final String TEMPLATE = "UrlPathTemplate";

    private static final String BEGUN = RequestTimes.class.getName();

    /** What a request may take; as Prometheus' own clients have it. */
    private static final Duration[] BUCKETS = LongStream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterProvider<Timer> timers;

    /** As many as there are meters: to look for one by its tags takes several times as long. */
    private final Map<Labels, Timer> known = new ConcurrentHashMap<>();

    private record Labels(String method, String uri, String status, Outcome outcome) {

        Tags tags() {
            return Tags.of("method", method, "uri", uri, "status", status, "outcome", outcome.name());
        }
    }

    RequestTimes(MeterRegistry meters, LatchkeyConfig config) {
        timers = Timer.builder("http.server.requests")
                .description("HTTP server request processing time")
                .serviceLevelObjectives(config.metrics().histograms() ? BUCKETS : new Duration[0])
                .withRegistry(meters);
        // There from the start: a sum of what failed is then 0, and not nothing at all.
        timer(new Labels(OTHER, UNMATCHED, "500", Outcome.SERVER_ERROR));
    }

    /** Measures from now on until the answer is written or the client is gone, once a request. */
    void begin(RoutingContext routing) {
        if (routing.get(BEGUN) == null) {
            long begun = System.nanoTime();
            routing.put(BEGUN, begun);
            String method = AnswerHeaders.isHead(routing)
                    ? "HEAD"
                    : routing.request().method().name();
            routing.addEndHandler(ended -> timer(labels(routing, method, ended.succeeded()))
                    .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS));
        }
    }

    private Timer timer(Labels labels) {
        return known.computeIfAbsent(labels, wanted -> timers.withTags(wanted.tags()));
    }

    private static Labels labels(RoutingContext routing, String method, boolean answered) {
        int status = routing.response().getStatusCode();
        return new Labels(
                METHODS.contains(method) ? method : OTHER,
                endpoint(routing.request()),
                answered ? Integer.toString(status) : "RESET",
                answered ? Outcome.forStatus(status) : Outcome.CLIENT_ERROR);
    }

    /** Has it counted for the endpoint at {@code path}, which did not have to be asked. */
    static void name(RoutingContext routing, String path) {
        ((HttpServerRequestInternal) routing.request()).context().putLocal(TEMPLATE, path);
    }

    private static String endpoint(HttpServerRequest request) {
        String template = ((HttpServerRequestInternal) request).context().getLocal(TEMPLATE);
        return template == null ? UNMATCHED : template;
    }
}
