package latchkey.http.recovery.django;

import org.jboss.resteasy.reactive.RestResponse;

/** The refusals of djoser 2. Source: docs/contracts. */
public class DjoserWording extends DjRestAuthWording {

    @Override
    public RestResponse<?> badCredentials() {
        return field("current_password", "Invalid password.");
    }

    @Override
    public RestResponse<?> linkRejected() {
        return field("token", "Invalid token for given user.");
    }
}
