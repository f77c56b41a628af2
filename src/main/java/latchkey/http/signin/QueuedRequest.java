package latchkey.http.signin;

import static latchkey.queue.HashingQueue.MAX_WAIT;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import latchkey.attempt.CountedAttempt;
import latchkey.attempt.Network;
import latchkey.attempt.RateLimits;
import latchkey.failure.AuthFailure;
import latchkey.queue.FairQueue;
import org.jspecify.annotations.Nullable;

/** A request in the hashing queues: its place, and the attempt it counted. It joins and ends on its event loop. */
final class QueuedRequest {

    private static final String KEY = QueuedRequest.class.getName();

    private final RoutingContext routing;
    private final Network network;
    private final RateLimits limits;
    private final Context context;
    private final long arrived = System.nanoTime();
    private volatile FairQueue.@Nullable Place place;
    private volatile @Nullable CountedAttempt attempt;
    private long timer;
    private boolean ended;

    private QueuedRequest(RoutingContext routing, Network network, RateLimits limits) {
        this.routing = routing;
        this.network = network;
        this.limits = limits;
        context = routing.vertx().getOrCreateContext();
        routing.addEndHandler(over -> end());
    }

    /** @param limits take back an attempt that the request never carried out */
    static QueuedRequest begin(RoutingContext routing, Network network, RateLimits limits) {
        QueuedRequest queued = new QueuedRequest(routing, network, limits);
        routing.put(KEY, queued);
        return queued;
    }

    static @Nullable QueuedRequest of(RoutingContext routing) {
        return routing.get(KEY);
    }

    void setAttempt(CountedAttempt counted) {
        attempt = counted;
    }

    /**
     * Completes when the request's turn in the queue comes; fails with UNAVAILABLE if it does not come within the rest of the
     * maximum wait, or the place is lost.
     */
    Uni<Void> awaitTurn(FairQueue queue) {
        return Uni.createFrom().emitter(turn -> context.runOnContext(now -> join(queue, turn)));
    }

    void leave() {
        FairQueue.Place current = place;
        if (current != null) {
            current.leave();
        }
    }

    private void join(FairQueue queue, UniEmitter<? super Void> turn) {
        if (ended) {
            withdraw();
            return;
        }
        try {
            FairQueue.Place joined = queue.join(
                    network,
                    () -> context.runOnContext(now -> turn.complete(null)),
                    lost -> context.runOnContext(now -> turn.fail(lost)));
            place = joined;
            routing.vertx().cancelTimer(timer);
            timer = routing.vertx()
                    .setTimer(remaining(), late -> joined.giveUp().ifPresent(turn::fail));
        } catch (AuthFailure tooLong) {
            turn.fail(tooLong);
        }
    }

    /** Milliseconds left of the maximum wait. */
    private long remaining() {
        return Math.max(
                1, MAX_WAIT.minus(Duration.ofNanos(System.nanoTime() - arrived)).toMillis());
    }

    private void end() {
        ended = true;
        routing.vertx().cancelTimer(timer);
        leave();
        withdraw();
    }

    private void withdraw() {
        CountedAttempt counted = attempt;
        if (counted != null && counted.isOpen()) {
            routing.vertx()
                    .executeBlocking(
                            () -> {
                                limits.withdraw(counted);
                                return true;
                            },
                            false)
                    .onFailure(fault -> Log.debugf("an attempt that was never carried out still counts: %s", fault));
        }
    }
}
