package latchkey.admin.group;

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
import java.util.function.Consumer;
import latchkey.admin.access.Idempotency;
import latchkey.admin.access.Paging;
import latchkey.admin.group.GroupBodies.GroupChanges;
import latchkey.admin.group.GroupBodies.GroupPage;
import latchkey.admin.group.GroupBodies.ListedGroup;
import latchkey.admin.group.GroupBodies.Members;
import latchkey.admin.group.GroupBodies.NewGroup;
import latchkey.client.Scope;
import latchkey.failure.AuthFailure;
import latchkey.group.Groups;
import latchkey.group.UserGroup;
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

/** The groups that accounts can be in. */
@Path("admin/groups")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class GroupsResource {

    static final String NAME = "{group:[A-Za-z0-9][A-Za-z0-9._:-]{0,63}}";

    private final Groups groups;
    private final Idempotency idempotency;

    GroupsResource(Groups groups, Idempotency idempotency) {
        this.groups = groups;
        this.idempotency = idempotency;
    }

    @GET
    @Scoped(Scope.GROUPS_READ)
    @Refuses(INVALID_FIELDS)
    @Operation(
            summary = "List groups",
            description = "Lists the groups by name. Their members are found as accounts are.")
    public GroupPage listGroups(
            @Parameter(description = AdminDescriptions.AFTER) @RestQuery Optional<String> after,
            @Parameter(description = AdminDescriptions.LIMIT) @RestQuery Optional<Integer> limit) {
        int items = Paging.limit(limit);
        return Paging.page(
                groups.list(Paging.key(after).orElse(""), items + 1), items, group -> group.name, GroupPage::of);
    }

    @POST
    @ResponseStatus(201)
    @Scoped(Scope.GROUPS_WRITE)
    @Refuses({ALREADY_TAKEN, KEY_REUSED})
    @Operation(summary = "Create a group", description = "Creates a group without members.")
    public RestResponse<ListedGroup> createGroup(
            NewGroup body,
            @Parameter(description = AdminDescriptions.KEY) @HeaderParam(Idempotency.HEADER) @Nullable String key) {
        ListedGroup made = idempotency.once(
                key,
                body,
                ListedGroup.class,
                () -> ListedGroup.of(groups.create(body.name(), body.descriptionOrEmpty())));
        return idempotency.created(made, "/admin/groups/" + made.name());
    }

    @GET
    @Path(NAME)
    @Scoped(Scope.GROUPS_READ)
    @Refuses(NOT_FOUND)
    @Operation(summary = "Show a group", description = "Returns a group, with an ETag to change it with.")
    public RestResponse<ListedGroup> showGroup(
            @Parameter(description = AdminDescriptions.GROUP_NAME) @RestPath String group) {
        return tagged(groups.find(group).orElseThrow(() -> AuthFailure.because(NOT_FOUND)));
    }

    @PATCH
    @Path(NAME)
    @Scoped(Scope.GROUPS_WRITE)
    @Refuses({NOT_FOUND, PRECONDITION_FAILED, PRECONDITION_REQUIRED})
    @Operation(summary = "Describe a group", description = "Replaces the description of a group. Needs its ETag.")
    public RestResponse<ListedGroup> describeGroup(
            @Parameter(description = AdminDescriptions.GROUP_NAME) @RestPath String group,
            @Parameter(description = AdminDescriptions.IF_MATCH) @HeaderParam(IF_MATCH) @Nullable String ifMatch,
            GroupChanges body) {
        return tagged(groups.describe(group, body.description(), check(ifMatch)));
    }

    private static RestResponse<ListedGroup> tagged(UserGroup group) {
        return ResponseBuilder.ok(ListedGroup.of(group))
                .tag(new EntityTag(group.version()))
                .build();
    }

    private static Consumer<UserGroup> check(@Nullable String ifMatch) {
        return group -> Preconditions.require(ifMatch, group.version());
    }

    @DELETE
    @Path(NAME)
    @Scoped(Scope.GROUPS_WRITE)
    @Refuses({NOT_FOUND, PRECONDITION_FAILED, PRECONDITION_REQUIRED})
    @Operation(
            summary = "Delete a group",
            description =
                    "Deletes a group, after it has removed all its members, and says how many there were. Needs its ETag.")
    public Members deleteGroup(
            @Parameter(description = AdminDescriptions.GROUP_NAME) @RestPath String group,
            @Parameter(description = AdminDescriptions.IF_MATCH) @HeaderParam(IF_MATCH) @Nullable String ifMatch) {
        groups.find(group).ifPresent(check(ifMatch));
        return new Members(groups.delete(group));
    }
}
