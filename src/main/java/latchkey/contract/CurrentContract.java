package latchkey.contract;

import static java.util.Objects.requireNonNull;

import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.RequestScoped;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The contract that the request at hand was routed to, and since when. */
@RequestScoped
public class CurrentContract {

    private Contracts.@Nullable Route route;
    private @Nullable HttpServerResponse response;
    private long routedNanos;

    void set(Contracts.Route route, HttpServerResponse response) {
        this.route = route;
        this.response = response;
        routedNanos = System.nanoTime();
    }

    Optional<Contract> get() {
        return Optional.ofNullable(route).map(Contracts.Route::contract);
    }

    /** Where, as the browser sees it, the contract's refresh cookie is of use. */
    String refreshPath() {
        Contracts.Route taken = requireNonNull(route);
        return taken.prefix() + taken.contract().refreshPath();
    }

    HttpServerResponse response() {
        return requireNonNull(response);
    }

    /** Time spent on the request so far. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - routedNanos);
    }
}
