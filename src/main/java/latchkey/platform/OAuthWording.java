package latchkey.platform;

import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;

import java.util.LinkedHashMap;
import java.util.Map;
import latchkey.contract.Wording;
import latchkey.failure.AuthFailure;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** The refusals of the token endpoint (RFC 6749, 5.2). */
public final class OAuthWording implements Wording {

    @Override
    public RestResponse<?> say(Status status, String sentence) {
        return error(
                status,
                switch (status) {
                    case INTERNAL_SERVER_ERROR -> "server_error";
                    case SERVICE_UNAVAILABLE, TOO_MANY_REQUESTS -> "temporarily_unavailable";
                    default -> "invalid_request";
                },
                sentence);
    }

    @Override
    public RestResponse<?> invalidFields(AuthFailure failure) {
        return say(
                BAD_REQUEST,
                "Missing or invalid: " + String.join(", ", failure.flaws().keySet()) + ".");
    }

    @Override
    public RestResponse<?> unreadableBody(AuthFailure failure) {
        return say(BAD_REQUEST, "The body cannot be read.");
    }

    @Override
    public RestResponse<?> badCredentials() {
        return invalidClient();
    }

    @Override
    public RestResponse<?> notAuthenticated() {
        return invalidClient();
    }

    @Override
    public RestResponse<?> refreshRejected() {
        return error(BAD_REQUEST, "invalid_grant", "The grant is not good.");
    }

    @Override
    public RestResponse<?> invalidClient() {
        return error(UNAUTHORIZED, "invalid_client", "Unknown client.");
    }

    @Override
    public RestResponse<?> unsupportedGrantType() {
        return error(BAD_REQUEST, "unsupported_grant_type", "The only grant type is client_credentials.");
    }

    @Override
    public RestResponse<?> invalidScope() {
        return error(BAD_REQUEST, "invalid_scope", "The client may not have this scope.");
    }

    private static RestResponse<?> error(Status status, String error, String sentence) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("error_description", sentence);
        return RestResponse.status(status, body);
    }
}
