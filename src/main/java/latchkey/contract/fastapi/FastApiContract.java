package latchkey.contract.fastapi;

import static org.jboss.resteasy.reactive.RestResponse.Status.BAD_REQUEST;
import static org.jboss.resteasy.reactive.RestResponse.Status.UNAUTHORIZED;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import latchkey.contract.Contract;
import latchkey.contract.ContractConfig;
import latchkey.contract.TokenPlace;
import latchkey.contract.Undocumented;
import latchkey.failure.AuthFailure;
import latchkey.failure.Flaw;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/** Every failure is a {@code detail}; of a body, a list of where and what. Source: docs/contracts/fastapi.md. */
@ApplicationScoped
public class FastApiContract implements Contract {

    static final String NAME = "fastapi";

    private static final int UNPROCESSABLE = 422;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String about() {
        return "A FastAPI backend that hands out both tokens in the body and in cookies.";
    }

    @Override
    public int since() {
        return 1;
    }

    @Override
    public Set<String> roots() {
        return Set.of("/auth");
    }

    @Override
    public String refreshPath() {
        return "/auth";
    }

    @Override
    public String refreshEndpoint() {
        return "/auth/refresh-token";
    }

    @Override
    public boolean usesAccessCookie() {
        return true;
    }

    @Override
    public Set<TokenPlace> accessTokenIn(ContractConfig settings) {
        return switch (settings.fastapi().tokens()) {
            case BOTH -> Set.of(TokenPlace.BODY, TokenPlace.COOKIE);
            case BODY -> Set.of(TokenPlace.BODY);
            case COOKIES -> Set.of(TokenPlace.COOKIE);
        };
    }

    @Override
    public Set<TokenPlace> refreshTokenIn(ContractConfig settings) {
        return accessTokenIn(settings);
    }

    @Override
    public RestResponse<?> answer(AuthFailure failure) {
        return switch (failure.reason()) {
            case INVALID_FIELDS -> unprocessable(failure);
            case UNREADABLE_BODY ->
                unprocessable(List.of(item("json_invalid", List.of("body", 0), "JSON decode error")));
            case ALREADY_TAKEN ->
                detail(
                        BAD_REQUEST,
                        (failure.flaws().containsKey("email") ? "Email" : "Username") + " already registered");
            case BAD_CREDENTIALS -> detail(UNAUTHORIZED, "Incorrect username or password");
            case NOT_AUTHENTICATED, SIGN_OUT_MISSING, SIGN_OUT_REJECTED -> detail(UNAUTHORIZED, "Not authenticated");
            case REFRESH_MISSING, REFRESH_REJECTED -> detail(UNAUTHORIZED, "Invalid refresh token");
            case TOO_MANY_ATTEMPTS,
                    INVALID_CLIENT,
                    FORBIDDEN,
                    NOT_FOUND,
                    METHOD_NOT_ALLOWED,
                    BODY_TOO_LARGE,
                    REQUEST_TIMEOUT,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNAVAILABLE,
                    UNEXPECTED -> Undocumented.answer(failure.reason(), FastApiContract::detail);
        };
    }

    private static RestResponse<?> detail(Status status, String sentence) {
        return RestResponse.status(status, Map.of("detail", sentence));
    }

    private static RestResponse<?> unprocessable(AuthFailure failure) {
        return unprocessable(failure.flaws().entrySet().stream()
                .map(entry -> item(entry.getKey(), entry.getValue()))
                .toList());
    }

    private static RestResponse<?> unprocessable(List<?> items) {
        return RestResponse.ResponseBuilder.create(UNPROCESSABLE)
                .entity((Object) Map.of("detail", items))
                .build();
    }

    private static Map<String, Object> item(String field, Flaw flaw) {
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
