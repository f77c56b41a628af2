package latchkey.contract;

import static java.util.Objects.requireNonNullElse;

import io.quarkus.arc.Arc;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.auth.User;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import latchkey.Issuer;
import latchkey.LatchkeyConfig;
import latchkey.account.Network;
import latchkey.audit.Origin;
import latchkey.failure.AuthFailure;
import latchkey.key.AccessTokens;
import latchkey.session.Device;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The contract that the request at hand was routed to, and since when. */
@ApplicationScoped
public class CurrentContract {

    private static final String ROUTED = CurrentContract.class.getName();

    private final CurrentVertxRequest current;
    private final Proxies proxies;
    private final String path;

    CurrentContract(CurrentVertxRequest current, Proxies proxies, LatchkeyConfig config) {
        this.current = current;
        this.proxies = proxies;
        path = Issuer.path(config.issuer());
    }

    private record Routed(Optional<Contracts.Route> route, long nanos) {}

    static void set(RoutingContext routing, Optional<Contracts.Route> route) {
        routing.put(ROUTED, new Routed(route, System.nanoTime()));
    }

    static boolean knows(RoutingContext routing) {
        return routing.get(ROUTED) != null;
    }

    static Optional<Contracts.Route> of(RoutingContext routing) {
        return routed(routing).route();
    }

    Optional<Contract> get() {
        return of(current.getCurrent()).map(Contracts.Route::contract);
    }

    AuthFailure spelled(AuthFailure failure) {
        return BodyReader.spelled(failure, current.getCurrent());
    }

    /** Of a request that one of its resources answers. */
    Contract contract() {
        return route().contract();
    }

    /** Where, as the browser sees it, the contract's refresh cookie is of use. */
    String refreshPath() {
        return seen(route().prefix() + contract().refreshPath());
    }

    /** Where, as the browser sees it, the contract refreshes. */
    String refreshEndpoint() {
        return seen(route().prefix() + contract().refreshEndpoint());
    }

    /** A path of ours as the browser sees it, where a proxy takes away the issuer's. */
    String seen(String ours) {
        return path + ours;
    }

    private Contracts.Route route() {
        return of(current.getCurrent()).orElseThrow();
    }

    /** Without a port. */
    String host() {
        return Entrance.host(request());
    }

    HttpServerRequest request() {
        return current.getCurrent().request();
    }

    HttpServerResponse response() {
        return current.getCurrent().response();
    }

    /** Time spent on the request so far. */
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - routed(current.getCurrent()).nanos());
    }

    @Produces
    @Dependent
    Device device() {
        HttpServerRequest request = current.getCurrent().request();
        return new Device(
                get().map(Contract::name).orElse(null),
                request.getHeader(HttpHeaders.USER_AGENT),
                proxies.clientOf(request));
    }

    /** Where the request comes from. */
    Network network() {
        return Network.of(proxies.clientOf(current.getCurrent().request()));
    }

    /** A command has no request. */
    @Produces
    @Dependent
    Origin origin() {
        RoutingContext routing = Arc.container().requestContext().isActive() ? current.getCurrent() : null;
        if (routing == null) {
            return Origin.ofCommand();
        }
        Device device = device();
        return new Origin(
                requireNonNullElse(device.contract(), "platform"),
                null,
                session(routing.user()),
                device.address(),
                device.userAgent(),
                routing.response().headers().get(Entrance.REQUEST_ID));
    }

    /** A token of another issuer has none. */
    private static @Nullable UUID session(@Nullable User user) {
        return user instanceof QuarkusHttpUser known
                        && known.getSecurityIdentity().getPrincipal() instanceof JsonWebToken token
                ? token.<String>claim(AccessTokens.SESSION)
                        .map(UUID::fromString)
                        .orElse(null)
                : null;
    }

    private static Routed routed(RoutingContext routing) {
        return routing.get(ROUTED);
    }
}
