package latchkey.http.request;

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
import latchkey.LatchkeyConfig;
import latchkey.attempt.Network;
import latchkey.audit.EventSource;
import latchkey.contract.Contract;
import latchkey.contract.Contracts;
import latchkey.contract.Wording;
import latchkey.email.PreferredLanguages;
import latchkey.failure.AuthFailure;
import latchkey.http.IssuerUrl;
import latchkey.http.body.BodyReader;
import latchkey.key.AccessTokens;
import latchkey.session.Device;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The current request: the contract it was routed to, its client and when it began. */
@ApplicationScoped
public class CurrentRequest {

    private static final String ROUTED = CurrentRequest.class.getName();
    private static final String DIALECT = Wording.class.getName();
    private static final String ACTOR = EventSource.class.getName();

    private final CurrentVertxRequest current;
    private final TrustedProxies proxies;
    private final String issuerPath;

    CurrentRequest(CurrentVertxRequest current, TrustedProxies proxies, LatchkeyConfig config) {
        this.current = current;
        this.proxies = proxies;
        issuerPath = IssuerUrl.path(config.issuer());
    }

    private record Routed(Optional<Contracts.Route> route, long nanos) {}

    public static void set(RoutingContext routing, Optional<Contracts.Route> route) {
        routing.put(ROUTED, new Routed(route, System.nanoTime()));
    }

    public static boolean isRouted(RoutingContext routing) {
        return routing.get(ROUTED) != null;
    }

    public static Optional<Contracts.Route> of(RoutingContext routing) {
        return routed(routing).route();
    }

    public Optional<Contract> get() {
        return of(current.getCurrent()).map(Contracts.Route::contract);
    }

    /** Words the refusals of the rest of the request, instead of the contract. */
    public static void useDialect(RoutingContext routing, Wording wording) {
        routing.put(DIALECT, wording);
    }

    public Optional<Wording> dialect() {
        return Optional.ofNullable(current.getCurrent().get(DIALECT));
    }

    /** Has the events of the rest of the request say who acts through the admin API. */
    public static void setActor(RoutingContext routing, String actor) {
        routing.put(ACTOR, actor);
    }

    public AuthFailure spelled(AuthFailure failure) {
        return BodyReader.spelled(failure, current.getCurrent());
    }

    /** Has the rest of a request outside contracts count as one through a contract, whose session it opens. */
    public void actFor(Contract contract) {
        set(current.getCurrent(), Optional.of(new Contracts.Route(contract, "", "")));
    }

    /** The contract of a request that a contract's resource answers. */
    public Contract contract() {
        return route().contract();
    }

    /** The path of the contract's refresh cookie, as the browser sees it. */
    public String refreshPath() {
        return publicPath(route().prefix() + contract().refreshPath());
    }

    /** The path of the contract's refresh endpoint, as the browser sees it. */
    public String refreshEndpoint() {
        return publicPath(route().prefix() + contract().refreshEndpoint().path());
    }

    /** A path of Latchkey as the browser sees it: with the issuer's path, which the proxy removes. */
    public String publicPath(String internalPath) {
        return issuerPath + internalPath;
    }

    private Contracts.Route route() {
        return of(current.getCurrent()).orElseThrow();
    }

    /** The host, without a port. */
    public String host() {
        return host(request());
    }

    /** The host that the request names, without a port; empty if it names none. */
    public static String host(HttpServerRequest request) {
        return request.authority() == null ? "" : request.authority().host();
    }

    public HttpServerRequest request() {
        return current.getCurrent().request();
    }

    public HttpServerResponse response() {
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

    @Produces
    @Dependent
    PreferredLanguages languages() {
        return Arc.container().requestContext().isActive() && current.getCurrent() != null
                ? new PreferredLanguages(current.getCurrent().request().getHeader(HttpHeaders.ACCEPT_LANGUAGE))
                : PreferredLanguages.none();
    }

    /** The network of the client. */
    public Network network() {
        return Network.of(proxies.clientOf(current.getCurrent().request()));
    }

    /** Outside a request, a command caused the event. */
    @Produces
    @Dependent
    EventSource origin() {
        RoutingContext routing = Arc.container().requestContext().isActive() ? current.getCurrent() : null;
        if (routing == null) {
            return EventSource.ofCommand();
        }
        Device device = device();
        String actor = routing.get(ACTOR);
        return new EventSource(
                requireNonNullElse(device.contract(), actor == null ? "platform" : "admin"),
                null,
                actor,
                sessionOf(routing.user()),
                device.address(),
                device.userAgent(),
                routing.response().headers().get(RequestId.HEADER));
    }

    /** The session of the access token; tokens of other issuers have none. */
    private static @Nullable UUID sessionOf(@Nullable User user) {
        return user instanceof QuarkusHttpUser authenticated
                        && authenticated.getSecurityIdentity().getPrincipal() instanceof JsonWebToken token
                ? token.<String>claim(AccessTokens.SESSION)
                        .map(UUID::fromString)
                        .orElse(null)
                : null;
    }

    private static Routed routed(RoutingContext routing) {
        return routing.get(ROUTED);
    }
}
