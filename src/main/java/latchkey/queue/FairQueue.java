package latchkey.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import latchkey.attempt.Network;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;

/**
 * A queue of requests that takes networks in rotation: however many requests one network sends, others get their turns as if it
 * sent one. Neighbouring networks share the turns of the wider network around them, since one customer may have them all.
 */
public final class FairQueue {

    private final int maxWaiting;
    private final Timer waitTime;
    private final Counter refused;
    private final RoundRobin<Place> waitingPlaces = new RoundRobin<>();
    private int freeTurns;

    /**
     * @param turns the maximum number of simultaneous turns
     * @param maxWaiting the maximum number of waiting requests
     */
    FairQueue(int turns, int maxWaiting, Timer waitTime, Counter refused) {
        freeTurns = turns;
        this.maxWaiting = maxWaiting;
        this.waitTime = waitTime;
        this.refused = refused;
    }

    /** A place in the queue, and later its turn. */
    public final class Place {

        private final List<String> path;
        private final Runnable turn;
        private final Consumer<AuthFailure> loss;
        private final Timer.Sample arrival = Timer.start();
        private boolean admitted;

        private Place(Network network, Runnable turn, Consumer<AuthFailure> loss) {
            path = network.path();
            this.turn = turn;
            this.loss = loss;
        }

        /** Leaves the queue. Returns UNAVAILABLE if the turn had not come yet. */
        public Optional<AuthFailure> giveUp() {
            synchronized (waitingPlaces) {
                return waitingPlaces.remove(path, this) ? Optional.of(refusal()) : Optional.empty();
            }
        }

        /** Gives the place or the turn back, for others to use. */
        public void leave() {
            synchronized (waitingPlaces) {
                waitingPlaces.remove(path, this);
                freeTurns += admitted ? 1 : 0;
                admitted = false;
            }
            admit();
        }
    }

    /**
     * Takes a place at the end of the network's own queue. The caller has to call {@link Place#leave} in any case. If all
     * places are taken, the latest place of the network with the most places is lost to a network with fewer.
     *
     * @param turn called by another thread when the turn has come
     * @param loss called by another thread when the place is lost
     * @throws AuthFailure UNAVAILABLE if the queue is full
     */
    public Place join(Network network, Runnable turn, Consumer<AuthFailure> loss) {
        Place place = new Place(network, turn, loss);
        Place lost = null;
        synchronized (waitingPlaces) {
            if (waitingPlaces.size() == maxWaiting) {
                lost = waitingPlaces.replaceable(place.path).orElseThrow(this::refusal);
                waitingPlaces.remove(lost.path, lost);
            }
            waitingPlaces.add(place.path, place);
        }
        if (lost != null) {
            lost.loss.accept(refusal());
        }
        admit();
        return place;
    }

    /** The number of waiting requests. */
    int waiting() {
        synchronized (waitingPlaces) {
            return waitingPlaces.size();
        }
    }

    private void admit() {
        Place next;
        synchronized (waitingPlaces) {
            if (freeTurns == 0 || waitingPlaces.size() == 0) {
                return;
            }
            next = waitingPlaces.next();
            next.admitted = true;
            freeTurns--;
        }
        next.arrival.stop(waitTime);
        next.turn.run();
    }

    private AuthFailure refusal() {
        refused.increment();
        return AuthFailure.because(Reason.UNAVAILABLE);
    }
}
