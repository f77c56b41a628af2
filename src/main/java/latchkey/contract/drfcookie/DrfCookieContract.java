package latchkey.contract.drfcookie;

import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;
import static org.jboss.resteasy.reactive.RestResponse.Status.TOO_MANY_REQUESTS;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Set;
import latchkey.contract.Contract;
import latchkey.contract.DjangoWords;
import latchkey.contract.Undocumented;
import latchkey.failure.AuthFailure;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Django's field errors and {@code detail}; a refused login says {@code error}. Source: docs/contracts/drf-cookie.md. */
@ApplicationScoped
public class DrfCookieContract implements Contract {

    static final String NAME = "drf-cookie";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String about() {
        return "A Django REST framework backend that keeps both tokens in cookies and wraps every good answer in an envelope.";
    }

    @Override
    public int since() {
        return 1;
    }

    @Override
    public Set<String> roots() {
        return Set.of("/api/auth");
    }

    @Override
    public String refreshPath() {
        return "/api/auth";
    }

    @Override
    public String refreshEndpoint() {
        return "/api/auth/refresh";
    }

    @Override
    public boolean usesAccessCookie() {
        return true;
    }

    @Override
    public RestResponse<?> answer(AuthFailure failure) {
        return switch (failure.reason()) {
            case INVALID_FIELDS, ALREADY_TAKEN -> RestResponse.status(BAD_REQUEST, DjangoWords.of(failure));
            case UNREADABLE_BODY -> detail(BAD_REQUEST, "JSON parse error.");
            case BAD_CREDENTIALS ->
                RestResponse.status(
                        UNAUTHORIZED, Map.of("error", "No active account found with the given credentials"));
            case NOT_AUTHENTICATED, REFRESH_MISSING, SIGN_OUT_MISSING ->
                detail(UNAUTHORIZED, "Authentication credentials were not provided.");
            case REFRESH_REJECTED, SIGN_OUT_REJECTED -> detail(UNAUTHORIZED, "Token is invalid or expired");
            case TOO_MANY_ATTEMPTS -> detail(TOO_MANY_REQUESTS, DjangoWords.throttled(failure));
            case INVALID_CLIENT,
                    FORBIDDEN,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    BODY_TOO_LARGE,
                    REQUEST_TIMEOUT,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNAVAILABLE,
                    UNEXPECTED -> Undocumented.answer(failure.reason(), DrfCookieContract::detail);
        };
    }

    private static RestResponse<?> detail(Status status, String sentence) {
        return RestResponse.status(status, Map.of("detail", sentence));
    }
}
