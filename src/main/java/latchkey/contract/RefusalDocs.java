package latchkey.contract;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static latchkey.failure.Reason.ALREADY_TAKEN;
import static latchkey.failure.Reason.BAD_CREDENTIALS;
import static latchkey.failure.Reason.BODY_TOO_LARGE;
import static latchkey.failure.Reason.FORBIDDEN;
import static latchkey.failure.Reason.INVALID_FIELDS;
import static latchkey.failure.Reason.NOT_AUTHENTICATED;
import static latchkey.failure.Reason.REFRESH_MISSING;
import static latchkey.failure.Reason.REFRESH_REJECTED;
import static latchkey.failure.Reason.REQUEST_TIMEOUT;
import static latchkey.failure.Reason.SIGN_OUT_MISSING;
import static latchkey.failure.Reason.SIGN_OUT_REJECTED;
import static latchkey.failure.Reason.TOO_MANY_ATTEMPTS;
import static latchkey.failure.Reason.UNAVAILABLE;
import static latchkey.failure.Reason.UNEXPECTED;
import static latchkey.failure.Reason.UNREADABLE_BODY;
import static latchkey.failure.Reason.UNSUPPORTED_MEDIA_TYPE;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import latchkey.failure.AuthFailure;
import latchkey.failure.Flaw;
import latchkey.failure.Reason;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;

/** What the OpenAPI document says of refusals: which an operation can meet, and what its contract answers to each. */
final class RefusalDocs {

    private static final String JSON = "application/json";

    private static final Set<Reason> WHATEVER_IT_DOES =
            EnumSet.of(FORBIDDEN, BODY_TOO_LARGE, REQUEST_TIMEOUT, UNSUPPORTED_MEDIA_TYPE, UNAVAILABLE, UNEXPECTED);

    private static final Set<Reason> WHERE_IT_READS_A_BODY = EnumSet.of(INVALID_FIELDS, UNREADABLE_BODY);

    /** By the last segment of the path, or that of one contract. */
    private static final Map<String, Set<Reason>> FOR_WHAT_IT_DOES = Map.of(
            "register", EnumSet.of(ALREADY_TAKEN, TOO_MANY_ATTEMPTS),
            "login", EnumSet.of(BAD_CREDENTIALS, TOO_MANY_ATTEMPTS),
            "refresh", EnumSet.of(REFRESH_MISSING, REFRESH_REJECTED, TOO_MANY_ATTEMPTS),
            "refresh-token", EnumSet.of(REFRESH_MISSING, REFRESH_REJECTED, TOO_MANY_ATTEMPTS),
            "logout", EnumSet.of(SIGN_OUT_MISSING, SIGN_OUT_REJECTED),
            "fastapi logout", EnumSet.noneOf(Reason.class),
            "user", EnumSet.of(NOT_AUTHENTICATED),
            "test-token", EnumSet.of(NOT_AUTHENTICATED));

    /**
     * By status.
     *
     * @param verb the last segment of the path
     * @param body the fields of the body that it reads, if it reads one
     */
    static Map<String, APIResponse> of(Contract contract, String verb, Optional<Set<String>> body) {
        Set<Reason> reasons = EnumSet.copyOf(WHATEVER_IT_DOES);
        reasons.addAll(FOR_WHAT_IT_DOES.getOrDefault(
                contract.name() + " " + verb, FOR_WHAT_IT_DOES.getOrDefault(verb, Set.of())));
        body.ifPresent(fields -> reasons.addAll(WHERE_IT_READS_A_BODY));
        return byStatus(contract, reasons, body.orElse(Set.of()));
    }

    private static Map<String, APIResponse> byStatus(Contract contract, Set<Reason> reasons, Set<String> fields) {
        Map<Integer, List<Reason>> byStatus = reasons.stream()
                .collect(groupingBy(reason -> answer(contract, reason, fields).getStatus(), TreeMap::new, toList()));
        Map<String, APIResponse> refusals = new TreeMap<>();
        byStatus.forEach((status, same) -> {
            MediaType content = OASFactory.createMediaType();
            same.forEach(reason -> content.addExample(
                    reason.name(),
                    OASFactory.createExample()
                            .value(answer(contract, reason, fields).getEntity())));
            content.schema(Shapes.anyOf(same.stream()
                    .map(reason -> Shapes.of(answer(contract, reason, fields).getEntity(), fields))
                    .distinct()
                    .toList()));
            refusals.put(
                    String.valueOf(status),
                    OASFactory.createAPIResponse()
                            .description("Refused")
                            .content(OASFactory.createContent().addMediaType(JSON, content)));
        });
        return refusals;
    }

    private static RestResponse<?> answer(Contract contract, Reason reason, Set<String> fields) {
        Map<String, Flaw> missing = fields.stream().collect(toMap(field -> field, field -> Flaw.of(Flaw.Kind.MISSING)));
        return contract.answer(
                switch (reason) {
                    case INVALID_FIELDS -> AuthFailure.invalid(missing);
                    case ALREADY_TAKEN -> AuthFailure.taken(Map.of("username", Flaw.of(Flaw.Kind.TAKEN)));
                    case TOO_MANY_ATTEMPTS -> AuthFailure.tooManyAttempts(Duration.ofSeconds(10));
                    default -> AuthFailure.because(reason);
                });
    }

    private RefusalDocs() {}
}
