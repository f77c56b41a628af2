package latchkey.http;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import io.quarkus.resteasy.reactive.server.runtime.ResteasyReactiveRecorder;
import io.quarkus.resteasy.reactive.server.runtime.observability.ObservabilityIntegrationRecorder;
import io.quarkus.runtime.Startup;
import io.vertx.core.Context;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Measures how long requests take, with labels that no client can invent: Quarkus' own metrics label by the raw method and
 * path, and keep every value for good.
 */
@Startup
@ApplicationScoped
public class RequestMetrics {

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private static final String OTHER = "OTHER";

    /** The path label of requests that no endpoint took. */
    private static final String UNMATCHED = "UNMATCHED";

    /** The key under which Quarkus stores the path template of the endpoint, with its parameters in braces. */
    private static final String TEMPLATE = "UrlPathTemplate";

    /** In such a template, after the name of a parameter: the expression that its values match. */
    private static final Pattern WHAT_MATCHES = Pattern.compile(":(?:[^{}]|[{][^}]*})*}");

    private static final String BEGUN = RequestMetrics.class.getName();

    /** Histogram buckets, as in Prometheus' own clients. */
    private static final Duration[] BUCKETS = LongStream.of(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterProvider<Timer> timers;

    /** One for each meter: Micrometer's own lookup by tags takes several times as long. */
    private final Map<Labels, Timer> timersByLabels = new ConcurrentHashMap<>();

    private record Labels(String method, String uri, String status, Outcome outcome) {

        Tags tags() {
            return Tags.of("method", method, "uri", uri, "status", status, "outcome", outcome.name());
        }
    }

    RequestMetrics(MeterRegistry meters, MetricsConfig config) {
        timers = Timer.builder("http.server.requests")
                .description("HTTP server request processing time")
                .serviceLevelObjectives(config.histograms() ? BUCKETS : new Duration[0])
                .withRegistry(meters);
        // Registered at the start, so that a sum of failures is 0 and not absent.
        timer(new Labels(OTHER, UNMATCHED, "500", Outcome.SERVER_ERROR));
    }

    /** Starts the timer, once for each request; it stops when the answer is written or the client has gone. */
    public void begin(RoutingContext routing) {
        if (routing.get(BEGUN) == null) {
            long begun = System.nanoTime();
            routing.put(BEGUN, begun);
            String method = ResponseHeaders.isHead(routing)
                    ? "HEAD"
                    : routing.request().method().name();
            routing.addEndHandler(ended -> timer(labels(routing, method, ended.succeeded()))
                    .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS));
        }
    }

    private Timer timer(Labels labels) {
        return timersByLabels.computeIfAbsent(labels, missing -> timers.withTags(missing.tags()));
    }

    private static Labels labels(RoutingContext routing, String method, boolean answered) {
        int status = routing.response().getStatusCode();
        return new Labels(
                METHODS.contains(method) ? method : OTHER,
                endpoint(routing),
                answered ? Integer.toString(status) : "RESET",
                answered ? Outcome.forStatus(status) : Outcome.CLIENT_ERROR);
    }

    /** Counts the request for the endpoint at {@code path}, although that endpoint was not called. */
    public static void setEndpoint(RoutingContext routing, String path) {
        ((HttpServerRequestInternal) routing.request()).context().putLocal(TEMPLATE, path);
    }

    private static String endpoint(RoutingContext routing) {
        Context context = ((HttpServerRequestInternal) routing.request()).context();
        if (context.getLocal(TEMPLATE) == null) {
            // A filter refused the request before Quarkus REST looked for its endpoint.
            ObservabilityIntegrationRecorder.setTemplatePath(routing, ResteasyReactiveRecorder.getCurrentDeployment());
        }
        String template = context.getLocal(TEMPLATE);
        if (template == null) {
            return UNMATCHED;
        }
        return template.indexOf(':') < 0
                ? template
                : WHAT_MATCHES.matcher(template).replaceAll("}");
    }
}
