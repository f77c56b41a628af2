package latchkey.account;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;

/**
 * Requests that wait for their turn, networks in rotation: whatever one of them sends, others get their turns as if it sent one
 * request. Networks near each other share the turns of the wider one they are in, since one customer may have them all.
 */
public final class Line {

    private final int longest;
    private final Timer waited;
    private final Counter refused;
    private final Rotation<Place> all = new Rotation<>();
    private int free;

    /**
     * @param turns that are taken at once
     * @param longest most requests that wait
     */
    Line(int turns, int longest, Timer waited, Counter refused) {
        free = turns;
        this.longest = longest;
        this.waited = waited;
        this.refused = refused;
    }

    /** A place in the line, and the turn that comes of it. */
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

        /** UNAVAILABLE, where the turn has not come. */
        public Optional<AuthFailure> giveUp() {
            synchronized (all) {
                return all.remove(path, this) ? Optional.of(refusal()) : Optional.empty();
            }
        }

        /** Lets others have it, or what is left of it. */
        public void leave() {
            synchronized (all) {
                all.remove(path, this);
                free += admitted ? 1 : 0;
                admitted = false;
            }
            admit();
        }
    }

    /**
     * A place at the end of the network's own line. Who has it leaves it, whatever comes of it. Where all places are taken, the
     * latest of the network that has the most is lost to one of a network that has fewer.
     *
     * @param turn called by another who leaves, when it is time
     * @param loss called by another who comes, where the place is lost
     * @throws AuthFailure UNAVAILABLE where the line is too long
     */
    public Place join(Network network, Runnable turn, Consumer<AuthFailure> loss) {
        Place place = new Place(network, turn, loss);
        Place lost = null;
        synchronized (all) {
            if (all.size() == longest) {
                lost = all.outnumbered(place.path).orElseThrow(this::refusal);
                all.remove(lost.path, lost);
            }
            all.add(place.path, place);
        }
        if (lost != null) {
            lost.loss.accept(refusal());
        }
        admit();
        return place;
    }

    /** How many wait. */
    int waiting() {
        synchronized (all) {
            return all.size();
        }
    }

    private void admit() {
        Place next;
        synchronized (all) {
            if (free == 0 || all.size() == 0) {
                return;
            }
            next = all.next();
            next.admitted = true;
            free--;
        }
        next.arrival.stop(waited);
        next.turn.run();
    }

    private AuthFailure refusal() {
        refused.increment();
        return AuthFailure.because(Reason.UNAVAILABLE);
    }
}
