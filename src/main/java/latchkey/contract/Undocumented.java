package latchkey.contract;

import static org.jboss.resteasy.reactive.RestResponse.Status.FORBIDDEN;
import static org.jboss.resteasy.reactive.RestResponse.Status.INTERNAL_SERVER_ERROR;
import static org.jboss.resteasy.reactive.RestResponse.Status.METHOD_NOT_ALLOWED;
import static org.jboss.resteasy.reactive.RestResponse.Status.NOT_FOUND;
import static org.jboss.resteasy.reactive.RestResponse.Status.PAYLOAD_TOO_LARGE;
import static org.jboss.resteasy.reactive.RestResponse.Status.SERVICE_UNAVAILABLE;
import static org.jboss.resteasy.reactive.RestResponse.Status.TOO_MANY_REQUESTS;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNSUPPORTED_MEDIA_TYPE;

import java.util.function.BiFunction;
import latchkey.failure.Reason;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Status and sentence of refusals that HTTP knows and no document prints. Each contract gives them its own shape. */
public final class Undocumented {

    /**
     * The answer for {@code reason}.
     *
     * @param say the contract's shape around a sentence
     */
    public static RestResponse<?> answer(Reason reason, BiFunction<Status, String, RestResponse<?>> say) {
        return switch (reason) {
            case INVALID_CLIENT -> say.apply(UNAUTHORIZED, "Unknown client.");
            case FORBIDDEN -> say.apply(FORBIDDEN, "Not allowed.");
            case NOT_FOUND -> say.apply(NOT_FOUND, "Not found.");
            case METHOD_NOT_ALLOWED -> say.apply(METHOD_NOT_ALLOWED, "Method not allowed.");
            case BODY_TOO_LARGE -> say.apply(PAYLOAD_TOO_LARGE, "Request body too large.");
            case REQUEST_TIMEOUT -> say.apply(Status.REQUEST_TIMEOUT, "The request did not arrive in time.");
            case UNSUPPORTED_MEDIA_TYPE -> say.apply(UNSUPPORTED_MEDIA_TYPE, "Unsupported media type in request.");
            case TOO_MANY_ATTEMPTS -> say.apply(TOO_MANY_REQUESTS, "Too many attempts, try again later.");
            case UNAVAILABLE -> say.apply(SERVICE_UNAVAILABLE, "Temporarily unavailable, try again later.");
            case INVALID_FIELDS,
                    ALREADY_TAKEN,
                    UNREADABLE_BODY,
                    BAD_CREDENTIALS,
                    NOT_AUTHENTICATED,
                    REFRESH_MISSING,
                    REFRESH_REJECTED,
                    SIGN_OUT_MISSING,
                    SIGN_OUT_REJECTED,
                    UNEXPECTED -> say.apply(INTERNAL_SERVER_ERROR, "Internal server error.");
        };
    }

    private Undocumented() {}
}
