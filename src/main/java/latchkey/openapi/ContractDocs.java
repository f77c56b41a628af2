package latchkey.openapi;

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
import latchkey.contract.Action;
import latchkey.contract.Contract;
import latchkey.contract.Dialect;
import latchkey.contract.Performs;
import latchkey.contract.Wording;
import latchkey.failure.Reason;
import latchkey.http.body.MergePatch;
import latchkey.http.failure.ProblemDetails;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;
import org.jboss.jandex.Type;
import org.jboss.resteasy.reactive.ResponseStatus;

/**
 * Completes the OpenAPI document with what the resources do not declare: each operation's contract, its success, its tokens,
 * and its refusals in the contract's own words. Runs only while the service is built.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ContractDocs implements OASFilter {

    /** Extension of a property that depends on a setting, which the value names. */
    public static final String BY_SETTING = "x-setting";

    /** Extension of a property that depends on whether the session's contract sends its tokens in bodies. */
    public static final String BY_CONTRACT = "x-contract";

    /** Extension of an operation: its {@link Action#key}. */
    private static final String ACTION = "x-does";

    private static final String PLATFORM = "platform";

    static final String ADMIN = "admin";

    /** Response properties that may be null. All are always present. */
    private static final Set<String> NULLABLE = Set.of("email", "profile_image", "user_agent", "address");

    private final IndexView index;
    private final Map<String, Contract> contracts = new TreeMap<>();

    public ContractDocs(IndexView index) {
        this.index = index;
        index.getAllKnownImplementations(Contract.class).stream()
                .filter(found -> found.hasDeclaredAnnotation(ApplicationScoped.class))
                .map(found -> instance(Contract.class, found.name().toString()))
                .forEach(contract -> contracts.put(contract.name(), contract));
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        Map<String, Schema> schemas = document.getComponents().getSchemas();
        Set<String> requestSchemas = new HashSet<>();
        Set<String> described = new TreeSet<>();
        document.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations().values().forEach(operation -> {
                    BodySchemas.of(operation)
                            .ifPresent(name -> BodySchemas.addWithInner(name, schemas, requestSchemas));
                    described.add(complete(path, operation, schemas));
                }));
        contracts.values().stream()
                .filter(contract -> described.contains(contract.name()))
                .forEach(contract -> document.addTag(
                        OASFactory.createTag().name(contract.name()).description(contract.about())));
        TokenDocs.schemes().forEach(document.getComponents()::addSecurityScheme);
        schemas.keySet().stream()
                .filter(name -> !requestSchemas.contains(name))
                .map(schemas::get)
                .forEach(ContractDocs::completeResponse);
        index.getAllKnownImplementations(MergePatch.class).stream()
                .map(body -> schemas.get(body.simpleName()))
                .forEach(BodySchemas::allowNulls);
        // A generic record without its type argument has a schema that no operation uses.
        FilterUtil.applyFilter(new UnusedSchemaFilter(), document);
    }

    /**
     * Completes an operation.
     *
     * @return the name of its tag
     */
    private String complete(String path, Operation operation, Map<String, Schema> schemas) {
        MethodInfo method = methodOf(operation.getOperationId());
        Contract contract = contracts.get(path.substring(1, Math.max(1, path.indexOf('/', 1))));
        Map<String, APIResponse> refusals =
                new LinkedHashMap<>(operation.getResponses().getAPIResponses());
        APIResponse success =
                refusals.remove(refusals.keySet().iterator().next()).description("Success");
        Optional<Map<String, Boolean>> fields = fields(operation, schemas);
        String tag = contract != null ? contract.name() : path.startsWith("/admin/") ? ADMIN : PLATFORM;
        if (contract == null) {
            operation.setOperationId(tag + "-" + method.name());
            ScopeDocs.describe(operation, method);
            refusals = RefusalDocs.of(
                    wordingOf(method, new ProblemDetails()), reasonsOf(method), GeneralRefusals.of(method), fields);
        } else {
            Action action = actionOf(method);
            describe(contract, action, method, operation);
            refusals =
                    RefusalDocs.of(wordingOf(method, contract), action.reasons(), GeneralRefusals.of(method), fields);
            if (contract.usesRefreshCookie()) {
                TokenDocs.cookies(contract, action, operation, success, refusals);
            }
        }
        if (isAuthenticated(method)) {
            TokenDocs.authenticated(operation, contract == null || contract.usesAccessCookie());
        }
        APIResponses responses = OASFactory.createAPIResponses().addAPIResponse(statusOf(method), success);
        refusals.forEach(responses::addAPIResponse);
        operation.setResponses(responses);
        return tag;
    }

    private static void describe(Contract contract, Action action, MethodInfo method, Operation operation) {
        operation.setTags(List.of(contract.name()));
        operation.setOperationId(contract.name() + "-" + kebab(method.name()));
        operation.setSummary(action.summary());
        operation.setDescription(action.sentence());
        operation.addExtension(ACTION, action.key());
    }

    private Wording wordingOf(MethodInfo method, Wording contract) {
        return method.annotations().stream()
                .flatMap(annotation -> Stream.ofNullable(index.getClassByName(annotation.name())))
                .flatMap(type -> Stream.ofNullable(type.declaredAnnotation(Dialect.class)))
                .findFirst()
                .map(dialect ->
                        instance(Wording.class, dialect.value().asClass().name().toString()))
                .orElse(contract);
    }

    private static Action actionOf(MethodInfo method) {
        AnnotationInstance performs = method.annotation(Performs.class);
        if (performs == null) {
            throw new IllegalStateException(String.format(
                    Locale.ROOT,
                    "%s of %s needs an annotation @Performs, which says what it does.",
                    method.name(),
                    method.declaringClass().name()));
        }
        return Action.valueOf(performs.value().asEnum());
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** The refusals of an operation outside contracts. */
    private static Set<Reason> reasonsOf(MethodInfo method) {
        Set<Reason> reasons = EnumSet.noneOf(Reason.class);
        if (isAuthenticated(method)) {
            reasons.add(Reason.NOT_AUTHENTICATED);
        }
        reasons.addAll(ScopeDocs.reasons(method));
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

    /** The method that the operation id names: {@code package.Class_method}. */
    private MethodInfo methodOf(String operationId) {
        int end = operationId.lastIndexOf('_');
        return method(index.getClassByName(operationId.substring(0, end)), operationId.substring(end + 1));
    }

    /** The method of a class, or of the class that it extends. */
    private MethodInfo method(ClassInfo owner, String name) {
        MethodInfo own = owner.firstMethod(name);
        return own != null ? own : method(index.getClassByName(owner.superName()), name);
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
                || method.hasAnnotation(Scoped.class)
                || method.declaringClass().hasDeclaredAnnotation(Authenticated.class);
    }

    private static void completeResponse(Schema schema) {
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

    private static <T> T instance(Class<T> type, String className) {
        try {
            return Class.forName(className, true, Thread.currentThread().getContextClassLoader())
                    .asSubclass(type)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(className, e);
        }
    }
}
