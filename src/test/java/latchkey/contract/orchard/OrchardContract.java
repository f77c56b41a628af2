package latchkey.contract.orchard;

import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import latchkey.contract.Contract;
import latchkey.contract.ContractConfig;
import latchkey.contract.Endpoint;
import latchkey.contract.TokenLocation;
import latchkey.failure.AuthFailure;
import latchkey.http.failure.DjangoMessages;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/**
 * A contract that came later and has nothing where others have it: no path ends in {@code /login}, what is refreshed is elsewhere,
 * bodies are nested and spell their fields otherwise. It also claims a path that another published.
 */
@ApplicationScoped
@IfBuildProperty(name = "orchard.enabled", stringValue = "true")
public class OrchardContract implements Contract {

    static final String NAME = "orchard";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String about() {
        return "A backend of resources, all of whose bodies have an object in them.";
    }

    @Override
    public int since() {
        return 2;
    }

    @Override
    public Set<String> roots() {
        return Set.of("/people", "/sessions", "/renewals", "/auth");
    }

    @Override
    public String refreshPath() {
        return "/renewals";
    }

    @Override
    public Endpoint refreshEndpoint() {
        return Endpoint.put("/renewals");
    }

    @Override
    public Endpoint signOutEndpoint() {
        return Endpoint.delete("/sessions");
    }

    @Override
    public boolean usesAccessCookie() {
        return false;
    }

    @Override
    public Set<TokenLocation> refreshTokenIn(ContractConfig settings) {
        return Set.of(TokenLocation.BODY, TokenLocation.COOKIE);
    }

    @Override
    public RestResponse<?> say(Status status, String sentence) {
        return RestResponse.status(status, Map.of("fault", sentence));
    }

    @Override
    public RestResponse<?> invalidFields(AuthFailure failure) {
        return RestResponse.status(Status.BAD_REQUEST, Map.of("flaws", DjangoMessages.of(failure)));
    }

    @Override
    public RestResponse<?> alreadyTaken(AuthFailure failure) {
        return RestResponse.status(Status.CONFLICT, Map.of("flaws", DjangoMessages.of(failure)));
    }

    @Override
    public RestResponse<?> unreadableBody(AuthFailure failure) {
        return say(Status.BAD_REQUEST, "The body is no JSON.");
    }

    @Override
    public RestResponse<?> badCredentials() {
        return say(Status.UNAUTHORIZED, "No such person.");
    }

    @Override
    public RestResponse<?> notAuthenticated() {
        return say(Status.UNAUTHORIZED, "Nobody is signed in.");
    }

    @Override
    public RestResponse<?> refreshRejected() {
        return say(Status.UNAUTHORIZED, "Nothing to renew.");
    }
}
