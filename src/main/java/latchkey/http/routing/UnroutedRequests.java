package latchkey.http.routing;

import static io.vertx.core.http.HttpHeaders.CONTENT_TYPE;
import static io.vertx.core.http.HttpHeaders.RETRY_AFTER;

import io.vertx.core.http.HttpClosedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import latchkey.failure.Reason;
import latchkey.http.ReadOnlyRoute;
import latchkey.http.RequestBodyCollector;
import latchkey.http.ResponseHeaders;
import latchkey.http.request.RequestTarget;

/**
 * Handles requests that no contract answers: unreadable ones, those to Quarkus' own endpoints, and those to the management
 * port.
 */
@Singleton
class UnroutedRequests {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    /** The limit of concurrent requests below {@code /q}: the document of all contracts has more than 100 KiB. */
    private static final int MAX_CONCURRENT = 32;

    /** Documents on the public port that Quarkus would serve to any method. */
    private static final Pattern DOCUMENTS = Pattern.compile("/q/openapi(?:[.](?:json|yaml|yml))?/?");

    /** Endpoints on the management port that Quarkus would serve to any method. */
    private static final Pattern MANAGEMENT =
            Pattern.compile("/q/(?:metrics|health(?:/(?:live|ready|started|well))?)/?");

    /** Seconds. */
    private static final String RETRY_SECONDS = "2";

    /** The problem title by response status. */
    private static final Map<Integer, String> TITLES = Map.of(
            BAD_REQUEST,
            "The request cannot be read.",
            NOT_FOUND,
            "Not found.",
            405,
            "Method not allowed.",
            408,
            "Request timeout.",
            413,
            "Request body too large.",
            503,
            "Temporarily unavailable, try again later.");

    private final ResponseHeaders headers;
    private final AtomicInteger active = new AtomicInteger();

    UnroutedRequests(ResponseHeaders headers) {
        this.headers = headers;
    }

    /** Handles a request to the management port. */
    void handleManagement(RoutingContext routing) {
        headers.putInto(routing.response());
        ResponseHeaders.rememberHead(routing);
        ResponseHeaders.setLengthForHead(routing);
        if (!refuseAmbiguous(routing)) {
            await(routing, MANAGEMENT);
        }
    }

    /**
     * Refuses a request that can be read in two ways.
     *
     * @return whether it refused
     */
    static boolean refuseAmbiguous(RoutingContext routing) {
        boolean ambiguous = !RequestTarget.isUnambiguous(routing.request());
        if (ambiguous) {
            routing.fail(BAD_REQUEST);
        }
        return ambiguous;
    }

    /** Continues once the body has arrived: Quarkus' own endpoints cannot report why a body was not kept. */
    private static void await(RoutingContext routing, Pattern readOnly) {
        if (RequestTarget.hasOtherSpelling(routing)) {
            routing.fail(NOT_FOUND);
            return;
        }
        RequestBodyCollector.await(routing, () -> RequestBodyCollector.refusal(routing)
                .ifPresentOrElse(reason -> routing.fail(status(reason)), () -> proceed(routing, readOnly)));
    }

    private static void proceed(RoutingContext routing, Pattern readOnly) {
        if (!readOnly.matcher(routing.request().path()).matches() || !ReadOnlyRoute.answerOtherMethods(routing)) {
            routing.next();
        }
    }

    /**
     * Handles a request below {@code /q} on the public port. Its responses are long and stay in memory until sent, so few run
     * at once.
     */
    void awaitLimited(RoutingContext routing) {
        routing.addEndHandler(ended -> active.decrementAndGet());
        if (active.incrementAndGet() > MAX_CONCURRENT) {
            routing.fail(UNAVAILABLE);
        } else {
            await(routing, DOCUMENTS);
        }
    }

    private static int status(Reason refusal) {
        return switch (refusal) {
            case BODY_TOO_LARGE -> 413;
            case REQUEST_TIMEOUT -> 408;
            case UNAVAILABLE -> UNAVAILABLE;
            default -> BAD_REQUEST;
        };
    }

    /**
     * Answers a failed request with problem details, unless something else answers it.
     *
     * @param beforeRouting whether the HTTP server refused the request before Latchkey saw it
     */
    void refuse(RoutingContext routing, boolean beforeRouting) {
        if (routing.failure() instanceof HttpClosedException) {
            // The client has closed the connection.
            return;
        }
        // The HTTP server reports 404 for a target that is not a path; that is a bad request.
        boolean hasTitle =
                TITLES.containsKey(routing.statusCode()) && !(beforeRouting && routing.statusCode() == NOT_FOUND);
        int status = hasTitle ? routing.statusCode() : BAD_REQUEST;
        if ((beforeRouting || routing.statusCode() == status)
                && !routing.response().headWritten()) {
            headers.putInto(routing.response());
            RequestBodyCollector.await(routing, () -> send(routing, status));
        } else {
            routing.next();
        }
    }

    private static void send(RoutingContext routing, int status) {
        if (status == UNAVAILABLE) {
            routing.response().putHeader(RETRY_AFTER, RETRY_SECONDS);
        }
        routing.response()
                .setStatusCode(status)
                .putHeader(CONTENT_TYPE, "application/problem+json")
                .end(String.format(Locale.ROOT, "{\"title\":\"%s\",\"status\":%d}", TITLES.get(status), status));
    }
}
