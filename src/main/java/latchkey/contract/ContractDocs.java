package latchkey.contract;

import io.quarkus.security.Authenticated;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

/**
 * Completes the OpenAPI document with what the resources do not say: the contract that each operation belongs to, how it
 * succeeds, by which token, and how it is refused, in the words of the contract's own {@code switch}. Runs while the service is
 * built, and never after.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ContractDocs implements OASFilter {

    /** Of a property that is there or not, as the setting says that it names. */
    public static final String BY_SETTING = "x-setting";

    private static final String PLATFORM = "platform";

    /** Properties of answers that may be null. All are always there. */
    private static final Set<String> NULLABLE = Set.of("email", "profile_image", "user_agent", "address");

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
        document.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().values().forEach(operation -> {
                    bodyOf(operation).ifPresent(read::add);
                    complete(path, operation, schemas);
                }));
        TokenDocs.schemes().forEach(document.getComponents()::addSecurityScheme);
        schemas.keySet().stream()
                .filter(name -> !read.contains(name))
                .map(schemas::get)
                .forEach(ContractDocs::asWritten);
    }

    private void complete(String path, Operation operation, Map<String, Schema> schemas) {
        MethodInfo method = methodOf(operation.getOperationId());
        Contract contract = contracts.get(path.substring(1, Math.max(1, path.indexOf('/', 1))));
        String verb = path.substring(path.lastIndexOf('/') + 1);
        Map<String, APIResponse> refusals =
                new LinkedHashMap<>(operation.getResponses().getAPIResponses());
        APIResponse success =
                refusals.remove(refusals.keySet().iterator().next()).description("Success");
        if (contract == null) {
            operation.setOperationId(PLATFORM + "-" + method.name());
        } else {
            operation.setTags(List.of(contract.name()));
            operation.setOperationId(contract.name() + "-" + verb);
            refusals = refusals(contract, verb, operation, schemas);
        }
        tokens(contract, verb, method, operation, success, refusals);
        APIResponses responses = OASFactory.createAPIResponses().addAPIResponse(statusOf(method), success);
        refusals.forEach(responses::addAPIResponse);
        operation.setResponses(responses);
    }

    private static void tokens(
            @Nullable Contract contract,
            String verb,
            MethodInfo method,
            Operation operation,
            APIResponse success,
            Map<String, APIResponse> refusals) {
        if (contract != null && contract.usesRefreshCookie()) {
            TokenDocs.cookies(contract, verb, operation, success, refusals);
        }
        if (isAuthenticated(method)) {
            TokenDocs.authenticated(operation, contract == null || contract.usesAccessCookie());
        }
    }

    private static Map<String, APIResponse> refusals(
            Contract contract, String verb, Operation operation, Map<String, Schema> schemas) {
        Optional<Schema> body = bodyOf(operation).map(schemas::get);
        if (body.filter(schema -> schema.getRequired() == null).isPresent()) {
            operation.getRequestBody().setRequired(false);
        }
        return RefusalDocs.of(
                contract, verb, body.map(schema -> schema.getProperties().keySet()));
    }

    /** As the operation's id names it: {@code package.Class_method}. */
    private MethodInfo methodOf(String operationId) {
        int end = operationId.lastIndexOf('_');
        return index.getClassByName(operationId.substring(0, end)).firstMethod(operationId.substring(end + 1));
    }

    private static String statusOf(MethodInfo method) {
        AnnotationInstance status = method.annotation(ResponseStatus.class);
        if (status != null) {
            return String.valueOf(status.value().asInt());
        }
        return method.returnType().kind() == Type.Kind.VOID ? "204" : "200";
    }

    private static boolean isAuthenticated(MethodInfo method) {
        return method.hasAnnotation(Authenticated.class)
                || method.declaringClass().hasDeclaredAnnotation(Authenticated.class);
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
