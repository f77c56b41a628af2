package latchkey.http.failure;

import static jakarta.ws.rs.core.HttpHeaders.ALLOW;
import static jakarta.ws.rs.core.HttpHeaders.RETRY_AFTER;
import static jakarta.ws.rs.core.HttpHeaders.WWW_AUTHENTICATE;
import static latchkey.failure.Reason.FORBIDDEN;
import static latchkey.failure.Reason.FRESH_SIGN_IN_REQUIRED;
import static latchkey.failure.Reason.INSUFFICIENT_SCOPE;
import static latchkey.failure.Reason.INVALID_CLIENT;
import static latchkey.failure.Reason.METHOD_NOT_ALLOWED;
import static latchkey.failure.Reason.NOT_AUTHENTICATED;
import static latchkey.failure.Reason.NOT_FOUND;
import static latchkey.failure.Reason.TOO_MANY_ATTEMPTS;
import static latchkey.failure.Reason.UNAVAILABLE;
import static latchkey.failure.Reason.UNEXPECTED;
import static latchkey.failure.Reason.UNREADABLE_BODY;
import static latchkey.failure.Reason.UNSUPPORTED_MEDIA_TYPE;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import latchkey.contract.Wording;
import latchkey.database.DatabaseFailure;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import latchkey.http.AllowedMethods;
import latchkey.http.request.CurrentRequest;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every failure into an {@link AuthFailure} that the current contract answers. */
class FailureMappers {

    /** Seconds. A pool that lost its database reconnects at least this often. */
    private static final int RETRY_SECONDS = 2;

    /** The response header that asks for the code of a second factor, and says what may be shown. */
    private static final String MFA_REQUIRED = "MFA-Required";

    private final CurrentRequest current;
    private final DatabaseOutageLog outages;

    FailureMappers(CurrentRequest current, DatabaseOutageLog outages) {
        this.current = current;
        this.outages = outages;
    }

    @ServerExceptionMapper
    public RestResponse<?> failure(AuthFailure failure) {
        RestResponse<?> answer = current.dialect()
                .or(() -> current.get().map(Wording.class::cast))
                .<RestResponse<?>>map(wording -> wording.answer(current.spelled(failure)))
                .orElseGet(() -> new ProblemDetails().answer(failure));
        answer.getHeaders()
                .putSingle(
                        "Content-Type",
                        answer.getMediaType() == null ? MediaType.APPLICATION_JSON : answer.getMediaType());
        if (answer.getStatus() == Status.UNAUTHORIZED.getStatusCode()) {
            answer.getHeaders().putSingle(WWW_AUTHENTICATE, failure.reason() == INVALID_CLIENT ? "Basic" : "Bearer");
        }
        if (failure.reason() == FRESH_SIGN_IN_REQUIRED) {
            answer.getHeaders().putSingle(WWW_AUTHENTICATE, signInAgain(failure.demand()));
        }
        if (failure.reason() == INSUFFICIENT_SCOPE) {
            answer.getHeaders()
                    .putSingle(
                            WWW_AUTHENTICATE,
                            "Bearer error=\"insufficient_scope\", scope=\""
                                    + failure.demand().scope() + '"');
        }
        if (!failure.demand().kinds().isEmpty()) {
            answer.getHeaders()
                    .putSingle(MFA_REQUIRED, String.join(", ", failure.demand().kinds()));
        }
        if (failure.reason() == METHOD_NOT_ALLOWED) {
            answer.getHeaders().putSingle(ALLOW, AllowedMethods.allowed());
        }
        if (failure.reason() == UNAVAILABLE) {
            answer.getHeaders().putSingle(RETRY_AFTER, RETRY_SECONDS);
        }
        if (failure.reason() == TOO_MANY_ATTEMPTS) {
            answer.getHeaders().putSingle(RETRY_AFTER, failure.retryAfter());
        }
        return answer;
    }

    // Quarkus has a mapper for the subclass that reveals class names; hence both. Records never get here: see
    // BodyReader.
    @ServerExceptionMapper({JsonProcessingException.class, MismatchedInputException.class})
    public RestResponse<?> unreadable(JsonProcessingException e) {
        return failure(AuthFailure.because(UNREADABLE_BODY));
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    public RestResponse<?> unauthenticated(SecurityException e) {
        return failure(AuthFailure.because(NOT_AUTHENTICATED));
    }

    /** Answers what JAX-RS itself refuses. */
    @ServerExceptionMapper
    public RestResponse<?> refused(WebApplicationException e) {
        return failure(AuthFailure.because(reasonOf(e)));
    }

    @ServerExceptionMapper
    public RestResponse<?> unexpected(Throwable e) {
        if (DatabaseFailure.isCauseOf(e)) {
            outages.report(e);
            return failure(AuthFailure.because(UNAVAILABLE));
        }
        Log.error("request failed", e);
        return failure(AuthFailure.because(UNEXPECTED));
    }

    /** RFC 9470, 3. */
    private static String signInAgain(AuthFailure.Demand demand) {
        StringBuilder challenge = new StringBuilder(
                "Bearer error=\"insufficient_user_authentication\", error_description=\"Sign in again.\"");
        if (demand.acr() != null) {
            challenge.append(", acr_values=\"").append(demand.acr()).append('"');
        }
        if (demand.maxAge() != null) {
            challenge.append(", max_age=\"").append(demand.maxAge()).append('"');
        }
        return challenge.toString();
    }

    private Reason reasonOf(WebApplicationException e) {
        return switch (e.getResponse().getStatus()) {
            case 400 -> UNREADABLE_BODY;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            default -> {
                Log.error("request failed", e);
                yield UNEXPECTED;
            }
        };
    }
}
