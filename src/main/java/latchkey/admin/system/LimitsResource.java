package latchkey.admin.system;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.INVALID_FIELDS;
import static latchkey.failure.Reason.NOT_FOUND;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Optional;
import latchkey.admin.access.Paging;
import latchkey.attempt.WaitingClients;
import latchkey.attempt.WaitingClients.Waiting;
import latchkey.client.Scope;
import latchkey.openapi.AdminDescriptions;
import latchkey.openapi.Refuses;
import latchkey.openapi.Scoped;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Who has to wait for a rate limit. The names that users typed are not stored, and so not shown. */
@Path("admin/limits")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class LimitsResource {

    private final WaitingClients waiting;

    LimitsResource(WaitingClients waiting) {
        this.waiting = waiting;
    }

    @GET
    @Scoped(Scope.LIMITS_READ)
    @Refuses(INVALID_FIELDS)
    @Operation(
            summary = "List reached limits",
            description = "Lists the rate limits for which some client has to wait now.")
    public ReachedLimits listLimits(
            @Parameter(description = AdminDescriptions.AFTER) @RestQuery Optional<String> after,
            @Parameter(description = AdminDescriptions.LIMIT) @RestQuery Optional<Integer> limit) {
        int items = Paging.limit(limit);
        List<Waiting> found = waiting.list(Paging.key(after).orElse(""), items + 1);
        return Paging.page(found, items, Waiting::bucket, ReachedLimits::of);
    }

    @DELETE
    @Path("{id}")
    @Scoped(Scope.LIMITS_WRITE)
    @Refuses({INVALID_FIELDS, NOT_FOUND})
    @Operation(summary = "Let a client try again", description = "Forgets all failed attempts that count for a limit.")
    public void resetLimit(@Parameter(description = AdminDescriptions.LIMIT_ID) @RestPath String id) {
        waiting.reset(Paging.key(Optional.of(id)).orElseThrow());
    }
}
