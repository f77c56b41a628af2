package latchkey.contract.drftoken;

import static java.util.stream.Collectors.joining;
import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import latchkey.contract.Contract;
import latchkey.contract.Endpoint;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.http.failure.DjangoMessages;
import latchkey.http.failure.DjangoWording;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Answers every failure with one {@code error}, in sentences. Source: docs/contracts/drf-token.md. */
@ApplicationScoped
public class DrfTokenContract implements Contract, DjangoWording {

    static final String NAME = "drf-token";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String about() {
        return "A Django REST framework backend that hands out both tokens in bodies and sets no cookie.";
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
        return false;
    }

    @Override
    public boolean usesRefreshCookie() {
        return false;
    }

    @Override
    public RestResponse<?> say(Status status, String sentence) {
        return RestResponse.status(status, Map.of("error", sentence));
    }

    @Override
    public RestResponse<?> invalidFields(AuthFailure failure) {
        return say(BAD_REQUEST, sentences(failure));
    }

    @Override
    public RestResponse<?> badCredentials() {
        return say(UNAUTHORIZED, "No active account found with the given credentials");
    }

    @Override
    public RestResponse<?> emailNotVerified() {
        return say(UNAUTHORIZED, "E-mail is not verified.");
    }

    /** Only the endpoints of dj-rest-auth and djoser need an access token, and without one this is their answer. */
    @Override
    public RestResponse<?> notAuthenticated() {
        return RestResponse.status(UNAUTHORIZED, Map.of("detail", "Authentication credentials were not provided."));
    }

    @Override
    public RestResponse<?> refreshRejected() {
        return say(UNAUTHORIZED, "Token is invalid or expired");
    }

    @Override
    public RestResponse<?> signOutMissing() {
        return say(BAD_REQUEST, "Refresh token required.");
    }

    @Override
    public RestResponse<?> signOutRejected() {
        return say(UNAUTHORIZED, "Invalid or expired refresh token.");
    }

    private static String sentences(AuthFailure failure) {
        return failure.flaws().entrySet().stream()
                .map(entry -> sentence(entry.getKey(), entry.getValue()))
                .collect(joining(" "));
    }

    private static String sentence(String field, FieldError flaw) {
        String words = DjangoMessages.of(field, flaw);
        return field.equals(AuthFailure.WHOLE_BODY) || flaw.kind() == FieldError.Kind.TAKEN
                ? words
                : field + ": " + words;
    }
}
