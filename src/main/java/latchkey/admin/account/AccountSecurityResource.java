package latchkey.admin.account;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.NOT_FOUND;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Optional;
import java.util.UUID;
import latchkey.admin.access.CurrentAdmin;
import latchkey.admin.account.AccountSecurityBodies.AccountSecurity;
import latchkey.admin.account.AccountSecurityBodies.RemovedFactors;
import latchkey.admin.account.AccountSecurityBodies.SessionPage;
import latchkey.admin.system.EndedSessions;
import latchkey.admin.system.ReachedLimits;
import latchkey.client.Scope;
import latchkey.directory.AccountLimits;
import latchkey.directory.Directory;
import latchkey.openapi.FieldDescriptions;
import latchkey.openapi.Refuses;
import latchkey.openapi.Scoped;
import latchkey.session.LiveSessions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** The sessions, second factors and limits of one account, for operators. */
@Path("admin/accounts")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class AccountSecurityResource {

    private final Directory directory;
    private final LiveSessions sessions;
    private final AccountLimits limits;
    private final CurrentAdmin admin;

    AccountSecurityResource(Directory directory, LiveSessions sessions, AccountLimits limits, CurrentAdmin admin) {
        this.directory = directory;
        this.sessions = sessions;
        this.limits = limits;
        this.admin = admin;
    }

    @GET
    @Path("{id}/security")
    @Scoped(Scope.ACCOUNTS_READ)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Show how an account is protected",
            description =
                    "Returns the age and the scheme of the password, the second factors, and how many sessions are live.")
    public AccountSecurity showSecurity(@Parameter(description = FieldDescriptions.ID) @RestPath long id) {
        return AccountSecurity.of(directory.protection(id));
    }

    @DELETE
    @Path("{id}/factors")
    @Scoped(Scope.ACCOUNTS_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Remove all second factors of an account",
            description = "Removes all second factors and recovery codes: the password alone signs the user in again.")
    public RemovedFactors resetFactors(@Parameter(description = FieldDescriptions.ID) @RestPath long id) {
        return new RemovedFactors(directory.resetFactors(id, admin.get()::requireMayChange));
    }

    @GET
    @Path("{id}/sessions")
    @Scoped(Scope.SESSIONS_READ)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "List the sessions of an account",
            description = "Lists the live sessions of an account, the last used first, in pages of 100.")
    public SessionPage listSessions(
            @Parameter(description = FieldDescriptions.ID) @RestPath long id,
            @Parameter(description = FieldDescriptions.AFTER) @RestQuery Optional<UUID> after) {
        return SessionPage.of(sessions.of(directory.get(id), after.orElse(null)));
    }

    @DELETE
    @Path("{id}/sessions")
    @Scoped(Scope.SESSIONS_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(summary = "End all sessions of an account", description = "Ends all sessions of an account.")
    public EndedSessions endSessionsOf(@Parameter(description = FieldDescriptions.ID) @RestPath long id) {
        return new EndedSessions(directory.endSessions(id));
    }

    @GET
    @Path("{id}/limits")
    @Scoped(Scope.LIMITS_READ)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "List the limits that an account has reached",
            description = "Says for which rate limits the user of an account has to wait now.")
    public ReachedLimits listLimitsOf(@Parameter(description = FieldDescriptions.ID) @RestPath long id) {
        return ReachedLimits.of(limits.of(directory.get(id)), null);
    }

    @DELETE
    @Path("{id}/limits")
    @Scoped(Scope.LIMITS_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Let the user of an account try again",
            description =
                    "Forgets all failed attempts for the names of an account. The limits of networks stay as they are.")
    public void resetLimitsOf(@Parameter(description = FieldDescriptions.ID) @RestPath long id) {
        limits.reset(directory.get(id));
    }
}
