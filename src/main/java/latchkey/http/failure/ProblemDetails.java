package latchkey.http.failure;

import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;
import static org.jboss.resteasy.reactive.RestResponse.Status.FORBIDDEN;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import latchkey.contract.Wording;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/**
 * The refusals of endpoints outside contracts: problem details (RFC 9457), with the {@code error} that OAuth clients look for
 * (RFC 6749, 5.2) and each invalid field under {@code errors}.
 */
public class ProblemDetails implements Wording {

    /** 422 (RFC 9110, 15.5.21), which the enumeration of statuses lacks. */
    private static final int UNPROCESSABLE = 422;

    private static final String TYPE = "application/problem+json";

    @Override
    public RestResponse<?> say(Status status, String title) {
        return problem(status, title, Map.of());
    }

    @Override
    public RestResponse<?> invalidFields(AuthFailure failure) {
        return problem(BAD_REQUEST, "Invalid request.", invalid(failure));
    }

    @Override
    public RestResponse<?> unreadableBody(AuthFailure failure) {
        return problem(BAD_REQUEST, "The body cannot be read.", Map.of("error", "invalid_request"));
    }

    @Override
    public RestResponse<?> badCredentials() {
        return say(FORBIDDEN, "The password is not right.");
    }

    @Override
    public RestResponse<?> notAuthenticated() {
        return problem(UNAUTHORIZED, "No valid access token.", Map.of("error", "invalid_token"));
    }

    @Override
    public RestResponse<?> freshSignInRequired() {
        return problem(UNAUTHORIZED, "Sign in again to do this.", Map.of("error", "insufficient_user_authentication"));
    }

    @Override
    public RestResponse<?> codeRejected(AuthFailure failure) {
        return say(FORBIDDEN, "The code is not right.");
    }

    @Override
    public RestResponse<?> passkeyRejected() {
        return say(FORBIDDEN, "The passkey is not accepted.");
    }

    @Override
    public RestResponse<?> refreshRejected() {
        return notAuthenticated();
    }

    @Override
    public RestResponse<?> invalidClient() {
        return problem(UNAUTHORIZED, "Unknown client.", Map.of("error", "invalid_client"));
    }

    @Override
    public RestResponse<?> keyReused() {
        return problem(UNPROCESSABLE, "The idempotency key belongs to another request.", Map.of());
    }

    @Override
    public RestResponse<?> unsupportedGrantType() {
        return problem(BAD_REQUEST, "Unsupported grant type.", Map.of("error", "unsupported_grant_type"));
    }

    @Override
    public RestResponse<?> invalidScope() {
        return problem(BAD_REQUEST, "The client may not have this scope.", Map.of("error", "invalid_scope"));
    }

    @Override
    public RestResponse<?> insufficientScope() {
        return problem(FORBIDDEN, "The access token lacks the scope for this.", Map.of("error", "insufficient_scope"));
    }

    private static Map<String, Object> invalid(AuthFailure failure) {
        List<Map<String, String>> errors = failure.flaws().entrySet().stream()
                .map(entry -> Map.of(
                        "pointer",
                        "#/" + entry.getKey().replace('.', '/'),
                        "detail",
                        words(entry.getKey(), entry.getValue())))
                .toList();
        return Map.of("error", "invalid_request", "errors", errors);
    }

    private static String words(String field, FieldError flaw) {
        return DjangoMessages.of(field, flaw);
    }

    private static RestResponse<?> problem(Status status, String title, Map<String, Object> more) {
        return problem(status.getStatusCode(), title, more);
    }

    private static RestResponse<?> problem(int status, String title, Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("title", title);
        body.put("status", status);
        body.putAll(more);
        return RestResponse.ResponseBuilder.<Map<String, Object>>create(status)
                .entity(body)
                .type(TYPE)
                .build();
    }
}
