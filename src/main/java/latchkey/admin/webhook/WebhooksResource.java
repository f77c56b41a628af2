package latchkey.admin.webhook;

import static jakarta.ws.rs.core.HttpHeaders.IF_MATCH;
import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.FORBIDDEN;
import static latchkey.failure.Reason.KEY_REUSED;
import static latchkey.failure.Reason.NOT_FOUND;
import static latchkey.failure.Reason.PRECONDITION_FAILED;
import static latchkey.failure.Reason.PRECONDITION_REQUIRED;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.EntityTag;
import java.util.UUID;
import latchkey.admin.access.CurrentAdmin;
import latchkey.admin.access.Idempotency;
import latchkey.admin.webhook.WebhookBodies.NewWebhook;
import latchkey.admin.webhook.WebhookBodies.RegisteredWebhook;
import latchkey.admin.webhook.WebhookBodies.WebhookChanges;
import latchkey.admin.webhook.WebhookBodies.WebhookList;
import latchkey.admin.webhook.WebhookBodies.WebhookWithSecret;
import latchkey.client.Scope;
import latchkey.failure.AuthFailure;
import latchkey.http.Preconditions;
import latchkey.openapi.AdminDescriptions;
import latchkey.openapi.Refuses;
import latchkey.openapi.Scoped;
import latchkey.webhook.Webhook;
import latchkey.webhook.Webhooks;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** The receivers of audit events. */
@Path("admin/webhooks")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class WebhooksResource {

    private final Webhooks webhooks;
    private final CurrentAdmin admin;
    private final Idempotency idempotency;

    WebhooksResource(Webhooks webhooks, CurrentAdmin admin, Idempotency idempotency) {
        this.webhooks = webhooks;
        this.admin = admin;
        this.idempotency = idempotency;
    }

    @GET
    @Scoped(Scope.WEBHOOKS_READ)
    @Operation(
            summary = "List webhooks",
            description = "Lists all webhooks, which are 20 at most, in the order in which they were created.")
    public WebhookList listWebhooks() {
        return WebhookList.of(webhooks.list());
    }

    @POST
    @ResponseStatus(201)
    @Scoped(Scope.WEBHOOKS_WRITE)
    @Refuses({FORBIDDEN, KEY_REUSED})
    @Operation(
            summary = "Create a webhook",
            description =
                    "Creates a webhook, which gets the events from now on, and returns its secret, once. If there are 20, it is 403. A program needs audit:read, too.")
    public RestResponse<WebhookWithSecret> createWebhook(
            NewWebhook body,
            @Parameter(description = AdminDescriptions.KEY) @HeaderParam(Idempotency.HEADER) @Nullable String key) {
        admin.get().require(Scope.AUDIT_READ);
        WebhookWithSecret made = idempotency.once(
                key, body, WebhookWithSecret.class, () -> WebhookWithSecret.of(webhooks.create(body.wanted())));
        return idempotency.created(made, "/admin/webhooks/" + made.id());
    }

    @GET
    @Path("{id}")
    @Scoped(Scope.WEBHOOKS_READ)
    @Refuses(NOT_FOUND)
    @Operation(summary = "Show a webhook", description = "Returns a webhook, with an ETag to change it with.")
    public RestResponse<RegisteredWebhook> showWebhook(
            @Parameter(description = AdminDescriptions.WEBHOOK_ID) @RestPath UUID id) {
        return tagged(webhooks.find(id).orElseThrow(() -> AuthFailure.because(NOT_FOUND)));
    }

    @PATCH
    @Path("{id}")
    @Scoped(Scope.WEBHOOKS_WRITE)
    @Refuses({NOT_FOUND, PRECONDITION_FAILED, PRECONDITION_REQUIRED})
    @Operation(
            summary = "Change a webhook",
            description =
                    "Changes the fields in the body. What waits goes to the new URL. Needs the webhook's ETag. A program needs audit:read, too.")
    public RestResponse<RegisteredWebhook> changeWebhook(
            @Parameter(description = AdminDescriptions.WEBHOOK_ID) @RestPath UUID id,
            @Parameter(description = AdminDescriptions.IF_MATCH) @HeaderParam(IF_MATCH) @Nullable String ifMatch,
            WebhookChanges body) {
        admin.get().require(Scope.AUDIT_READ);
        return tagged(webhooks.change(id, present -> {
            Preconditions.require(ifMatch, present.version());
            return body.wanted(present);
        }));
    }

    private static RestResponse<RegisteredWebhook> tagged(Webhook webhook) {
        return ResponseBuilder.ok(RegisteredWebhook.of(webhook))
                .tag(new EntityTag(webhook.version()))
                .build();
    }

    @DELETE
    @Path("{id}")
    @Scoped(Scope.WEBHOOKS_WRITE)
    @Refuses({NOT_FOUND, PRECONDITION_FAILED, PRECONDITION_REQUIRED})
    @Operation(
            summary = "Delete a webhook",
            description = "Deletes a webhook. What waits for it is not sent. Needs the webhook's ETag.")
    public void deleteWebhook(
            @Parameter(description = AdminDescriptions.WEBHOOK_ID) @RestPath UUID id,
            @Parameter(description = AdminDescriptions.IF_MATCH) @HeaderParam(IF_MATCH) @Nullable String ifMatch) {
        webhooks.delete(id, present -> Preconditions.require(ifMatch, present.version()));
    }

    @POST
    @Path("{id}/enable")
    @Scoped(Scope.WEBHOOKS_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Enable a webhook",
            description = "Lets a webhook get events again. What waits for it is sent at once.")
    public void enableWebhook(@Parameter(description = AdminDescriptions.WEBHOOK_ID) @RestPath UUID id) {
        webhooks.enable(id);
    }

    @POST
    @Path("{id}/disable")
    @Scoped(Scope.WEBHOOKS_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Disable a webhook",
            description = "Lets a webhook get no events. Those of the time until it is enabled are sent by a replay.")
    public void disableWebhook(@Parameter(description = AdminDescriptions.WEBHOOK_ID) @RestPath UUID id) {
        webhooks.disable(id);
    }

    @POST
    @Path("{id}/secret")
    @Scoped(Scope.WEBHOOKS_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Give a webhook a new secret",
            description = "Returns a new secret, once. For 24 hours, the secret before signs, too.")
    public WebhookWithSecret renewWebhookSecret(
            @Parameter(description = AdminDescriptions.WEBHOOK_ID) @RestPath UUID id) {
        return WebhookWithSecret.of(webhooks.rotate(id));
    }
}
