package latchkey.contract.fastapi;

import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;

import java.util.Map;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import org.jboss.resteasy.reactive.RestResponse;

/** The refusals of the password reset of fastapi-users 15. Source: docs/contracts/fastapi.md. */
public class FastApiUsersResetWording implements FastApiWording {

    @Override
    public RestResponse<?> linkRejected() {
        return say(BAD_REQUEST, "RESET_PASSWORD_BAD_TOKEN");
    }

    @Override
    public RestResponse<?> invalidFields(AuthFailure failure) {
        boolean common = failure.flaws().values().stream().anyMatch(flaw -> flaw.kind() == FieldError.Kind.COMMON);
        return common
                ? RestResponse.status(
                        BAD_REQUEST,
                        Map.of(
                                "detail",
                                Map.of(
                                        "code", "RESET_PASSWORD_INVALID_PASSWORD",
                                        "reason", "This password is too common.")))
                : FastApiWording.super.invalidFields(failure);
    }
}
