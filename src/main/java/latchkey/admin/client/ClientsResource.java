package latchkey.admin.client;

import static jakarta.ws.rs.core.HttpHeaders.IF_MATCH;
import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.ALREADY_TAKEN;
import static latchkey.failure.Reason.INVALID_FIELDS;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import latchkey.admin.access.CurrentAdmin;
import latchkey.admin.access.Idempotency;
import latchkey.admin.access.Paging;
import latchkey.admin.client.ClientBodies.ClientChanges;
import latchkey.admin.client.ClientBodies.ClientPage;
import latchkey.admin.client.ClientBodies.ClientWithSecret;
import latchkey.admin.client.ClientBodies.NewClient;
import latchkey.admin.client.ClientBodies.RegisteredClient;
import latchkey.client.Client;
import latchkey.client.Clients;
import latchkey.client.RegisteredClients;
import latchkey.client.Scope;
import latchkey.http.Preconditions;
import latchkey.openapi.AdminDescriptions;
import latchkey.openapi.Refuses;
import latchkey.openapi.Scoped;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** The programs that operators make at run time. Those of the settings are not listed, and cannot be changed here. */
@Path("admin/clients")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class ClientsResource {

    private static final String ID = "{id:" + Clients.ID + "}";

    private final RegisteredClients clients;
    private final CurrentAdmin admin;
    private final Idempotency idempotency;

    ClientsResource(RegisteredClients clients, CurrentAdmin admin, Idempotency idempotency) {
        this.clients = clients;
        this.admin = admin;
        this.idempotency = idempotency;
    }

    @GET
    @Scoped(Scope.CLIENTS_READ)
    @Refuses(INVALID_FIELDS)
    @Operation(summary = "List clients", description = "Lists the clients that were made at run time, by id.")
    public ClientPage listClients(
            @Parameter(description = AdminDescriptions.AFTER) @RestQuery Optional<String> after,
            @Parameter(description = AdminDescriptions.LIMIT) @RestQuery Optional<Integer> limit) {
        int items = Paging.limit(limit);
        return Paging.page(
                clients.list(Paging.key(after).orElse(""), items + 1), items, client -> client.id, ClientPage::of);
    }

    @POST
    @ResponseStatus(201)
    @Scoped(Scope.CLIENTS_WRITE)
    @Refuses({ALREADY_TAKEN, KEY_REUSED})
    @Operation(
            summary = "Create a client",
            description =
                    "Creates a client, and returns its secret, once. A program can give only scopes that it has itself.")
    public RestResponse<ClientWithSecret> createClient(
            NewClient body,
            @Parameter(description = AdminDescriptions.KEY) @HeaderParam(Idempotency.HEADER) @Nullable String key) {
        Set<Scope> scopes = body.scopeSet();
        admin.get().requireAll(scopes);
        ClientWithSecret made = idempotency.once(
                key,
                body,
                ClientWithSecret.class,
                () -> ClientWithSecret.of(clients.create(body.validId(), body.name(), scopes)));
        return idempotency.created(made, "/admin/clients/" + made.id());
    }

    @GET
    @Path(ID)
    @Scoped(Scope.CLIENTS_READ)
    @Refuses(NOT_FOUND)
    @Operation(summary = "Show a client", description = "Returns a client, with an ETag to change it with.")
    public RestResponse<RegisteredClient> showClient(
            @Parameter(description = AdminDescriptions.CLIENT_ID) @RestPath String id) {
        return tagged(clients.get(id));
    }

    @PATCH
    @Path(ID)
    @Scoped(Scope.CLIENTS_WRITE)
    @Refuses({NOT_FOUND, PRECONDITION_FAILED, PRECONDITION_REQUIRED})
    @Operation(
            summary = "Change a client",
            description =
                    "Changes the fields in the body, at once for its tokens, too. Needs the client's ETag. A program can give only scopes that it has itself.")
    public RestResponse<RegisteredClient> changeClient(
            @Parameter(description = AdminDescriptions.CLIENT_ID) @RestPath String id,
            @Parameter(description = AdminDescriptions.IF_MATCH) @HeaderParam(IF_MATCH) @Nullable String ifMatch,
            ClientChanges body) {
        admin.get().requireAll(body.scopeSet());
        return tagged(clients.change(id, body.toChanges(), check(ifMatch)));
    }

    private static RestResponse<RegisteredClient> tagged(Client client) {
        return ResponseBuilder.ok(RegisteredClient.of(client))
                .tag(new EntityTag(client.version()))
                .build();
    }

    /** The state must be the one that the client of the API knows, and a program may not change one that may do more. */
    private Consumer<Client> check(@Nullable String ifMatch) {
        return client -> {
            admin.get().requireAll(client.scopeSet());
            Preconditions.require(ifMatch, client.version());
        };
    }

    @DELETE
    @Path(ID)
    @Scoped(Scope.CLIENTS_WRITE)
    @Refuses({NOT_FOUND, PRECONDITION_FAILED, PRECONDITION_REQUIRED})
    @Operation(
            summary = "Delete a client",
            description = "Deletes a client. Its access tokens are good no more. Needs the client's ETag.")
    public void deleteClient(
            @Parameter(description = AdminDescriptions.CLIENT_ID) @RestPath String id,
            @Parameter(description = AdminDescriptions.IF_MATCH) @HeaderParam(IF_MATCH) @Nullable String ifMatch) {
        clients.delete(id, check(ifMatch));
    }

    @POST
    @Path(ID + "/secret")
    @Scoped(Scope.CLIENTS_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Give a client a new secret",
            description =
                    "Returns a new secret, once. The secret before is good for seven more days, or until it is ended.")
    public ClientWithSecret renewSecret(@Parameter(description = AdminDescriptions.CLIENT_ID) @RestPath String id) {
        return ClientWithSecret.of(clients.rotate(id, mayChange()));
    }

    @DELETE
    @Path(ID + "/former-secret")
    @Scoped(Scope.CLIENTS_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "End the former secret of a client",
            description = "From now on, only the newest secret is good.")
    public void endFormerSecret(@Parameter(description = AdminDescriptions.CLIENT_ID) @RestPath String id) {
        clients.endFormerSecret(id, mayChange());
    }

    private Consumer<Client> mayChange() {
        return client -> admin.get().requireAll(client.scopeSet());
    }
}
