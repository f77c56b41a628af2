package latchkey.contract;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import latchkey.account.HashingQueue;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Has whoever needs a hash wait for it without a thread, so that a flood of logins leaves the threads to all others. */
class HashingTurns {

    /** What does not block comes before all other filters, as Quarkus REST asks for. */
    private static final int FIRST = 0;

    private final HashingQueue queue;

    HashingTurns(HashingQueue queue) {
        this.queue = queue;
    }

    @InTurn
    @ServerRequestFilter(nonBlocking = true, priority = FIRST)
    public Uni<Void> awaitTurn(RoutingContext routing) {
        return Uni.createFrom().emitter(turn -> join(routing, turn));
    }

    private void join(RoutingContext routing, UniEmitter<? super Void> turn) {
        Context context = routing.vertx().getOrCreateContext();
        HashingQueue.Place place = queue.join(() -> context.runOnContext(now -> turn.complete(null)));
        long timer = routing.vertx().setTimer(HashingQueue.PATIENCE.toMillis(), late -> place.giveUp()
                .ifPresent(turn::fail));
        routing.addEndHandler(ended -> {
            routing.vertx().cancelTimer(timer);
            place.leave();
        });
    }
}
