package latchkey.http.signin;

import static java.util.Objects.requireNonNull;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Duration;
import java.util.stream.Stream;
import latchkey.attempt.CountedAttempt;
import latchkey.attempt.RateLimits;
import latchkey.attempt.RequestAttempt;
import latchkey.failure.AuthFailure;
import latchkey.http.body.BodyReader;
import latchkey.http.failure.ResponseDelay;
import latchkey.http.request.CurrentRequest;
import latchkey.queue.HashingQueue;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/**
 * Makes a request within its rate limits wait for a password hash without a thread, so that a flood of logins leaves the
 * threads to other requests; delays responses, also without a thread, if their time would reveal too much.
 */
class HashingFilter {

    /** Quarkus REST runs non-blocking filters before all others. */
    private static final int FIRST = 0;

    private final HashingQueue queue;
    private final RateLimits limits;
    private final CurrentRequest current;
    private final BodyReader bodies;
    private final PasswordSignIn signIns;
    private final RequestAttempt requestAttempt;
    private final ResponseDelay delay;

    HashingFilter(
            HashingQueue queue,
            RateLimits limits,
            CurrentRequest current,
            BodyReader bodies,
            PasswordSignIn signIns,
            RequestAttempt requestAttempt,
            ResponseDelay delay) {
        this.queue = queue;
        this.limits = limits;
        this.current = current;
        this.bodies = bodies;
        this.signIns = signIns;
        this.requestAttempt = requestAttempt;
        this.delay = delay;
    }

    @HashesPassword
    @ServerRequestFilter(nonBlocking = true, priority = FIRST)
    public Uni<Void> awaitLimits(RoutingContext routing) {
        return QueuedRequest.begin(routing, current.network(), limits).awaitTurn(queue.limitChecks());
    }

    /** @throws AuthFailure TOO_MANY_ATTEMPTS, UNREADABLE_BODY, INVALID_FIELDS or LINK_REJECTED, which need no hash */
    @HashesPassword
    @ServerRequestFilter(priority = FIRST + 2)
    public Uni<Void> awaitTurn(RoutingContext routing, ContainerRequestContext request, SimpleResourceInfo resource) {
        QueuedRequest queued = requireNonNull(QueuedRequest.of(routing));
        PasswordBody body = (PasswordBody) Stream.of(resource.parameterTypes())
                .filter(PasswordBody.class::isAssignableFrom)
                .map(type -> bodies.readAhead(type.asSubclass(Record.class), request.getMediaType(), routing))
                .findFirst()
                .orElseThrow();
        CountedAttempt counted = body.counted(signIns);
        if (counted.isOpen()) {
            queued.setAttempt(counted);
            requestAttempt.hold(counted);
        }
        queued.leave();
        return body.hashes()
                ? queued.awaitTurn(queue.hashing())
                : Uni.createFrom().voidItem();
    }

    @HashesPassword
    @ServerResponseFilter
    public Uni<Void> delayResponse(RoutingContext routing, Throwable failure) {
        QueuedRequest queued = QueuedRequest.of(routing);
        if (queued != null) {
            queued.leave();
        }
        return delay.of(routing.vertx(), failure instanceof AuthFailure refused ? refused.delay() : Duration.ZERO);
    }
}
