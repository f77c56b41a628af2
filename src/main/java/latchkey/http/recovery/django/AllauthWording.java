package latchkey.http.recovery.django;

import static org.jboss.resteasy.reactive.RestResponse.Status.NOT_FOUND;

import org.jboss.resteasy.reactive.RestResponse;

/** The refusals of dj-rest-auth's {@code registration/verify-email/}: a wrong key is not found. */
public class AllauthWording extends DjRestAuthWording {

    @Override
    public RestResponse<?> linkRejected() {
        return say(NOT_FOUND, "Not found.");
    }
}
