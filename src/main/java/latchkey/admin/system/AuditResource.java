package latchkey.admin.system;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.INVALID_FIELDS;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Clock;
import java.util.Optional;
import latchkey.admin.access.Paging;
import latchkey.admin.system.AuditBodies.EventPage;
import latchkey.admin.system.AuditBodies.LoggedEvent;
import latchkey.audit.AuditLog;
import latchkey.audit.AuditLog.Position;
import latchkey.audit.AuditQuery;
import latchkey.client.Scope;
import latchkey.openapi.AdminDescriptions;
import latchkey.openapi.Refuses;
import latchkey.openapi.Scoped;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** The audit log, in pages and as a stream. */
@Path("admin/audit")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class AuditResource {

    /** The maximum of events in one stream; a client goes on with the cursor of the last. */
    private static final long MAX_STREAMED = 100_000;

    private final AuditLog audit;
    private final EventStream streams;
    private final Clock clock;

    AuditResource(AuditLog audit, EventStream streams, Clock clock) {
        this.audit = audit;
        this.streams = streams;
        this.clock = clock;
    }

    @GET
    @Scoped(Scope.AUDIT_READ)
    @Refuses(INVALID_FIELDS)
    @Operation(
            summary = "List audit events",
            description =
                    "Lists the events that fit all parameters, the newest first; those of a day if no since is given.")
    public EventPage listEvents(
            @Parameter(description = AdminDescriptions.SINCE) @RestQuery Optional<String> since,
            @Parameter(description = AdminDescriptions.UNTIL) @RestQuery Optional<String> until,
            @Parameter(description = AdminDescriptions.OF_ACCOUNT) @RestQuery Optional<Long> account,
            @Parameter(description = AdminDescriptions.OF_KIND) @RestQuery Optional<String> kind,
            @Parameter(description = AdminDescriptions.OF_OUTCOME) @RestQuery Optional<String> outcome,
            @Parameter(description = AdminDescriptions.OF_ACTOR) @RestQuery Optional<String> actor,
            @Parameter(description = AdminDescriptions.AFTER) @RestQuery Optional<String> after,
            @Parameter(description = AdminDescriptions.LIMIT) @RestQuery Optional<Integer> limit) {
        return EventPage.of(audit.newest(
                AuditBodies.query(since, until, account, kind, outcome, actor, clock.instant()),
                AuditBodies.position(after),
                Paging.limit(limit)));
    }

    @GET
    @Path("stream")
    @Produces("application/x-ndjson")
    @Scoped(Scope.AUDIT_READ)
    @Refuses(INVALID_FIELDS)
    @Operation(
            summary = "Stream audit events",
            description =
                    "Returns the events that fit all parameters, the oldest first, one JSON object on each line, at most 100,000. The cursor of the last is the after of the next request.")
    public StreamingOutput streamEvents(
            @Parameter(description = AdminDescriptions.SINCE) @RestQuery Optional<String> since,
            @Parameter(description = AdminDescriptions.UNTIL) @RestQuery Optional<String> until,
            @Parameter(description = AdminDescriptions.OF_ACCOUNT) @RestQuery Optional<Long> account,
            @Parameter(description = AdminDescriptions.OF_KIND) @RestQuery Optional<String> kind,
            @Parameter(description = AdminDescriptions.OF_OUTCOME) @RestQuery Optional<String> outcome,
            @Parameter(description = AdminDescriptions.OF_ACTOR) @RestQuery Optional<String> actor,
            @Parameter(description = AdminDescriptions.AFTER_EVENT) @RestQuery Optional<String> after) {
        AuditQuery query = AuditBodies.query(since, until, account, kind, outcome, actor, clock.instant());
        Position start = AuditBodies.position(after).orElse(new Position(query.since(), -1));
        return streams.lines(audit.read(query, start).limit(MAX_STREAMED).map(LoggedEvent::of));
    }
}
