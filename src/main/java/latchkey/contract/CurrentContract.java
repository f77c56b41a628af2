package latchkey.contract;

import jakarta.enterprise.context.RequestScoped;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The contract that the request at hand was routed to, and since when. */
@RequestScoped
public class CurrentContract {

    private Contracts.@Nullable Route route;
    private long routedNanos;

    void set(Contracts.Route route) {
        this.route = route;
        routedNanos = System.nanoTime();
    }

    Optional<Contract> get() {
        return Optional.ofNullable(route).map(Contracts.Route::contract);
    }

    /** Where, as the browser sees it, the contract's refresh cookie is of use. */
    String refreshPath() {
        return route == null ? "/" : route.prefix() + route.contract().refreshPath();
    }

    /** Time spent on the request so far. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - routedNanos);
    }
}
