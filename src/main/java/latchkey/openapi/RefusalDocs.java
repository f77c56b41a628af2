package latchkey.openapi;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static latchkey.failure.Reason.FORBIDDEN;
import static latchkey.failure.Reason.INVALID_FIELDS;
import static latchkey.failure.Reason.UNREADABLE_BODY;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import latchkey.contract.Wording;
import latchkey.failure.AuthFailure;
import latchkey.failure.FieldError;
import latchkey.failure.Reason;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Documents refusals in OpenAPI: which an operation can return, and how its contract words each. */
final class RefusalDocs {

    private static final Set<Reason> WITH_BODY = EnumSet.of(INVALID_FIELDS, UNREADABLE_BODY);

    private final Wording wording;
    private final Set<Reason> own;
    private final Map<String, Boolean> fields;

    private RefusalDocs(Wording wording, Set<Reason> own, Map<String, Boolean> fields) {
        this.wording = wording;
        this.own = own;
        this.fields = fields;
    }

    /**
     * The responses by status.
     *
     * @param wording words the refusals
     * @param own reasons of the operation itself
     * @param general reasons that do not depend on what it does
     * @param fields of its request body, if it reads one: with dots for nested objects, and whether each is required
     */
    static Map<String, APIResponse> of(
            Wording wording, Set<Reason> own, Set<Reason> general, Optional<Map<String, Boolean>> fields) {
        Set<Reason> reasons = EnumSet.copyOf(general);
        reasons.addAll(own);
        fields.ifPresent(some -> reasons.addAll(WITH_BODY));
        return new RefusalDocs(wording, own, fields.orElse(Map.of())).byStatus(reasons);
    }

    private Map<String, APIResponse> byStatus(Set<Reason> reasons) {
        Map<Integer, List<Reason>> byStatus =
                reasons.stream().collect(groupingBy(reason -> answer(reason).getStatus(), TreeMap::new, toList()));
        Map<String, APIResponse> refusals = new TreeMap<>();
        byStatus.forEach((status, same) -> refusals.put(String.valueOf(status), refusal(same)));
        return refusals;
    }

    private APIResponse refusal(List<Reason> reasons) {
        Set<String> names = fields.keySet().stream()
                .flatMap(field -> Stream.concat(Stream.of(field), Stream.of(field.split("[.]"))))
                .collect(toSet());
        MediaType content = OASFactory.createMediaType();
        reasons.forEach(reason -> content.addExample(
                reason.name(),
                OASFactory.createExample().summary(sentence(reason)).value(example(reason))));
        content.schema(ExampleSchemas.anyOf(reasons.stream()
                .map(reason -> ExampleSchemas.of(example(reason), names))
                .distinct()
                .toList()));
        return OASFactory.createAPIResponse()
                .description(reasons.stream().map(this::sentence).distinct().collect(joining(" Or: ")))
                .content(OASFactory.createContent().addMediaType(typeOf(answer(reasons.get(0))), content));
    }

    private static String typeOf(RestResponse<?> answer) {
        return answer.getMediaType() == null
                ? APPLICATION_JSON
                : answer.getMediaType().toString();
    }

    private @Nullable Object example(Reason reason) {
        return ExampleSchemas.sorted(answer(reason).getEntity());
    }

    private RestResponse<?> answer(Reason reason) {
        return wording.answer(
                switch (reason) {
                    case INVALID_FIELDS -> AuthFailure.invalid(flaws());
                    case ALREADY_TAKEN ->
                        AuthFailure.taken(Map.of(taken(fields.keySet()), FieldError.of(FieldError.Kind.TAKEN)));
                    case TOO_MANY_ATTEMPTS -> AuthFailure.tooManyAttempts(Duration.ofSeconds(10));
                    case CODE_REQUIRED, CODE_REJECTED ->
                        AuthFailure.ofCode(reason, "AAAF…", List.of("totp", "recovery_code"));
                    default -> AuthFailure.because(reason);
                });
    }

    /** An example with all required fields missing or, if none is required, a number in the first field. */
    private Map<String, FieldError> flaws() {
        Map<String, FieldError> missing = fields.keySet().stream()
                .filter(fields::get)
                .collect(toMap(field -> field, field -> FieldError.of(FieldError.Kind.MISSING)));
        return missing.isEmpty()
                ? fields.keySet().stream()
                        .sorted()
                        .limit(1)
                        .collect(toMap(field -> field, field -> FieldError.of(FieldError.Kind.NOT_TEXT)))
                : missing;
    }

    /** The field that another account may have taken. */
    private static String taken(Set<String> fields) {
        return Stream.of("username", "email")
                .flatMap(name -> fields.stream().filter(field -> field.equals(name) || field.endsWith("." + name)))
                .findFirst()
                .orElseGet(() -> fields.stream().findFirst().orElse("username"));
    }

    /** The explanation of the reason for a client. */
    private String sentence(Reason reason) {
        return switch (reason) {
            case INVALID_FIELDS -> "A field of the body breaks a rule. The answer names each such field.";
            case ALREADY_TAKEN -> "Another account has this username or e-mail address.";
            case UNREADABLE_BODY -> "The body is not what its Content-Type says, or not in UTF-8.";
            case BAD_CREDENTIALS ->
                "The password is wrong, or no active account has this name; the answer does not say which.";
            case TOO_MANY_ATTEMPTS -> "The client has reached a rate limit; Retry-After has the seconds to wait.";
            case EMAIL_NOT_VERIFIED -> "The user has to verify the e-mail address of the account first.";
            case CODE_REQUIRED ->
                "The account has a second factor, and the request has no code: mfa_token can be exchanged with one.";
            case CODE_REJECTED -> "The code of the second factor is wrong, or was used already.";
            case FRESH_SIGN_IN_REQUIRED ->
                "The user has to sign in again, or with two factors; WWW-Authenticate says which (RFC 9470).";
            case PASSKEY_REJECTED ->
                "What the authenticator signed is not good here: another challenge, site, account or key, or used before.";
            case LINK_REJECTED ->
                "The mailed link or code is wrong, expired, used already, or replaced by a newer one.";
            case NOT_AUTHENTICATED -> "The request has no valid access token.";
            case REFRESH_MISSING -> "The request has no refresh token.";
            case REFRESH_REJECTED -> "The refresh token is forged, expired, used already, or its session has ended.";
            case SIGN_OUT_MISSING -> "The request has no token of a session to end.";
            case SIGN_OUT_REJECTED -> "The token does not belong to a live session.";
            case INVALID_CLIENT -> "The service did not authenticate as a registered client.";
            case UNSUPPORTED_GRANT_TYPE -> "The endpoint issues tokens for client_credentials only.";
            case INVALID_SCOPE -> "The client may not have a scope that it asks for.";
            case INSUFFICIENT_SCOPE -> "The access token lacks the scope of the operation; WWW-Authenticate names it.";
            case PRECONDITION_REQUIRED -> "The request has no If-Match header.";
            case PRECONDITION_FAILED -> "The ETag in If-Match is not the present one: it was changed meanwhile.";
            case KEY_REUSED -> "The idempotency key came with another request before.";
            case FORBIDDEN ->
                own.contains(FORBIDDEN)
                        ? "The user is not in a group that the request requires."
                        : "A page of an untrusted origin sent the request (CSRF protection).";
            case NOT_FOUND -> "There is nothing at this address.";
            case TOO_MANY_GROUPS -> "The account would be in more groups than fit into an access token.";
            case LAST_SUPERUSER -> "The account is the last active superuser.";
            case METHOD_NOT_ALLOWED -> "The address has no such method.";
            case BODY_TOO_LARGE -> "The body has more than 64 KiB.";
            case REQUEST_TIMEOUT -> "The body did not arrive in time.";
            case UNSUPPORTED_MEDIA_TYPE -> "The endpoint does not read this Content-Type.";
            case UNAVAILABLE ->
                "The database is unavailable, or there are too many requests at once; Retry-After has the seconds to wait.";
            case UNEXPECTED -> "A fault of Latchkey. Its log has the cause, with the X-Request-Id of the answer.";
        };
    }
}
