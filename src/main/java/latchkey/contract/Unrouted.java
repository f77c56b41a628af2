package latchkey.contract;

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

/** The way of what no contract answers: requests that cannot be read, those to Quarkus' own, and those to the management port. */
@Singleton
class Unrouted {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    /** Of answers to requests below {@code /q}: the document of all contracts has more than 100 KiB. */
    private static final int MOST_AT_WORK = 32;

    /** What Quarkus answers whatever the method, on the public port. */
    private static final Pattern DOCUMENTS = Pattern.compile("/q/openapi(?:[.](?:json|yaml|yml))?/?");

    /** The same on the management port. */
    private static final Pattern MANAGEMENT =
            Pattern.compile("/q/(?:metrics|health(?:/(?:live|ready|started|well))?)/?");

    /** Seconds. */
    private static final String RETRY = "2";

    /** What is said of a request that was refused, by its status. */
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

    private final AnswerHeaders headers;
    private final AtomicInteger atWork = new AtomicInteger();

    Unrouted(AnswerHeaders headers) {
        this.headers = headers;
    }

    /** A request to the management port. */
    void enter(RoutingContext routing) {
        headers.putInto(routing.response());
        AnswerHeaders.lookForHead(routing);
        AnswerHeaders.sayLengthToHead(routing);
        if (!refused(routing)) {
            await(routing, MANAGEMENT);
        }
    }

    /** Whether the request was refused, as one that can be read in two ways. */
    static boolean refused(RoutingContext routing) {
        boolean refused = !RequestTarget.isClear(routing.request());
        if (refused) {
            routing.fail(BAD_REQUEST);
        }
        return refused;
    }

    /** Goes on once the body is there: Quarkus' own cannot say why one was not kept. */
    private static void await(RoutingContext routing, Pattern readOnly) {
        if (RequestTarget.isOtherwiseSpelled(routing)) {
            routing.fail(NOT_FOUND);
            return;
        }
        ArrivingBody.await(routing, () -> ArrivingBody.refusal(routing)
                .ifPresentOrElse(reason -> routing.fail(status(reason)), () -> goOn(routing, readOnly)));
    }

    private static void goOn(RoutingContext routing, Pattern readOnly) {
        if (!readOnly.matcher(routing.request().path()).matches() || !ReadOnly.answered(routing)) {
            routing.next();
        }
    }

    /** A request below {@code /q} on the public port, where an answer is long: few are made at once, since others are kept until they are sent. */
    void awaitFew(RoutingContext routing) {
        routing.addEndHandler(ended -> atWork.decrementAndGet());
        if (atWork.incrementAndGet() > MOST_AT_WORK) {
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
     * Says why, where what failed can word nothing itself; the rest is left to it.
     *
     * @param unheard whether the HTTP server refused it, before anything of ours could
     */
    void refuse(RoutingContext routing, boolean unheard) {
        if (routing.failure() instanceof HttpClosedException) {
            // The client has left.
            return;
        }
        // What is no path, the HTTP server does not find.
        boolean worded = TITLES.containsKey(routing.statusCode()) && !(unheard && routing.statusCode() == NOT_FOUND);
        int status = worded ? routing.statusCode() : BAD_REQUEST;
        if ((unheard || routing.statusCode() == status) && !routing.response().headWritten()) {
            headers.putInto(routing.response());
            ArrivingBody.await(routing, () -> say(routing, status));
        } else {
            routing.next();
        }
    }

    private static void say(RoutingContext routing, int status) {
        if (status == UNAVAILABLE) {
            routing.response().putHeader(RETRY_AFTER, RETRY);
        }
        routing.response()
                .setStatusCode(status)
                .putHeader(CONTENT_TYPE, "application/problem+json")
                .end(String.format(Locale.ROOT, "{\"title\":\"%s\",\"status\":%d}", TITLES.get(status), status));
    }
}
