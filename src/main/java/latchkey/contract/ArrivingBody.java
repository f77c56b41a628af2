package latchkey.contract;

import static io.vertx.core.http.HttpHeaders.CONNECTION;
import static io.vertx.core.http.HttpHeaders.CONTENT_LENGTH;
import static io.vertx.core.http.HttpHeaders.EXPECT;
import static io.vertx.core.http.HttpHeaders.TRANSFER_ENCODING;
import static latchkey.failure.Reason.BODY_TOO_LARGE;
import static latchkey.failure.Reason.REQUEST_TIMEOUT;
import static latchkey.failure.Reason.UNAVAILABLE;
import static latchkey.failure.Reason.UNREADABLE_BODY;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.util.List;
import java.util.Optional;
import latchkey.connection.Connection;
import latchkey.connection.Refusal;
import latchkey.failure.Reason;

/**
 * The body of a request while it arrives. It is awaited on the event loop, so that a slow one holds no thread, and read to its
 * end even where no code wants it, so that the connection is good for the next request.
 */
final class ArrivingBody {

    /** In bytes. The longest good body has 255 characters of password, each of twelve bytes if escaped, and little else. */
    private static final int LONGEST = 64 * 1024;

    /** In bytes. What is longer is not even read to its end. */
    private static final int DRAINED = 1024 * 1024;

    /** Milliseconds that a client that still sends has to read why the service reads no further. */
    private static final long FAREWELL = 1_000;

    private static final String REFUSED = ArrivingBody.class.getName();

    private static final String CONTINUE = "100-continue";

    /** The only one that is read (RFC 9112, 6.1). */
    private static final String CHUNKED = "chunked";

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final Runnable then;
    private Buffer kept = Buffer.buffer();
    private long seen;
    private boolean done;

    private ArrivingBody(RoutingContext routing, Runnable then) {
        this.routing = routing;
        request = routing.request();
        this.then = then;
    }

    /** Goes on with {@code then} once the body is there, or is known to be one that is not read. */
    static void await(RoutingContext routing, Runnable then) {
        HttpServerRequest request = routing.request();
        if (refusal(routing).isPresent()) {
            // The body is refused already: it is not awaited a second time.
            then.run();
        } else if (isOddlyCoded(request)) {
            request.response().putHeader(CONNECTION, "close");
            routing.addEndHandler(ended -> request.connection().close());
            routing.put(REFUSED, UNREADABLE_BODY);
            then.run();
        } else if (!isAnnounced(request) || request.isEnded()) {
            then.run();
        } else {
            new ArrivingBody(routing, then).await();
        }
    }

    /** Goes on with {@code then} at once: nothing reads the body, and the connection is good for nothing else if it is not there. */
    static void passOver(RoutingContext routing, Runnable then) {
        HttpServerRequest request = routing.request();
        if (isAnnounced(request) && !request.isEnded() && !isOddlyCoded(request)) {
            closeAfter(routing);
            request.resume();
            then.run();
        } else {
            await(routing, then);
        }
    }

    private static boolean isAnnounced(HttpServerRequest request) {
        return request.headers().contains(CONTENT_LENGTH) || request.headers().contains(TRANSFER_ENCODING);
    }

    /** Why the body was not read, if it was not. */
    static Optional<Reason> refusal(RoutingContext routing) {
        return Optional.ofNullable(routing.get(REFUSED));
    }

    /** The end of such a body is not known: what follows it must not be taken for a request. */
    private static boolean isOddlyCoded(HttpServerRequest request) {
        List<String> codings = request.headers().getAll(TRANSFER_ENCODING);
        return !codings.isEmpty() && !(codings.size() == 1 && CHUNKED.equalsIgnoreCase(codings.get(0)));
    }

    private void await() {
        boolean expected = isExpecting(request);
        long announced = announced();
        if (announced > DRAINED || (announced > LONGEST && expected)) {
            giveUp(BODY_TOO_LARGE);
            return;
        }
        if (expected) {
            request.response().writeContinue();
        }
        Context context = routing.vertx().getOrCreateContext();
        Connection.of(request)
                .ifPresent(connection -> connection.onRefusal(why -> context.runOnContext(now -> refuse(why))));
        request.handler(this::keep);
        request.endHandler(end -> finish());
        request.resume();
    }

    /** A client of HTTP/1.0 would take an interim answer for the answer (RFC 9110, 10.1.1). */
    private static boolean isExpecting(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_1_0 && CONTINUE.equalsIgnoreCase(request.getHeader(EXPECT));
    }

    private void refuse(Refusal why) {
        if (!done) {
            giveUp(
                    switch (why) {
                        case TOO_SLOW -> REQUEST_TIMEOUT;
                        case TOO_MANY_FIELDS, UNREADABLE -> UNREADABLE_BODY;
                        case NO_ROOM, FAULT -> UNAVAILABLE;
                    });
        }
    }

    private long announced() {
        String length = request.getHeader(CONTENT_LENGTH);
        // More digits than the limit has is longer, whatever they are.
        return length == null ? 0 : length.length() > 9 ? Long.MAX_VALUE : Long.parseLong(length);
    }

    private void keep(Buffer part) {
        seen += part.length();
        if (seen <= LONGEST && !done) {
            kept.appendBuffer(part);
        } else if (seen > LONGEST && !done) {
            kept = Buffer.buffer();
        }
        if (seen > DRAINED && !done) {
            giveUp(BODY_TOO_LARGE);
        }
    }

    private void finish() {
        if (!done) {
            done = true;
            if (seen > LONGEST) {
                routing.put(REFUSED, BODY_TOO_LARGE);
            } else {
                ((RoutingContextInternal) routing).setBody(kept);
            }
            then.run();
        }
    }

    private void giveUp(Reason reason) {
        done = true;
        kept = Buffer.buffer();
        routing.put(REFUSED, reason);
        closeAfter(routing);
        then.run();
    }

    private static void closeAfter(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        request.response().putHeader(CONNECTION, "close");
        routing.addEndHandler(ended ->
                routing.vertx().setTimer(FAREWELL, left -> request.connection().close()));
    }
}
