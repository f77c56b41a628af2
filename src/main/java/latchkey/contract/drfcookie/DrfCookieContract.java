package latchkey.contract.drfcookie;

import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import latchkey.contract.Contract;
import latchkey.contract.Endpoint;
import latchkey.http.failure.DjangoWording;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/**
 * Answers with Django's field errors and {@code detail}; a refused login has {@code error}. Source:
 * docs/contracts/drf-cookie.md.
 */
@ApplicationScoped
public class DrfCookieContract implements Contract, DjangoWording {

    static final String NAME = "drf-cookie";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String about() {
        return "A Django REST framework backend that keeps both tokens in cookies and wraps every good answer in an envelope.";
    }

    @Override
    public int since() {
        return 1;
    }

    @Override
    public Set<String> roots() {
        return Set.of("/api/auth");
    }

    @Override
    public String refreshPath() {
        return "/api/auth";
    }

    @Override
    public Endpoint refreshEndpoint() {
        return Endpoint.post("/api/auth/refresh");
    }

    @Override
    public Endpoint signOutEndpoint() {
        return Endpoint.post("/api/auth/logout");
    }

    @Override
    public boolean usesAccessCookie() {
        return true;
    }

    @Override
    public RestResponse<?> say(Status status, String sentence) {
        return RestResponse.status(status, Map.of("detail", sentence));
    }

    @Override
    public RestResponse<?> badCredentials() {
        return RestResponse.status(UNAUTHORIZED, Map.of("error", "No active account found with the given credentials"));
    }

    @Override
    public RestResponse<?> emailNotVerified() {
        return RestResponse.status(UNAUTHORIZED, Map.of("error", "E-mail is not verified."));
    }

    @Override
    public RestResponse<?> refreshMissing() {
        return notAuthenticated();
    }

    @Override
    public RestResponse<?> refreshRejected() {
        return say(UNAUTHORIZED, "Token is invalid or expired");
    }

    @Override
    public RestResponse<?> signOutRejected() {
        return refreshRejected();
    }
}
