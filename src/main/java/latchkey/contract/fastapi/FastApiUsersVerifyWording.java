package latchkey.contract.fastapi;

import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;

import org.jboss.resteasy.reactive.RestResponse;

/** The refusals of the verification of fastapi-users 15. Source: docs/contracts/fastapi.md. */
public class FastApiUsersVerifyWording implements FastApiWording {

    @Override
    public RestResponse<?> linkRejected() {
        return say(BAD_REQUEST, "VERIFY_USER_BAD_TOKEN");
    }
}
