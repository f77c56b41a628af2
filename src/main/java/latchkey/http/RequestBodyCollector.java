package latchkey.http;

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
import latchkey.connection.pipeline.Connection;
import latchkey.connection.pipeline.ConnectionRefusal;
import latchkey.failure.Reason;

/**
 * Collects the request body as it arrives. It waits on the event loop, so that a slow client holds no thread, and reads every
 * body to its end, so that the connection can serve the next request.
 */
public final class RequestBodyCollector {

    /** In bytes. The longest valid body has a password of 255 characters, each of twelve bytes if escaped, and little else. */
    private static final int MAX_KEPT = 64 * 1024;

    /** In bytes. Latchkey stops reading a longer body. */
    private static final int MAX_READ = 1024 * 1024;

    /** Milliseconds for a client that still sends to read why Latchkey stopped reading. */
    private static final long CLOSE_AFTER = 1_000;

    private static final String REFUSED = RequestBodyCollector.class.getName();

    private static final String CONTINUE = "100-continue";

    /** The only transfer coding that Latchkey reads (RFC 9112, 6.1). */
    private static final String CHUNKED = "chunked";

    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final int maxKept;
    private final Runnable next;
    private Buffer kept = Buffer.buffer();
    private long received;
    private boolean done;

    private RequestBodyCollector(RoutingContext routing, int maxKept, Runnable next) {
        this.maxKept = maxKept;
        this.routing = routing;
        request = routing.request();
        this.next = next;
    }

    /** Runs {@code next} once the body has arrived, or once it is clear that Latchkey will not read it. */
    public static void await(RoutingContext routing, Runnable next) {
        await(routing, MAX_KEPT, next);
    }

    /** As {@link #await}, for a body that may be longer if {@code bodies} allows it, which is asked first. */
    public static void awaitLong(RoutingContext routing, LongBodies bodies, Runnable next) {
        routing.vertx()
                .executeBlocking(() -> bodies.isAllowed(routing.request()), false)
                .onComplete(allowed ->
                        await(routing, allowed.succeeded() && allowed.result() ? LongBodies.MAX_KEPT : MAX_KEPT, next));
    }

    private static void await(RoutingContext routing, int maxKept, Runnable next) {
        HttpServerRequest request = routing.request();
        if (refusal(routing).isPresent()) {
            // The body is already refused: Latchkey does not wait for it again.
            next.run();
        } else if (hasUnknownCoding(request)) {
            request.response().putHeader(CONNECTION, "close");
            routing.addEndHandler(ended -> request.connection().close());
            routing.put(REFUSED, UNREADABLE_BODY);
            next.run();
        } else if (!isAnnounced(request) || request.isEnded()) {
            next.run();
        } else {
            new RequestBodyCollector(routing, maxKept, next).await();
        }
    }

    /** Runs {@code next} at once and discards the body; the connection closes afterwards unless the body has arrived. */
    public static void skip(RoutingContext routing, Runnable next) {
        HttpServerRequest request = routing.request();
        if (isAnnounced(request) && !request.isEnded() && !hasUnknownCoding(request)) {
            closeAfter(routing);
            request.resume();
            next.run();
        } else {
            await(routing, next);
        }
    }

    private static boolean isAnnounced(HttpServerRequest request) {
        return request.headers().contains(CONTENT_LENGTH) || request.headers().contains(TRANSFER_ENCODING);
    }

    /** Why Latchkey did not keep the body, if it did not. */
    public static Optional<Reason> refusal(RoutingContext routing) {
        return Optional.ofNullable(routing.get(REFUSED));
    }

    /** The end of such a body is unknown: the bytes after it must not count as a request. */
    private static boolean hasUnknownCoding(HttpServerRequest request) {
        List<String> codings = request.headers().getAll(TRANSFER_ENCODING);
        return !codings.isEmpty() && !(codings.size() == 1 && CHUNKED.equalsIgnoreCase(codings.get(0)));
    }

    private void await() {
        boolean expectsContinue = expectsContinue(request);
        long announced = announced();
        if (announced > MAX_READ || (announced > maxKept && expectsContinue)) {
            giveUp(BODY_TOO_LARGE);
            return;
        }
        if (expectsContinue) {
            request.response().writeContinue();
        }
        Context context = routing.vertx().getOrCreateContext();
        Connection.of(request)
                .ifPresent(connection -> connection.onRefusal(why -> context.runOnContext(now -> refuse(why))));
        request.handler(this::keep);
        request.endHandler(end -> finish());
        request.resume();
    }

    /** A client of HTTP/1.0 would take the interim response for the final one (RFC 9110, 10.1.1). */
    private static boolean expectsContinue(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_1_0 && CONTINUE.equalsIgnoreCase(request.getHeader(EXPECT));
    }

    private void refuse(ConnectionRefusal why) {
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
        // A number with more digits than the limit is larger than the limit.
        return length == null ? 0 : length.length() > 9 ? Long.MAX_VALUE : Long.parseLong(length);
    }

    private void keep(Buffer part) {
        received += part.length();
        if (received <= maxKept && !done) {
            kept.appendBuffer(part);
        } else if (received > maxKept && !done) {
            kept = Buffer.buffer();
        }
        if (received > MAX_READ && !done) {
            giveUp(BODY_TOO_LARGE);
        }
    }

    private void finish() {
        if (!done) {
            done = true;
            if (received > maxKept) {
                routing.put(REFUSED, BODY_TOO_LARGE);
            } else {
                ((RoutingContextInternal) routing).setBody(kept);
            }
            next.run();
        }
    }

    private void giveUp(Reason reason) {
        done = true;
        kept = Buffer.buffer();
        routing.put(REFUSED, reason);
        closeAfter(routing);
        next.run();
    }

    private static void closeAfter(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        request.response().putHeader(CONNECTION, "close");
        routing.addEndHandler(ended -> routing.vertx()
                .setTimer(CLOSE_AFTER, left -> request.connection().close()));
    }
}
