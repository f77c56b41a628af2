package latchkey.contract.orchard;

import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import latchkey.contract.Contract;
import latchkey.contract.ContractConfig;
import latchkey.contract.DjangoWords;
import latchkey.contract.TokenPlace;
import latchkey.contract.Undocumented;
import latchkey.failure.AuthFailure;
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
    public String refreshEndpoint() {
        return "/renewals";
    }

    @Override
    public boolean usesAccessCookie() {
        return false;
    }

    @Override
    public Set<TokenPlace> refreshTokenIn(ContractConfig settings) {
        return Set.of(TokenPlace.BODY, TokenPlace.COOKIE);
    }

    @Override
    public RestResponse<?> answer(AuthFailure failure) {
        return switch (failure.reason()) {
            case INVALID_FIELDS -> RestResponse.status(Status.BAD_REQUEST, Map.of("flaws", DjangoWords.of(failure)));
            case ALREADY_TAKEN -> RestResponse.status(Status.CONFLICT, Map.of("flaws", DjangoWords.of(failure)));
            case UNREADABLE_BODY -> fault(Status.BAD_REQUEST, "The body is no JSON.");
            case BAD_CREDENTIALS -> fault(Status.UNAUTHORIZED, "No such person.");
            case NOT_AUTHENTICATED, SIGN_OUT_MISSING, SIGN_OUT_REJECTED ->
                fault(Status.UNAUTHORIZED, "Nobody is signed in.");
            case REFRESH_MISSING, REFRESH_REJECTED -> fault(Status.UNAUTHORIZED, "Nothing to renew.");
            case TOO_MANY_ATTEMPTS,
                    INVALID_CLIENT,
                    FORBIDDEN,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    BODY_TOO_LARGE,
                    REQUEST_TIMEOUT,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNAVAILABLE,
                    UNEXPECTED -> Undocumented.answer(failure.reason(), OrchardContract::fault);
        };
    }

    private static RestResponse<?> fault(Status status, String sentence) {
        return RestResponse.status(status, Map.of("fault", sentence));
    }
}
