package latchkey.openapi;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import latchkey.client.Scope;
import latchkey.failure.Reason;
import org.eclipse.microprofile.openapi.models.Operation;
import org.jboss.jandex.MethodInfo;

/** Documents in OpenAPI which scope an operation needs, and how it refuses clients that lack it. */
final class ScopeDocs {

    /** Adds the scope to the description of the operation, if it needs one. */
    static void describe(Operation operation, MethodInfo method) {
        scope(method)
                .ifPresent(scope ->
                        operation.setDescription(operation.getDescription() + " Scope: `" + scope.text() + "`."));
    }

    /** The refusals of an operation that needs a scope. */
    static Set<Reason> reasons(MethodInfo method) {
        return scope(method).isPresent()
                ? EnumSet.of(Reason.FORBIDDEN, Reason.FRESH_SIGN_IN_REQUIRED, Reason.INSUFFICIENT_SCOPE)
                : Set.of();
    }

    private static Optional<Scope> scope(MethodInfo method) {
        return Optional.ofNullable(method.annotation(Scoped.class))
                .map(scoped -> Scope.valueOf(scoped.value().asEnum()));
    }

    private ScopeDocs() {}
}
