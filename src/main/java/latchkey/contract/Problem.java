package latchkey.contract;

import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import latchkey.failure.AuthFailure;
import latchkey.failure.Flaw;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/**
 * How what belongs to no contract is refused: problem details (RFC 9457), with the {@code error} that OAuth clients look for
 * (RFC 6749, 5.2) and each flawed field under {@code errors}.
 */
final class Problem {

    private static final String TYPE = "application/problem+json";

    static RestResponse<?> answer(AuthFailure failure) {
        return switch (failure.reason()) {
            case INVALID_FIELDS, ALREADY_TAKEN -> problem(BAD_REQUEST, "Invalid request.", invalid(failure));
            case UNREADABLE_BODY ->
                problem(BAD_REQUEST, "The body cannot be read.", Map.of("error", "invalid_request"));
            case BAD_CREDENTIALS -> problem(Status.FORBIDDEN, "The password is not right.", Map.of());
            case NOT_AUTHENTICATED, REFRESH_MISSING, REFRESH_REJECTED, SIGN_OUT_MISSING, SIGN_OUT_REJECTED ->
                problem(UNAUTHORIZED, "No valid access token.", Map.of("error", "invalid_token"));
            case INVALID_CLIENT -> problem(UNAUTHORIZED, "Unknown client.", Map.of("error", "invalid_client"));
            case TOO_MANY_ATTEMPTS,
                    FORBIDDEN,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    BODY_TOO_LARGE,
                    REQUEST_TIMEOUT,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNAVAILABLE,
                    UNEXPECTED ->
                Undocumented.answer(failure.reason(), (status, title) -> problem(status, title, Map.of()));
        };
    }

    private static Map<String, Object> invalid(AuthFailure failure) {
        List<Map<String, String>> errors = failure.flaws().entrySet().stream()
                .map(entry -> Map.of(
                        "pointer",
                        "#/" + entry.getKey().replace('.', '/'),
                        "detail",
                        words(entry.getKey(), entry.getValue())))
                .toList();
        return Map.of("error", "invalid_request", "errors", errors);
    }

    private static String words(String field, Flaw flaw) {
        return DjangoWords.of(field, flaw);
    }

    private static RestResponse<?> problem(Status status, String title, Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("title", title);
        body.put("status", status.getStatusCode());
        body.putAll(more);
        return RestResponse.ResponseBuilder.create(status, body).type(TYPE).build();
    }

    private Problem() {}
}
