package latchkey.admin.account;

import static jakarta.ws.rs.core.HttpHeaders.IF_MATCH;
import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.ALREADY_TAKEN;
import static latchkey.failure.Reason.INVALID_FIELDS;
import static latchkey.failure.Reason.KEY_REUSED;
import static latchkey.failure.Reason.LAST_SUPERUSER;
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
import java.util.function.Consumer;
import java.util.function.Supplier;
import latchkey.account.Account;
import latchkey.admin.access.CurrentAdmin;
import latchkey.admin.access.Idempotency;
import latchkey.admin.access.Paging;
import latchkey.admin.account.AccountBodies.AccountChanges;
import latchkey.admin.account.AccountBodies.AccountPage;
import latchkey.admin.account.AccountBodies.Invitation;
import latchkey.admin.account.AccountBodies.ManagedAccount;
import latchkey.admin.account.AccountBodies.NewManagedAccount;
import latchkey.client.Scope;
import latchkey.directory.Directory;
import latchkey.http.Preconditions;
import latchkey.http.body.MergePatch;
import latchkey.http.signin.HashesPassword;
import latchkey.openapi.AdminDescriptions;
import latchkey.openapi.FieldDescriptions;
import latchkey.openapi.Refuses;
import latchkey.openapi.Scoped;
import latchkey.recovery.Invitations;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;

/** The accounts, for operators: find, create, change and delete them. */
@Path("admin/accounts")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class AccountsResource {

    private final Directory directory;
    private final Invitations invitations;
    private final CurrentAdmin admin;
    private final Idempotency idempotency;

    AccountsResource(Directory directory, Invitations invitations, CurrentAdmin admin, Idempotency idempotency) {
        this.directory = directory;
        this.invitations = invitations;
        this.admin = admin;
        this.idempotency = idempotency;
    }

    @GET
    @Scoped(Scope.ACCOUNTS_READ)
    @Refuses(INVALID_FIELDS)
    @Operation(
            summary = "Find accounts",
            description =
                    "Lists the accounts that fit all parameters: by name if there is a search, by date if there is one, else by id.")
    public AccountPage listAccounts(
            @Parameter(description = AdminDescriptions.SEARCH) @RestQuery Optional<String> search,
            @Parameter(description = AdminDescriptions.GROUP_FILTER) @RestQuery Optional<String> group,
            @Parameter(description = AdminDescriptions.STATE_FILTER) @RestQuery Optional<String> state,
            @Parameter(description = AdminDescriptions.FACTOR_FILTER) @RestQuery Optional<String> factor,
            @Parameter(description = AdminDescriptions.JOINED_FROM) @RestQuery("joined_from")
                    Optional<String> joinedFrom,
            @Parameter(description = AdminDescriptions.JOINED_UNTIL) @RestQuery("joined_until")
                    Optional<String> joinedUntil,
            @Parameter(description = AdminDescriptions.AFTER) @RestQuery Optional<String> after,
            @Parameter(description = AdminDescriptions.LIMIT) @RestQuery Optional<Integer> limit) {
        return AccountPage.of(directory.list(
                AccountSearch.of(search, group, state, factor, joinedFrom, joinedUntil),
                Paging.key(after).orElse(null),
                Paging.limit(limit)));
    }

    @POST
    @HashesPassword
    @ResponseStatus(201)
    @Scoped(Scope.ACCOUNTS_WRITE)
    @Refuses({ALREADY_TAKEN, KEY_REUSED})
    @Operation(
            summary = "Create an account",
            description = "Creates an active account. Without a password, its user has to reset the password by mail.")
    public RestResponse<ManagedAccount> createAccount(
            NewManagedAccount body,
            @Parameter(description = AdminDescriptions.KEY) @HeaderParam(Idempotency.HEADER) @Nullable String key) {
        Supplier<Account> creating = directory.creating(body.toRegistration());
        return created(idempotency.once(key, body, ManagedAccount.class, () -> ManagedAccount.of(creating.get())));
    }

    @POST
    @Path("invitations")
    @ResponseStatus(201)
    @Scoped(Scope.ACCOUNTS_WRITE)
    @Refuses({ALREADY_TAKEN, KEY_REUSED, NOT_FOUND})
    @Operation(
            summary = "Invite a user",
            description =
                    "Creates an account without a password, and mails its user a link to choose one. Exists if latchkey.email.sender is set.")
    public RestResponse<ManagedAccount> inviteUser(
            Invitation body,
            @Parameter(description = AdminDescriptions.KEY) @HeaderParam(Idempotency.HEADER) @Nullable String key) {
        return created(idempotency.once(
                key,
                body,
                ManagedAccount.class,
                () -> ManagedAccount.of(invitations.create(body.usernameOrEmail(), body.email()))));
    }

    private RestResponse<ManagedAccount> created(ManagedAccount account) {
        return idempotency.created(account, "/admin/accounts/" + account.id());
    }

    @GET
    @Path("{id: [0-9]+}")
    @Scoped(Scope.ACCOUNTS_READ)
    @Refuses(NOT_FOUND)
    @Operation(summary = "Show an account", description = "Returns an account, with an ETag to change it with.")
    public RestResponse<ManagedAccount> showAccount(@Parameter(description = FieldDescriptions.ID) @RestPath long id) {
        return tagged(directory.get(id));
    }

    @PATCH
    @Path("{id: [0-9]+}")
    @Consumes({APPLICATION_JSON, MergePatch.TYPE})
    @Scoped(Scope.ACCOUNTS_WRITE)
    @Refuses({ALREADY_TAKEN, NOT_FOUND, PRECONDITION_FAILED, PRECONDITION_REQUIRED})
    @Operation(
            summary = "Change an account",
            description = "Changes the fields in the body and leaves the others as they are. Needs the account's ETag.")
    public RestResponse<ManagedAccount> changeAccount(
            @Parameter(description = FieldDescriptions.ID) @RestPath long id,
            @Parameter(description = AdminDescriptions.IF_MATCH) @HeaderParam(IF_MATCH) @Nullable String ifMatch,
            AccountChanges body) {
        return tagged(directory.change(id, body.toChange(), check(ifMatch)));
    }

    private static RestResponse<ManagedAccount> tagged(Account account) {
        return ResponseBuilder.ok(ManagedAccount.of(account))
                .tag(new EntityTag(Directory.version(account)))
                .build();
    }

    /** The state must be the one that the client knows, and a program may not change a superuser. */
    private Consumer<Account> check(@Nullable String ifMatch) {
        return account -> {
            admin.get().requireMayChange(account);
            Preconditions.require(ifMatch, Directory.version(account));
        };
    }

    @POST
    @Path("{id}/disable")
    @Scoped(Scope.ACCOUNTS_WRITE)
    @Refuses({LAST_SUPERUSER, NOT_FOUND})
    @Operation(
            summary = "Disable an account",
            description = "Stops the account from signing in, and ends all its sessions.")
    public void disableAccount(@Parameter(description = FieldDescriptions.ID) @RestPath long id) {
        directory.disable(id, admin.get()::requireMayChange);
    }

    @POST
    @Path("{id}/enable")
    @Scoped(Scope.ACCOUNTS_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Enable an account",
            description = "Lets the account sign in again. Sessions from before it was disabled stay ended.")
    public void enableAccount(@Parameter(description = FieldDescriptions.ID) @RestPath long id) {
        directory.enable(id, admin.get()::requireMayChange);
    }

    @DELETE
    @Path("{id: [0-9]+}")
    @Scoped(Scope.ACCOUNTS_WRITE)
    @Refuses({LAST_SUPERUSER, NOT_FOUND, PRECONDITION_FAILED, PRECONDITION_REQUIRED})
    @Operation(
            summary = "Delete an account",
            description = "Deletes the account with all its data, for good. Needs the account's ETag.")
    public void deleteAccount(
            @Parameter(description = FieldDescriptions.ID) @RestPath long id,
            @Parameter(description = AdminDescriptions.IF_MATCH) @HeaderParam(IF_MATCH) @Nullable String ifMatch) {
        directory.delete(id, check(ifMatch));
    }
}
