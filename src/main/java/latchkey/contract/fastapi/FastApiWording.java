package latchkey.contract.fastapi;

import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.contract.Wording;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/**
 * Answers every failure with a {@code detail}; for a body, a list of locations and messages. Source: docs/contracts/fastapi.md.
 */
interface FastApiWording extends Wording {

    int UNPROCESSABLE = 422;

    @Override
    default RestResponse<?> say(Status status, String sentence) {
        return RestResponse.status(status, Map.of("detail", sentence));
    }

    @Override
    default RestResponse<?> invalidFields(AuthFailure failure) {
        return unprocessable(failure.flaws().entrySet().stream()
                .map(entry -> item(entry.getKey(), entry.getValue()))
                .toList());
    }

    @Override
    default RestResponse<?> unreadableBody(AuthFailure failure) {
        return unprocessable(List.of(item("json_invalid", List.of("body", 0), "JSON decode error")));
    }

    @Override
    default RestResponse<?> alreadyTaken(AuthFailure failure) {
        String taken = failure.flaws().containsKey("email") ? "Email" : "Username";
        return say(BAD_REQUEST, taken + " already registered");
    }

    @Override
    default RestResponse<?> badCredentials() {
        return say(UNAUTHORIZED, "Incorrect username or password");
    }

    @Override
    default RestResponse<?> notAuthenticated() {
        return say(UNAUTHORIZED, "Not authenticated");
    }

    @Override
    default RestResponse<?> emailNotVerified() {
        return say(BAD_REQUEST, "LOGIN_USER_NOT_VERIFIED");
    }

    @Override
    default RestResponse<?> linkRejected() {
        return say(BAD_REQUEST, "Invalid token");
    }

    @Override
    default RestResponse<?> refreshRejected() {
        return say(UNAUTHORIZED, "Invalid refresh token");
    }

    private static RestResponse<?> unprocessable(List<?> items) {
        return RestResponse.ResponseBuilder.create(UNPROCESSABLE)
                .entity((Object) Map.of("detail", items))
                .build();
    }

    private static Map<String, Object> item(String field, FieldError flaw) {
        List<Object> loc = loc(field);
        int limit = flaw.limit();
        return switch (flaw.kind()) {
            case NOT_AN_OBJECT ->
                item(
                        "model_attributes_type",
                        loc,
                        "Input should be a valid dictionary or object to extract fields from");
            case NOT_TEXT, NULL -> item("string_type", loc, "Input should be a valid string");
            case OTHER_TYPE -> item("value_error", loc, "Value error, not of the right type");
            case MISSING -> item("missing", loc, "Field required");
            case BLANK -> item("string_too_short", loc, "String should have at least 1 character");
            case TOO_SHORT ->
                item(
                        "string_too_short",
                        loc,
                        String.format(Locale.ROOT, "String should have at least %d characters", limit));
            case TOO_LONG ->
                item(
                        "string_too_long",
                        loc,
                        String.format(Locale.ROOT, "String should have at most %d characters", limit));
            case TOO_MANY ->
                item("too_long", loc, String.format(Locale.ROOT, "List should have at most %d items", limit));
            case NUL_CHARACTER -> item("value_error", loc, "Value error, null characters are not allowed");
            case LONE_SURROGATE ->
                item(
                        "string_unicode",
                        loc,
                        "Input should be a valid string, unable to parse raw data as a unicode string");
            case NOT_AN_EMAIL -> item("value_error", loc, "value is not a valid email address");
            case FORBIDDEN_CHARACTER ->
                item("value_error", loc, "Value error, control and invisible characters are not allowed");
            case NOT_A_URL -> item("url_parsing", loc, "Input should be a valid URL");
            case INVALID_VALUE, NO_SUCH_USER -> item("value_error", loc, "Value error, invalid value");
            case NOT_THE_SAME -> item("value_error", loc, "Value error, passwords do not match");
            case COMMON -> item("value_error", loc, "Value error, this password is too common");
            case TAKEN -> item("value_error", loc, "Value error, already registered");
        };
    }

    private static List<Object> loc(String field) {
        return field.equals(AuthFailure.WHOLE_BODY)
                ? List.of("body")
                : Stream.<Object>concat(Stream.of("body"), Stream.of(field.split("[.]")))
                        .toList();
    }

    private static Map<String, Object> item(String type, List<Object> loc, String msg) {
        return Map.of("type", type, "loc", loc, "msg", msg);
    }
}
