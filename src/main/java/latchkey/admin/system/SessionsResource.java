package latchkey.admin.system;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.NOT_FOUND;

import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import java.util.UUID;
import latchkey.client.Scope;
import latchkey.openapi.FieldDescriptions;
import latchkey.openapi.Refuses;
import latchkey.openapi.Scoped;
import latchkey.session.Sessions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** The sessions of all accounts, for operators. */
@Path("admin/sessions")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class SessionsResource {

    private final Sessions sessions;

    SessionsResource(Sessions sessions) {
        this.sessions = sessions;
    }

    @DELETE
    @Path("{id}")
    @Scoped(Scope.SESSIONS_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(summary = "End a session", description = "Ends one session, whichever account it belongs to.")
    public void endSession(@Parameter(description = FieldDescriptions.SESSION_ID) @RestPath UUID id) {
        sessions.end(id);
    }

    @DELETE
    @Scoped(Scope.SESSIONS_WRITE)
    @Operation(
            summary = "End the sessions of all accounts",
            description = "Ends all sessions, the one of the request included: every user has to sign in again.")
    public EndedSessions endAllSessions() {
        return new EndedSessions(sessions.endOfAllAccounts());
    }
}
