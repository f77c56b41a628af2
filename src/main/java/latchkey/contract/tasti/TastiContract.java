package latchkey.contract.tasti;

import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import latchkey.contract.Contract;
import latchkey.contract.Endpoint;
import latchkey.http.failure.DjangoWording;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Answers with Django's field errors; a refused refresh has {@code error}. Source: docs/contracts/tasti.md. */
@ApplicationScoped
public class TastiContract implements Contract, DjangoWording {

    static final String NAME = "tasti";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String about() {
        return "The Tasti app's backend: the access token in the body, the refresh token in a cookie.";
    }

    @Override
    public int since() {
        return 1;
    }

    @Override
    public Set<String> roots() {
        return Set.of("/api/v1/auth");
    }

    @Override
    public String refreshPath() {
        return "/api/v1/auth";
    }

    @Override
    public Endpoint refreshEndpoint() {
        return Endpoint.post("/api/v1/auth/token/refresh");
    }

    @Override
    public Endpoint signOutEndpoint() {
        return Endpoint.post("/api/v1/auth/logout");
    }

    @Override
    public boolean usesAccessCookie() {
        return false;
    }

    @Override
    public RestResponse<?> say(Status status, String sentence) {
        return RestResponse.status(status, Map.of("detail", sentence));
    }

    @Override
    public RestResponse<?> badCredentials() {
        return RestResponse.status(BAD_REQUEST, Map.of("non_field_errors", List.of("Invalid credentials.")));
    }

    @Override
    public RestResponse<?> emailNotVerified() {
        return RestResponse.status(BAD_REQUEST, Map.of("non_field_errors", List.of("E-mail is not verified.")));
    }

    @Override
    public RestResponse<?> refreshRejected() {
        return RestResponse.status(UNAUTHORIZED, Map.of("error", "Invalid or expired refresh token"));
    }
}
