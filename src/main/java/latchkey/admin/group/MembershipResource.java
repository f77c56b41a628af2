package latchkey.admin.group;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.LAST_SUPERUSER;
import static latchkey.failure.Reason.NOT_FOUND;
import static latchkey.failure.Reason.TOO_MANY_GROUPS;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import latchkey.account.Account;
import latchkey.admin.access.CurrentAdmin;
import latchkey.admin.group.GroupBodies.GroupNames;
import latchkey.admin.group.GroupBodies.MembershipOf;
import latchkey.client.Scope;
import latchkey.directory.Directory;
import latchkey.group.Groups;
import latchkey.openapi.FieldDescriptions;
import latchkey.openapi.Refuses;
import latchkey.openapi.Scoped;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** Which groups an account is in. */
@Path("admin/accounts")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class MembershipResource {

    private final Directory directory;
    private final Groups groups;
    private final CurrentAdmin admin;

    MembershipResource(Directory directory, Groups groups, CurrentAdmin admin) {
        this.directory = directory;
        this.groups = groups;
        this.admin = admin;
    }

    @POST
    @Path("{id}/groups/grant")
    @Scoped(Scope.GROUPS_WRITE)
    @Refuses({NOT_FOUND, TOO_MANY_GROUPS})
    @Operation(
            summary = "Add an account to groups",
            description =
                    "Adds an account to groups: to all of them, or to none. Those that it is in already do not matter.")
    public MembershipOf grantGroups(@Parameter(description = FieldDescriptions.ID) @RestPath long id, GroupNames body) {
        Account account = changeable(id, body.groups());
        groups.grant(account, body.groups());
        return MembershipOf.of(directory.get(id));
    }

    @POST
    @Path("{id}/groups/revoke")
    @Scoped(Scope.GROUPS_WRITE)
    @Refuses({LAST_SUPERUSER, NOT_FOUND})
    @Operation(
            summary = "Remove an account from groups",
            description = "Removes an account from groups: from all of them, or from none.")
    public MembershipOf revokeGroups(
            @Parameter(description = FieldDescriptions.ID) @RestPath long id, GroupNames body) {
        Account account = changeable(id, body.groups());
        groups.revoke(account, body.groups(), false);
        return MembershipOf.of(directory.get(id));
    }

    private Account changeable(long id, List<String> names) {
        Account account = directory.get(id);
        admin.get().requireMayChange(account);
        admin.get().requireMayGrant(names);
        return account;
    }
}
