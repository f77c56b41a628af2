package latchkey.contract;

import static java.util.Objects.requireNonNull;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Duration;
import java.util.stream.Stream;
import latchkey.account.Ahead;
import latchkey.account.Attempts;
import latchkey.account.Guess;
import latchkey.account.HashingQueue;
import latchkey.failure.AuthFailure;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/**
 * Has a request that needs a hash wait for it without a thread, so that a flood of logins leaves the threads to all others, once
 * it is known to be within its limits; and holds back, as cheaply, an answer whose time would tell too much.
 */
class HashingTurns {

    /** What does not block comes before all other filters, as Quarkus REST asks for. */
    private static final int FIRST = 0;

    private final HashingQueue queue;
    private final Attempts attempts;
    private final CurrentContract current;
    private final BodyReader bodies;
    private final SignIns signIns;
    private final Ahead ahead;
    private final Delay delay;

    HashingTurns(
            HashingQueue queue,
            Attempts attempts,
            CurrentContract current,
            BodyReader bodies,
            SignIns signIns,
            Ahead ahead,
            Delay delay) {
        this.queue = queue;
        this.attempts = attempts;
        this.current = current;
        this.bodies = bodies;
        this.signIns = signIns;
        this.ahead = ahead;
        this.delay = delay;
    }

    @InTurn
    @ServerRequestFilter(nonBlocking = true, priority = FIRST)
    public Uni<Void> awaitAsking(RoutingContext routing) {
        return Standing.begin(routing, current.network(), attempts).in(queue.asking());
    }

    /** @throws AuthFailure TOO_MANY_ATTEMPTS; UNREADABLE_BODY or INVALID_FIELDS, which need no hash */
    @InTurn
    @ServerRequestFilter(priority = FIRST + 1)
    public Uni<Void> awaitTurn(RoutingContext routing, ContainerRequestContext request, SimpleResourceInfo resource) {
        Standing standing = requireNonNull(Standing.of(routing));
        Stream.of(resource.parameterTypes())
                .filter(Hashed.class::isAssignableFrom)
                .forEach(type -> {
                    Hashed body =
                            (Hashed) bodies.readAhead(type.asSubclass(Record.class), request.getMediaType(), routing);
                    Guess counted = body.counted(signIns);
                    standing.hold(counted);
                    ahead.hold(counted);
                });
        standing.leave();
        return standing.in(queue.hashing());
    }

    @InTurn
    @ServerResponseFilter
    public Uni<Void> holdBack(RoutingContext routing, Throwable failure) {
        Standing standing = Standing.of(routing);
        if (standing != null) {
            standing.leave();
        }
        return delay.of(routing.vertx(), failure instanceof AuthFailure refused ? refused.delay() : Duration.ZERO);
    }
}
