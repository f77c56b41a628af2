package latchkey.http.failure;

import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;
import static org.jboss.resteasy.reactive.RestResponse.Status.TOO_MANY_REQUESTS;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;

import latchkey.contract.Wording;
import latchkey.failure.AuthFailure;
import org.jboss.resteasy.reactive.RestResponse;

/** The refusals that Django REST framework itself words, alike in every contract of a Django backend. */
public interface DjangoWording extends Wording {

    @Override
    default RestResponse<?> invalidFields(AuthFailure failure) {
        return RestResponse.status(BAD_REQUEST, DjangoMessages.of(failure));
    }

    @Override
    default RestResponse<?> unreadableBody(AuthFailure failure) {
        return say(BAD_REQUEST, "JSON parse error.");
    }

    @Override
    default RestResponse<?> tooManyAttempts(AuthFailure failure) {
        return say(TOO_MANY_REQUESTS, DjangoMessages.throttled(failure));
    }

    @Override
    default RestResponse<?> notAuthenticated() {
        return say(UNAUTHORIZED, "Authentication credentials were not provided.");
    }
}
