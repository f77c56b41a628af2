package latchkey.contract;

import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.http.Outcome;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerRequestInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How long each request took, by labels that no client can make up: Quarkus' own have the method and the path as they came, and
 * every one of them is kept for good.
 */
@Singleton
class RequestTimes {

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    private static final String OTHER = "OTHER";

    /** The path of all that no endpoint took. */
    private static final String UNMATCHED = "UNMATCHED";

    /** Where Quarkus leaves the path of the endpoint that took the request, its parameters in braces. */
    private static final String TEMPLATE = "UrlPathTemplate";

    private static final String BEGUN = RequestTimes.class.getName();

    private final MeterProvider<Timer> timers;

    RequestTimes(MeterRegistry meters) {
        timers = Timer.builder("http.server.requests")
                .description("HTTP server request processing time")
                .withRegistry(meters);
    }

    /** Measures from now on until the answer is written or the client is gone, once a request. */
    void begin(RoutingContext routing) {
        if (routing.get(BEGUN) == null) {
            long begun = System.nanoTime();
            routing.put(BEGUN, begun);
            String method = AnswerHeaders.isHead(routing)
                    ? "HEAD"
                    : routing.request().method().name();
            routing.addEndHandler(ended -> timers.withTags(labels(routing, method, ended.succeeded()))
                    .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS));
        }
    }

    private static Tags labels(RoutingContext routing, String method, boolean answered) {
        int status = routing.response().getStatusCode();
        return Tags.of(
                "method",
                METHODS.contains(method) ? method : OTHER,
                "uri",
                endpoint(routing.request()),
                "status",
                answered ? Integer.toString(status) : "RESET",
                "outcome",
                (answered ? Outcome.forStatus(status) : Outcome.CLIENT_ERROR).name());
    }

    private static String endpoint(HttpServerRequest request) {
        String template = ((HttpServerRequestInternal) request).context().getLocal(TEMPLATE);
        return template == null ? UNMATCHED : template;
    }
}
