package latchkey.contract;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import latchkey.account.HashingQueue;
import latchkey.failure.AuthFailure;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Has whoever needs a hash wait for it without a thread, so that a flood of logins leaves the threads to all others; and holds
 * back, as cheaply, an answer whose time would tell too much.
 */
class HashingTurns {

    /** What does not block comes before all other filters, as Quarkus REST asks for. */
    private static final int FIRST = 0;

    private static final String PLACE = HashingQueue.Place.class.getName();

    private final HashingQueue queue;

    HashingTurns(HashingQueue queue) {
        this.queue = queue;
    }

    @InTurn
    @ServerRequestFilter(nonBlocking = true, priority = FIRST)
    public Uni<Void> awaitTurn(RoutingContext routing) {
        return Uni.createFrom().emitter(turn -> join(routing, turn));
    }

    @InTurn
    @ServerResponseFilter
    public Uni<Void> holdBack(RoutingContext routing, Throwable failure) {
        leave(routing);
        Duration delay = failure instanceof AuthFailure refused ? refused.delay() : Duration.ZERO;
        return Uni.createFrom().emitter(time -> {
            if (delay.isZero()) {
                time.complete(null);
            } else {
                // Rounded up, to what a timer counts in.
                routing.vertx().setTimer(delay.toMillis() + 1, over -> time.complete(null));
            }
        });
    }

    private void join(RoutingContext routing, UniEmitter<? super Void> turn) {
        Context context = routing.vertx().getOrCreateContext();
        HashingQueue.Place place = queue.join(() -> context.runOnContext(now -> turn.complete(null)));
        routing.put(PLACE, place);
        long timer = routing.vertx().setTimer(HashingQueue.PATIENCE.toMillis(), late -> place.giveUp()
                .ifPresent(turn::fail));
        routing.addEndHandler(ended -> {
            routing.vertx().cancelTimer(timer);
            leave(routing);
        });
    }

    private static void leave(RoutingContext routing) {
        HashingQueue.Place place = routing.get(PLACE);
        if (place != null) {
            place.leave();
        }
    }
}
