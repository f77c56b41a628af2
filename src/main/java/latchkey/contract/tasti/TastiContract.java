package latchkey.contract.tasti;

import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;
import static org.jboss.resteasy.reactive.RestResponse.Status.TOO_MANY_REQUESTS;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;
import java.util.Set;
import latchkey.contract.Contract;
import latchkey.contract.DjangoWords;
import latchkey.contract.Undocumented;
import latchkey.failure.AuthFailure;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Django's field errors; a refused refresh says {@code error}. Source: docs/contracts/tasti.md. */
@ApplicationScoped
public class TastiContract implements Contract {

    static final String NAME = "tasti";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String about() {
        return "The Tasti app's backend: the access token in the body, the refresh token in a cookie.";
    }

    @Override
    public int since() {
        return 1;
    }

    @Override
    public Set<String> roots() {
        return Set.of("/api/v1/auth");
    }

    @Override
    public String refreshPath() {
        return "/api/v1/auth";
    }

    @Override
    public String refreshEndpoint() {
        return "/api/v1/auth/token/refresh";
    }

    @Override
    public boolean usesAccessCookie() {
        return false;
    }

    @Override
    public RestResponse<?> answer(AuthFailure failure) {
        return switch (failure.reason()) {
            case INVALID_FIELDS, ALREADY_TAKEN -> RestResponse.status(BAD_REQUEST, DjangoWords.of(failure));
            case UNREADABLE_BODY -> detail(BAD_REQUEST, "JSON parse error.");
            case BAD_CREDENTIALS ->
                RestResponse.status(BAD_REQUEST, Map.of("non_field_errors", List.of("Invalid credentials.")));
            case REFRESH_MISSING, REFRESH_REJECTED ->
                RestResponse.status(UNAUTHORIZED, Map.of("error", "Invalid or expired refresh token"));
            case NOT_AUTHENTICATED, SIGN_OUT_MISSING, SIGN_OUT_REJECTED ->
                detail(UNAUTHORIZED, "Authentication credentials were not provided.");
            case TOO_MANY_ATTEMPTS -> detail(TOO_MANY_REQUESTS, DjangoWords.throttled(failure));
            case INVALID_CLIENT,
                    FORBIDDEN,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    BODY_TOO_LARGE,
                    REQUEST_TIMEOUT,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNAVAILABLE,
                    UNEXPECTED -> Undocumented.answer(failure.reason(), TastiContract::detail);
        };
    }

    private static RestResponse<?> detail(Status status, String sentence) {
        return RestResponse.status(status, Map.of("detail", sentence));
    }
}
