package latchkey.contract.laravel;

import static org.jboss.resteasy.reactive.RestResponse.Status.INTERNAL_SERVER_ERROR;
import static org.jboss.resteasy.reactive.RestResponse.Status.SERVICE_UNAVAILABLE;
import static org.jboss.resteasy.reactive.RestResponse.Status.TOO_MANY_REQUESTS;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import latchkey.contract.Contract;
import latchkey.contract.Endpoint;
import latchkey.failure.AuthFailure;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Answers as Laravel does: a {@code message}, and {@code errors} that a form shows. Source: docs/contracts/laravel.md. */
@ApplicationScoped
public class LaravelContract implements Contract {

    static final String NAME = "laravel";

    private static final int UNPROCESSABLE = 422;

    /** The field of the forms at which a refusal is shown that is about none of its fields. */
    private static final String LOGIN = "email";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String about() {
        return "A Laravel backend with Fortify and Sanctum, for single-page applications: both tokens in cookies, which Latchkey itself refreshes.";
    }

    @Override
    public int since() {
        return 2;
    }

    @Override
    public Set<String> roots() {
        return Set.of(
                "/register",
                "/login",
                "/two-factor-challenge",
                "/logout",
                "/forgot-password",
                "/reset-password",
                "/email/verification-notification",
                "/sanctum/csrf-cookie",
                "/api/user");
    }

    /** All paths: the endpoints have no other prefix in common. */
    @Override
    public String refreshPath() {
        return "/";
    }

    @Override
    public Endpoint refreshEndpoint() {
        return Endpoint.get("/api/user");
    }

    @Override
    public Endpoint signOutEndpoint() {
        return Endpoint.post("/logout");
    }

    @Override
    public boolean usesAccessCookie() {
        return true;
    }

    @Override
    public RestResponse<?> say(Status status, String sentence) {
        return RestResponse.status(status, Map.of("message", sentence));
    }

    @Override
    public RestResponse<?> invalidFields(AuthFailure failure) {
        return unprocessable(LaravelMessages.of(failure));
    }

    @Override
    public RestResponse<?> unreadableBody(AuthFailure failure) {
        return say(Status.BAD_REQUEST, "The request body is not readable.");
    }

    @Override
    public RestResponse<?> badCredentials() {
        return unprocessable(shownAtLogin("These credentials do not match our records."));
    }

    @Override
    public RestResponse<?> emailNotVerified() {
        return unprocessable(shownAtLogin("Your email address is not verified."));
    }

    @Override
    public RestResponse<?> linkRejected() {
        return unprocessable(shownAtLogin("This token is invalid."));
    }

    @Override
    public RestResponse<?> tooManyAttempts(AuthFailure failure) {
        String sentence =
                String.format(Locale.ROOT, "Too many attempts. Please try again in %d seconds.", failure.retryAfter());
        return RestResponse.status(TOO_MANY_REQUESTS, shownAtLogin(sentence));
    }

    @Override
    public RestResponse<?> notAuthenticated() {
        return say(UNAUTHORIZED, "Unauthenticated.");
    }

    @Override
    public RestResponse<?> refreshRejected() {
        return notAuthenticated();
    }

    @Override
    public RestResponse<?> unavailable() {
        return say(SERVICE_UNAVAILABLE, "Service Unavailable");
    }

    @Override
    public RestResponse<?> unexpected() {
        return say(INTERNAL_SERVER_ERROR, "Server Error");
    }

    private static Map<String, Object> shownAtLogin(String sentence) {
        return Map.of("message", sentence, "errors", Map.of(LOGIN, List.of(sentence)));
    }

    private static RestResponse<?> unprocessable(Map<String, Object> body) {
        return RestResponse.ResponseBuilder.create(UNPROCESSABLE)
                .entity((Object) body)
                .build();
    }
}
