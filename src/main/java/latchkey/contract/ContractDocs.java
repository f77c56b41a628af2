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
import static latchkey.failure.Reason.SIGN_OUT_MISSING;
import static latchkey.failure.Reason.SIGN_OUT_REJECTED;
import static latchkey.failure.Reason.TOO_MANY_ATTEMPTS;
import static latchkey.failure.Reason.UNAVAILABLE;
import static latchkey.failure.Reason.UNEXPECTED;
import static latchkey.failure.Reason.UNREADABLE_BODY;
import static latchkey.failure.Reason.UNSUPPORTED_MEDIA_TYPE;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import latchkey.failure.AuthFailure;
import latchkey.failure.Flaw;
import latchkey.failure.Reason;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter.In;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.IndexView;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse;

/**
 * Completes the OpenAPI document with what the resources do not say: the contract that each operation belongs to, and how
 * it is refused, in the words of the contract's own {@code switch}. Runs while the service is built, and never after.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ContractDocs implements OASFilter {

    /** Of a property that is there or not, as the setting says that it names. */
    public static final String BY_SETTING = "x-setting";

    private static final String JSON = "application/json";

    private static final Set<Reason> WHATEVER_IT_DOES =
            EnumSet.of(FORBIDDEN, BODY_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, UNAVAILABLE, UNEXPECTED);

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

    /** By the last segment of the path, where the contract has cookies. */
    private static final Set<String> WITH_REFRESH_COOKIE = Set.of("refresh", "refresh-token", "logout");

    /** Properties of answers that may be null. All are always there. */
    private static final Set<String> NULLABLE = Set.of("email", "profile_image", "user_agent");

    private final IndexView index;
    private final Map<String, Contract> contracts = new TreeMap<>();

    public ContractDocs(IndexView index) {
        this.index = index;
        index.getAllKnownImplementations(Contract.class).forEach(found -> {
            Contract contract = instance(found.name().toString());
            contracts.put(contract.name(), contract);
        });
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        Set<String> read = new HashSet<>();
        contracts
                .keySet()
                .forEach(name -> document.addTag(OASFactory.createTag().name(name)));
        document.getPaths().getPathItems().forEach((path, item) -> {
            Contract contract = contracts.get(path.substring(1, Math.max(1, path.indexOf('/', 1))));
            if (contract != null) {
                item.getOperations().values().forEach(operation -> {
                    bodyOf(operation).ifPresent(read::add);
                    complete(contract, path.substring(path.lastIndexOf('/') + 1), operation, schemas);
                });
            }
        });
        schemas.keySet().stream()
                .filter(name -> !read.contains(name))
                .map(schemas::get)
                .forEach(ContractDocs::asWritten);
    }

    private void complete(Contract contract, String verb, Operation operation, Map<String, Schema> schemas) {
        String status = successOf(operation.getOperationId());
        if (WITH_REFRESH_COOKIE.contains(verb) && hasCookies(operation.getOperationId())) {
            operation.addParameter(OASFactory.createParameter()
                    .name("refresh_token")
                    .in(In.COOKIE)
                    .schema(OASFactory.createSchema().addType(SchemaType.STRING)));
        }
        operation.setTags(List.of(contract.name()));
        operation.setOperationId(contract.name() + "-" + verb);
        APIResponse success =
                operation.getResponses().getAPIResponses().values().iterator().next();
        APIResponses responses = OASFactory.createAPIResponses().addAPIResponse(status, success.description("Success"));
        Set<Reason> reasons = EnumSet.copyOf(WHATEVER_IT_DOES);
        reasons.addAll(FOR_WHAT_IT_DOES.getOrDefault(
                contract.name() + " " + verb, FOR_WHAT_IT_DOES.getOrDefault(verb, Set.of())));
        bodyOf(operation).ifPresent(body -> reasons.addAll(WHERE_IT_READS_A_BODY));
        Set<String> fields = bodyOf(operation)
                .map(schemas::get)
                .map(schema -> schema.getProperties().keySet())
                .orElse(Set.of());
        if (bodyOf(operation)
                .map(schemas::get)
                .filter(body -> body.getRequired() == null)
                .isPresent()) {
            operation.getRequestBody().setRequired(false);
        }
        refusals(contract, reasons, fields).forEach(responses::addAPIResponse);
        operation.setResponses(responses);
    }

    /** The status of the resource's method, which the operation's id names as {@code package.Class_method}. */
    private String successOf(String operationId) {
        int end = operationId.lastIndexOf('_');
        AnnotationInstance status = index.getClassByName(operationId.substring(0, end))
                .firstMethod(operationId.substring(end + 1))
                .annotation(ResponseStatus.class);
        return status == null ? "200" : String.valueOf(status.value().asInt());
    }

    private boolean hasCookies(String operationId) {
        return index.getClassByName(operationId.substring(0, operationId.lastIndexOf('_'))).fields().stream()
                .anyMatch(field -> field.type().name().toString().equals(TokenCookies.class.getName()));
    }

    private static Map<String, APIResponse> refusals(Contract contract, Set<Reason> reasons, Set<String> fields) {
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

    private static void asWritten(Schema schema) {
        if (schema.getProperties() != null) {
            schema.setRequired(schema.getProperties().entrySet().stream()
                    .filter(property -> !property.getValue().hasExtension(BY_SETTING))
                    .map(Map.Entry::getKey)
                    .toList());
            schema.getProperties().entrySet().stream()
                    .filter(property -> NULLABLE.contains(property.getKey()))
                    .forEach(property -> property.getValue().addType(SchemaType.NULL));
        }
    }

    /** The name of the schema of the body that an operation reads. */
    private static Optional<String> bodyOf(Operation operation) {
        return Optional.ofNullable(operation.getRequestBody())
                .map(body -> body.getContent()
                        .getMediaTypes()
                        .values()
                        .iterator()
                        .next()
                        .getSchema()
                        .getRef())
                .map(ref -> ref.substring(ref.lastIndexOf('/') + 1));
    }

    private static Contract instance(String className) {
        try {
            return Class.forName(className, true, Thread.currentThread().getContextClassLoader())
                    .asSubclass(Contract.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(className, e);
        }
    }
}
