package latchkey.contract;

import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;
import static org.jboss.resteasy.reactive.RestResponse.Status.CONFLICT;
import static org.jboss.resteasy.reactive.RestResponse.Status.FORBIDDEN;
import static org.jboss.resteasy.reactive.RestResponse.Status.INTERNAL_SERVER_ERROR;
import static org.jboss.resteasy.reactive.RestResponse.Status.METHOD_NOT_ALLOWED;
import static org.jboss.resteasy.reactive.RestResponse.Status.NOT_FOUND;
import static org.jboss.resteasy.reactive.RestResponse.Status.PAYLOAD_TOO_LARGE;
import static org.jboss.resteasy.reactive.RestResponse.Status.PRECONDITION_FAILED;
import static org.jboss.resteasy.reactive.RestResponse.Status.PRECONDITION_REQUIRED;
import static org.jboss.resteasy.reactive.RestResponse.Status.REQUEST_TIMEOUT;
import static org.jboss.resteasy.reactive.RestResponse.Status.SERVICE_UNAVAILABLE;
import static org.jboss.resteasy.reactive.RestResponse.Status.TOO_MANY_REQUESTS;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNSUPPORTED_MEDIA_TYPE;

import java.util.LinkedHashMap;
import java.util.Map;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/**
 * The status and body of every refusal. Each method is named after the {@link Reason} that it words.
 *
 * <p>A new reason does not compile until {@link #answer} words it, and a method without a default does not compile until each
 * contract implements it.
 */
public interface Wording {

    /** The body that this contract puts around a sentence, for every refusal that its document does not describe. */
    RestResponse<?> say(Status status, String sentence);

    RestResponse<?> invalidFields(AuthFailure failure);

    RestResponse<?> unreadableBody(AuthFailure failure);

    RestResponse<?> badCredentials();

    RestResponse<?> notAuthenticated();

    RestResponse<?> refreshRejected();

    default RestResponse<?> alreadyTaken(AuthFailure failure) {
        return invalidFields(failure);
    }

    default RestResponse<?> refreshMissing() {
        return refreshRejected();
    }

    default RestResponse<?> signOutMissing() {
        return notAuthenticated();
    }

    default RestResponse<?> signOutRejected() {
        return notAuthenticated();
    }

    default RestResponse<?> tooManyAttempts(AuthFailure failure) {
        return say(TOO_MANY_REQUESTS, "Too many attempts, try again later.");
    }

    default RestResponse<?> emailNotVerified() {
        return say(FORBIDDEN, "E-mail is not verified.");
    }

    /** As a wrong password, with members for clients that know of second factors. */
    default RestResponse<?> codeRequired(AuthFailure failure) {
        RestResponse<?> refusal = badCredentials();
        Map<Object, Object> body = new LinkedHashMap<>((Map<?, ?>) refusal.getEntity());
        body.put("mfa_required", failure.demand().kinds());
        String token = failure.demand().mfaToken();
        if (token != null) {
            body.put("mfa_token", token);
        }
        return RestResponse.ResponseBuilder.create(refusal.getStatus())
                .entity((Object) body)
                .type(refusal.getMediaType())
                .build();
    }

    default RestResponse<?> codeRejected(AuthFailure failure) {
        return codeRequired(failure);
    }

    default RestResponse<?> freshSignInRequired() {
        return say(UNAUTHORIZED, "Sign in again to do this.");
    }

    default RestResponse<?> passkeyRejected() {
        return badCredentials();
    }

    default RestResponse<?> linkRejected() {
        return say(BAD_REQUEST, "The link or code is invalid or has expired.");
    }

    default RestResponse<?> invalidClient() {
        return say(UNAUTHORIZED, "Unknown client.");
    }

    default RestResponse<?> unsupportedGrantType() {
        return say(BAD_REQUEST, "Unsupported grant type.");
    }

    default RestResponse<?> invalidScope() {
        return say(BAD_REQUEST, "The client may not have this scope.");
    }

    default RestResponse<?> insufficientScope() {
        return say(FORBIDDEN, "The access token lacks the scope for this.");
    }

    default RestResponse<?> keyReused() {
        return say(CONFLICT, "The idempotency key belongs to another request.");
    }

    default RestResponse<?> unavailable() {
        return say(SERVICE_UNAVAILABLE, "Temporarily unavailable, try again later.");
    }

    default RestResponse<?> unexpected() {
        return say(INTERNAL_SERVER_ERROR, "Internal server error.");
    }

    /**
     * The response to {@code failure}. Refusals that HTTP defines and no contract documents have the same status and sentence
     * everywhere.
     */
    default RestResponse<?> answer(AuthFailure failure) {
        return switch (failure.reason()) {
            case INVALID_FIELDS -> invalidFields(failure);
            case ALREADY_TAKEN -> alreadyTaken(failure);
            case UNREADABLE_BODY -> unreadableBody(failure);
            case BAD_CREDENTIALS -> badCredentials();
            case TOO_MANY_ATTEMPTS -> tooManyAttempts(failure);
            case EMAIL_NOT_VERIFIED -> emailNotVerified();
            case CODE_REQUIRED -> codeRequired(failure);
            case CODE_REJECTED -> codeRejected(failure);
            case FRESH_SIGN_IN_REQUIRED -> freshSignInRequired();
            case PASSKEY_REJECTED -> passkeyRejected();
            case LINK_REJECTED -> linkRejected();
            case NOT_AUTHENTICATED -> notAuthenticated();
            case REFRESH_MISSING -> refreshMissing();
            case REFRESH_REJECTED -> refreshRejected();
            case SIGN_OUT_MISSING -> signOutMissing();
            case SIGN_OUT_REJECTED -> signOutRejected();
            case INVALID_CLIENT -> invalidClient();
            case UNSUPPORTED_GRANT_TYPE -> unsupportedGrantType();
            case INVALID_SCOPE -> invalidScope();
            case INSUFFICIENT_SCOPE -> insufficientScope();
            case PRECONDITION_REQUIRED -> say(PRECONDITION_REQUIRED, "Send If-Match with the ETag that you know.");
            case PRECONDITION_FAILED -> say(PRECONDITION_FAILED, "It was changed meanwhile.");
            case KEY_REUSED -> keyReused();
            case FORBIDDEN -> say(FORBIDDEN, "Not allowed.");
            case NOT_FOUND -> say(NOT_FOUND, "Not found.");
            case TOO_MANY_GROUPS -> say(CONFLICT, "The account would be in more groups than fit into an access token.");
            case LAST_SUPERUSER -> say(CONFLICT, "The account is the last superuser.");
            case METHOD_NOT_ALLOWED -> say(METHOD_NOT_ALLOWED, "Method not allowed.");
            case BODY_TOO_LARGE -> say(PAYLOAD_TOO_LARGE, "Request body too large.");
            case REQUEST_TIMEOUT -> say(REQUEST_TIMEOUT, "The request did not arrive in time.");
            case UNSUPPORTED_MEDIA_TYPE -> say(UNSUPPORTED_MEDIA_TYPE, "Unsupported media type in request.");
            case UNAVAILABLE -> unavailable();
            case UNEXPECTED -> unexpected();
        };
    }
}
