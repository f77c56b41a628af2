package latchkey.contract;

import static io.vertx.core.http.HttpHeaders.CONTENT_TYPE;

import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import latchkey.failure.Reason;

/** The way of what no contract answers: requests that cannot be read, those to Quarkus' own, and those to the management port. */
@Singleton
class Unrouted {

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int TOO_LARGE = 413;

    private final AnswerHeaders headers;

    Unrouted(AnswerHeaders headers) {
        this.headers = headers;
    }

    /** A request to the management port. */
    void enter(RoutingContext routing) {
        headers.putInto(routing.response());
        if (!refused(routing)) {
            await(routing);
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
    static void await(RoutingContext routing) {
        if (RequestTarget.hasParameters(routing)) {
            routing.fail(NOT_FOUND);
            return;
        }
        ArrivingBody.await(routing, () -> ArrivingBody.refusal(routing)
                .ifPresentOrElse(
                        reason -> routing.fail(reason == Reason.BODY_TOO_LARGE ? TOO_LARGE : BAD_REQUEST),
                        routing::next));
    }

    /**
     * Says why, where what failed can word nothing itself; the rest is left to it.
     *
     * @param unheard whether the HTTP server refused it, before anything of ours could
     */
    void refuse(RoutingContext routing, boolean unheard) {
        int status = routing.statusCode() == TOO_LARGE ? TOO_LARGE : BAD_REQUEST;
        if ((unheard || routing.statusCode() == status) && !routing.response().headWritten()) {
            headers.putInto(routing.response());
            ArrivingBody.await(routing, () -> say(routing, status));
        } else {
            routing.next();
        }
    }

    private static void say(RoutingContext routing, int status) {
        String title = status == TOO_LARGE ? "Request body too large." : "The request cannot be read.";
        routing.response()
                .setStatusCode(status)
                .putHeader(CONTENT_TYPE, "application/problem+json")
                .end("{\"title\":\"%s\",\"status\":%d}".formatted(title, status));
    }
}
