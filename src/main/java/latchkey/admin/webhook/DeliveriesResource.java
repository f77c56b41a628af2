package latchkey.admin.webhook;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.INVALID_FIELDS;
import static latchkey.failure.Reason.NOT_FOUND;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import latchkey.admin.access.CurrentAdmin;
import latchkey.admin.access.Paging;
import latchkey.admin.webhook.DeliveryBodies.DeliveryPage;
import latchkey.admin.webhook.DeliveryBodies.Replayed;
import latchkey.admin.webhook.DeliveryBodies.WantedReplay;
import latchkey.admin.webhook.WebhookBodies.TestResult;
import latchkey.client.Scope;
import latchkey.openapi.AdminDescriptions;
import latchkey.openapi.Refuses;
import latchkey.openapi.Scoped;
import latchkey.webhook.WebhookDeliveries;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** What became of the events for webhooks, and what is sent to them on demand. */
@Path("admin/webhooks")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class DeliveriesResource {

    private final WebhookDeliveries deliveries;
    private final CurrentAdmin admin;
    private final Clock clock;

    DeliveriesResource(WebhookDeliveries deliveries, CurrentAdmin admin, Clock clock) {
        this.deliveries = deliveries;
        this.admin = admin;
        this.clock = clock;
    }

    @POST
    @Path("{id}/test")
    @Scoped(Scope.WEBHOOKS_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Test a webhook",
            description =
                    "Sends a message of the type latchkey.test, and says what the receiver answered, after at most 15 seconds. A process sends four at the same time; a further one is 503.")
    public TestResult testWebhook(@Parameter(description = AdminDescriptions.WEBHOOK_ID) @RestPath UUID id) {
        return TestResult.of(deliveries.test(id));
    }

    @GET
    @Path("{id}/deliveries")
    @Scoped(Scope.WEBHOOKS_READ)
    @Refuses({INVALID_FIELDS, NOT_FOUND})
    @Operation(
            summary = "List the deliveries of a webhook",
            description = "Lists what became of the events of the last week, the newest event first.")
    public DeliveryPage listDeliveries(
            @Parameter(description = AdminDescriptions.WEBHOOK_ID) @RestPath UUID id,
            @Parameter(description = AdminDescriptions.OF_STATE) @RestQuery Optional<String> state,
            @Parameter(description = AdminDescriptions.AFTER) @RestQuery Optional<String> after,
            @Parameter(description = AdminDescriptions.LIMIT) @RestQuery Optional<Integer> limit) {
        return DeliveryPage.of(
                deliveries.page(id, DeliveryBodies.state(state), DeliveryBodies.before(after), Paging.limit(limit)));
    }

    @POST
    @Path("{id}/deliveries/{delivery}/retry")
    @Scoped(Scope.WEBHOOKS_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Send an event again",
            description = "Sends one event to a webhook again, with the same id, whatever became of it.")
    public void retryDelivery(
            @Parameter(description = AdminDescriptions.WEBHOOK_ID) @RestPath UUID id,
            @Parameter(description = AdminDescriptions.DELIVERY_ID) @RestPath UUID delivery) {
        deliveries.sendAgain(id, delivery);
    }

    @POST
    @Path("{id}/replay")
    @Scoped(Scope.WEBHOOKS_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Send the events of a time again",
            description =
                    "Sends the events of a time that are in the audit log, the oldest first, at most 10,000, and says from when to go on. Those that were sent before have the same id. A program needs audit:read, too.")
    public Replayed replayEvents(
            @Parameter(description = AdminDescriptions.WEBHOOK_ID) @RestPath UUID id, WantedReplay body) {
        admin.get().require(Scope.AUDIT_READ);
        return Replayed.of(deliveries.replay(id, body.start(), body.end(clock.instant())));
    }
}
