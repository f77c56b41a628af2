package latchkey.contract.drftoken;

import static java.util.stream.Collectors.joining;
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
import latchkey.failure.Flaw;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Every failure is one {@code error}, in sentences. Source: docs/contracts/drf-token.md. */
@ApplicationScoped
public class DrfTokenContract implements Contract {

    static final String NAME = "drf-token";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String about() {
        return "A Django REST framework backend that hands out both tokens in bodies and sets no cookie.";
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
        return false;
    }

    @Override
    public boolean usesRefreshCookie() {
        return false;
    }

    @Override
    public RestResponse<?> answer(AuthFailure failure) {
        return switch (failure.reason()) {
            case INVALID_FIELDS, ALREADY_TAKEN -> error(BAD_REQUEST, sentences(failure));
            case UNREADABLE_BODY -> error(BAD_REQUEST, "JSON parse error.");
            case BAD_CREDENTIALS -> error(UNAUTHORIZED, "No active account found with the given credentials");
            case NOT_AUTHENTICATED -> error(UNAUTHORIZED, "Authentication credentials were not provided.");
            case REFRESH_MISSING, REFRESH_REJECTED -> error(UNAUTHORIZED, "Token is invalid or expired");
            case SIGN_OUT_MISSING -> error(BAD_REQUEST, "Refresh token required.");
            case SIGN_OUT_REJECTED -> error(UNAUTHORIZED, "Invalid or expired refresh token.");
            case TOO_MANY_ATTEMPTS -> error(TOO_MANY_REQUESTS, DjangoWords.throttled(failure));
            case INVALID_CLIENT,
                    FORBIDDEN,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    BODY_TOO_LARGE,
                    REQUEST_TIMEOUT,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNAVAILABLE,
                    UNEXPECTED -> Undocumented.answer(failure.reason(), DrfTokenContract::error);
        };
    }

    private static RestResponse<?> error(Status status, String sentence) {
        return RestResponse.status(status, Map.of("error", sentence));
    }

    private static String sentences(AuthFailure failure) {
        return failure.flaws().entrySet().stream()
                .map(entry -> sentence(entry.getKey(), entry.getValue()))
                .collect(joining(" "));
    }

    private static String sentence(String field, Flaw flaw) {
        String words = DjangoWords.of(field, flaw);
        return field.equals(AuthFailure.WHOLE_BODY) || flaw.kind() == Flaw.Kind.TAKEN ? words : field + ": " + words;
    }
}
