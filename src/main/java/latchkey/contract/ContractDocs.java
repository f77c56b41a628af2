package latchkey.contract;

import io.quarkus.security.Authenticated;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.smallrye.openapi.api.util.FilterUtil;
import io.smallrye.openapi.api.util.UnusedSchemaFilter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import latchkey.failure.Reason;
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

/**
 * Completes the OpenAPI document with what the resources do not say: the contract that each operation belongs to, how it
 * succeeds, by which token, and how it is refused, in the words of the contract's own {@code switch}. Runs while the service is
 * built, and never after.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ContractDocs implements OASFilter {

    /** Of a property that is there or not, as the setting says that it names. */
    public static final String BY_SETTING = "x-setting";

    /** Of a property that is there or not, as the contract of the session has its tokens in bodies or in cookies. */
    public static final String BY_CONTRACT = "x-contract";

    /** Of an operation: what it does, as {@link Act#key} has it. */
    private static final String DOES = "x-does";

    private static final String PLATFORM = "platform";

    /** Properties of answers that may be null. All are always there. */
    private static final Set<String> NULLABLE = Set.of("email", "profile_image", "user_agent", "address");

    private final IndexView index;
    private final Map<String, Contract> contracts = new TreeMap<>();

    public ContractDocs(IndexView index) {
        this.index = index;
        index.getAllKnownImplementations(Contract.class).stream()
                .filter(found -> found.hasDeclaredAnnotation(ApplicationScoped.class))
                .map(found -> instance(found.name().toString()))
                .forEach(contract -> contracts.put(contract.name(), contract));
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        Set<String> read = new HashSet<>();
        Set<String> described = new TreeSet<>();
        document.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().values().forEach(operation -> {
                    BodySchemas.of(operation).ifPresent(name -> BodySchemas.addWithInner(name, schemas, read));
                    described.add(complete(path, operation, schemas));
                }));
        contracts.values().stream()
                .filter(contract -> described.contains(contract.name()))
                .forEach(contract -> document.addTag(
                        OASFactory.createTag().name(contract.name()).description(contract.about())));
        TokenDocs.schemes().forEach(document.getComponents()::addSecurityScheme);
        schemas.keySet().stream()
                .filter(name -> !read.contains(name))
                .map(schemas::get)
                .forEach(ContractDocs::asWritten);
        index.getAllKnownImplementations(MergePatch.class).stream()
                .map(body -> schemas.get(body.simpleName()))
                .forEach(BodySchemas::takesNull);
        // Of what a generic record is, without what is in it, nothing is an instance.
        FilterUtil.applyFilter(new UnusedSchemaFilter(), document);
    }

    /** And gives the name of whose it is. */
    private String complete(String path, Operation operation, Map<String, Schema> schemas) {
        MethodInfo method = methodOf(operation.getOperationId());
        Contract contract = contracts.get(path.substring(1, Math.max(1, path.indexOf('/', 1))));
        Map<String, APIResponse> refusals =
                new LinkedHashMap<>(operation.getResponses().getAPIResponses());
        APIResponse success =
                refusals.remove(refusals.keySet().iterator().next()).description("Success");
        Optional<Map<String, Boolean>> fields = fields(operation, schemas);
        if (contract == null) {
            operation.setOperationId(PLATFORM + "-" + method.name());
            refusals = RefusalDocs.of(Problem::answer, reasonsOf(method), fields);
        } else {
            Act act = actOf(method);
            describe(contract, act, method, operation);
            refusals = RefusalDocs.of(contract::answer, act.reasons(), fields);
            if (contract.usesRefreshCookie()) {
                TokenDocs.cookies(contract, act, operation, success, refusals);
            }
        }
        if (isAuthenticated(method)) {
            TokenDocs.authenticated(operation, contract == null || contract.usesAccessCookie());
        }
        APIResponses responses = OASFactory.createAPIResponses().addAPIResponse(statusOf(method), success);
        refusals.forEach(responses::addAPIResponse);
        operation.setResponses(responses);
        return contract == null ? PLATFORM : contract.name();
    }

    private static void describe(Contract contract, Act act, MethodInfo method, Operation operation) {
        operation.setTags(List.of(contract.name()));
        operation.setOperationId(contract.name() + "-" + kebab(method.name()));
        operation.setSummary(act.summary());
        operation.setDescription(act.sentence());
        operation.addExtension(DOES, act.key());
    }

    private static Act actOf(MethodInfo method) {
        AnnotationInstance does = method.annotation(Does.class);
        if (does == null) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "%s of %s says nowhere what it does: it needs @Does.",
                    method.name(),
                    method.declaringClass().name()));
        }
        return Act.valueOf(does.value().asEnum());
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** Of what belongs to no contract. */
    private static Set<Reason> reasonsOf(MethodInfo method) {
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        if (isAuthenticated(method)) {
            reasons.add(Reason.NOT_AUTHENTICATED);
        }
        AnnotationInstance refuses = method.annotation(Refuses.class);
        if (refuses != null) {
            Stream.of(refuses.value().asEnumArray()).map(Reason::valueOf).forEach(reasons::add);
        }
        return reasons;
    }

    private static Optional<Map<String, Boolean>> fields(Operation operation, Map<String, Schema> schemas) {
        Optional<Schema> body = BodySchemas.of(operation).map(schemas::get);
        if (body.filter(schema -> schema.getRequired() == null).isPresent()) {
            operation.getRequestBody().setRequired(false);
        }
        return body.map(schema -> BodySchemas.fields(schema, schemas));
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
                    .filter(property -> !property.getValue().hasExtension(BY_SETTING)
                            && !property.getValue().hasExtension(BY_CONTRACT))
                    .map(Map.Entry::getKey)
                    .toList());
            schema.getProperties().entrySet().stream()
                    .filter(property -> NULLABLE.contains(property.getKey()))
                    .forEach(property -> property.getValue().addType(SchemaType.NULL));
        }
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
