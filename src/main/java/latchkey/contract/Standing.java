package latchkey.contract;

import static latchkey.account.HashingQueue.PATIENCE;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import latchkey.account.Attempts;
import latchkey.account.Guess;
import latchkey.account.Line;
import latchkey.account.Network;
import latchkey.failure.AuthFailure;
import org.jspecify.annotations.Nullable;

/** A request on its way through the lines: its place, and what it counted meanwhile. It joins and ends on its event loop. */
final class Standing {

    private static final String KEY = Standing.class.getName();

    private final RoutingContext routing;
    private final Network network;
    private final Attempts attempts;
    private final Context context;
    private final long arrived = System.nanoTime();
    private volatile Line.@Nullable Place place;
    private volatile @Nullable Guess guess;
    private long timer;
    private boolean ended;

    private Standing(RoutingContext routing, Network network, Attempts attempts) {
        this.routing = routing;
        this.network = network;
        this.attempts = attempts;
        context = routing.vertx().getOrCreateContext();
        routing.addEndHandler(over -> end());
    }

    /** @param attempts where a guess is taken back that the request leaves behind */
    static Standing begin(RoutingContext routing, Network network, Attempts attempts) {
        Standing standing = new Standing(routing, network, attempts);
        routing.put(KEY, standing);
        return standing;
    }

    static @Nullable Standing of(RoutingContext routing) {
        return routing.get(KEY);
    }

    void hold(Guess counted) {
        guess = counted;
    }

    /** The turn in that line: UNAVAILABLE where it does not come within what is left of the patience, or the place is lost. */
    Uni<Void> in(Line line) {
        return Uni.createFrom().emitter(turn -> context.runOnContext(now -> join(line, turn)));
    }

    void leave() {
        Line.Place left = place;
        if (left != null) {
            left.leave();
        }
    }

    private void join(Line line, UniEmitter<? super Void> turn) {
        if (ended) {
            withdraw();
            return;
        }
        try {
            Line.Place joined = line.join(
                    network,
                    () -> context.runOnContext(now -> turn.complete(null)),
                    lost -> context.runOnContext(now -> turn.fail(lost)));
            place = joined;
            routing.vertx().cancelTimer(timer);
            timer = routing.vertx().setTimer(left(), late -> joined.giveUp().ifPresent(turn::fail));
        } catch (AuthFailure tooLong) {
            turn.fail(tooLong);
        }
    }

    /** Milliseconds. */
    private long left() {
        return Math.max(
                1, PATIENCE.minus(Duration.ofNanos(System.nanoTime() - arrived)).toMillis());
    }

    private void end() {
        ended = true;
        routing.vertx().cancelTimer(timer);
        leave();
        withdraw();
    }

    private void withdraw() {
        Guess left = guess;
        if (left != null && left.isOpen()) {
            routing.vertx()
                    .executeBlocking(
                            () -> {
                                attempts.withdraw(left);
                                return true;
                            },
                            false)
                    .onFailure(fault -> Log.debugf("a guess that was not checked counts: %s", fault));
        }
    }
}
