package latchkey.contract.express;

import static java.util.stream.Collectors.toMap;
import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;
import static org.jboss.resteasy.reactive.RestResponse.Status.CONFLICT;
import static org.jboss.resteasy.reactive.RestResponse.Status.INTERNAL_SERVER_ERROR;
import static org.jboss.resteasy.reactive.RestResponse.Status.SERVICE_UNAVAILABLE;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import latchkey.contract.Contract;
import latchkey.contract.Endpoint;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Answers with a {@code message} in every body. Source: docs/contracts/express.md. */
@ApplicationScoped
public class ExpressContract implements Contract {

    static final String NAME = "express";

    /** The documented minimum is six characters, for a new password and at login. */
    static final int SHORTEST_PASSWORD = 6;

    private static final String TRY_LATER = "Error: try again later.";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String about() {
        return "An Express backend: the access token in the body, the refresh token in a cookie, and a message in everything.";
    }

    @Override
    public int since() {
        return 1;
    }

    @Override
    public Set<String> roots() {
        return Set.of("/api/auth", "/api/user");
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
    public int shortestPassword() {
        return SHORTEST_PASSWORD;
    }

    @Override
    public RestResponse<?> say(Status status, String sentence) {
        return RestResponse.status(status, Map.of("message", sentence));
    }

    @Override
    public RestResponse<?> invalidFields(AuthFailure failure) {
        Map<String, List<String>> errors = failure.flaws().entrySet().stream()
                .collect(toMap(Map.Entry::getKey, entry -> List.of(words(entry.getKey(), entry.getValue()))));
        return RestResponse.status(BAD_REQUEST, Map.of("message", "Missing or invalid body fields.", "errors", errors));
    }

    @Override
    public RestResponse<?> unreadableBody(AuthFailure failure) {
        return invalidFields(failure);
    }

    @Override
    public RestResponse<?> alreadyTaken(AuthFailure failure) {
        return say(CONFLICT, "Account with given username already exists.");
    }

    @Override
    public RestResponse<?> badCredentials() {
        return say(UNAUTHORIZED, "Invalid username or password.");
    }

    @Override
    public RestResponse<?> notAuthenticated() {
        return say(UNAUTHORIZED, "Missing, invalid or expired access token.");
    }

    @Override
    public RestResponse<?> linkRejected() {
        return say(BAD_REQUEST, "Invalid or expired token.");
    }

    @Override
    public RestResponse<?> refreshRejected() {
        return say(UNAUTHORIZED, "Invalid, expired or missing refresh token.");
    }

    @Override
    public RestResponse<?> unavailable() {
        return say(SERVICE_UNAVAILABLE, TRY_LATER);
    }

    @Override
    public RestResponse<?> unexpected() {
        return say(INTERNAL_SERVER_ERROR, TRY_LATER);
    }

    private static String words(String field, FieldError flaw) {
        return switch (flaw.kind()) {
            case NOT_AN_OBJECT -> (field.equals(AuthFailure.WHOLE_BODY) ? "The body" : field) + " must be an object.";
            case NOT_TEXT -> field + " must be a string.";
            case OTHER_TYPE -> field + " is of the wrong type.";
            case MISSING, NULL, BLANK -> field + " is required.";
            case NUL_CHARACTER, LONE_SURROGATE, FORBIDDEN_CHARACTER ->
                field + " contains a character that is not allowed.";
            case TOO_SHORT -> String.format(Locale.ROOT, "%s must have at least %d characters.", field, flaw.limit());
            case TOO_LONG -> String.format(Locale.ROOT, "%s must have at most %d characters.", field, flaw.limit());
            case TOO_MANY -> String.format(Locale.ROOT, "%s must have at most %d elements.", field, flaw.limit());
            case NOT_AN_EMAIL -> field + " must be an e-mail address.";
            case NOT_A_URL -> field + " must be a URL.";
            case INVALID_VALUE, NO_SUCH_USER -> field + " is invalid.";
            case NOT_THE_SAME -> field + " is not the same.";
            case COMMON -> field + " is too common.";
            case TAKEN -> field + " is taken.";
        };
    }
}
