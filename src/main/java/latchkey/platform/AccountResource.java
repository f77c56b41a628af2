package latchkey.platform;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.account.Accounts;
import latchkey.contract.Caller;
import latchkey.contract.InTurn;
import latchkey.platform.AccountBodies.Changes;
import latchkey.platform.AccountBodies.Me;
import latchkey.platform.AccountBodies.NewPassword;
import latchkey.platform.AccountBodies.OpenSession;
import latchkey.platform.AccountBodies.Proof;
import latchkey.session.Sessions;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;

/** One's own account and sessions, whatever contract one came through. By bearer token or access cookie. */
@Path("account")
@Tag(name = "platform")
@Consumes(APPLICATION_JSON)
@Authenticated
public class AccountResource {

    private final Accounts accounts;
    private final Sessions sessions;
    private final Caller caller;

    AccountResource(Accounts accounts, Sessions sessions, Caller caller) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.caller = caller;
    }

    @GET
    public Me me() {
        return Me.of(caller.account());
    }

    @PATCH
    public Me change(Changes changes) {
        return Me.of(accounts.change(caller.account(), changes.toProfile()));
    }

    /** Ends all other sessions: whoever knew the old password shall not stay. */
    @POST
    @Path("password")
    @InTurn
    public void changePassword(NewPassword body) {
        Account account = caller.account();
        accounts.changePassword(account, caller.session(), body.currentPassword(), body.newPassword());
        sessions.endOthers(account, caller.session());
    }

    @DELETE
    @InTurn
    public void delete(Proof body) {
        accounts.delete(caller.account(), caller.session(), body.password());
    }

    @GET
    @Path("sessions")
    public List<OpenSession> sessions() {
        UUID mine = caller.session();
        return sessions.of(caller.account()).stream()
                .map(live -> OpenSession.of(live, mine))
                .toList();
    }

    @DELETE
    @Path("sessions/{id}")
    public void end(@RestPath UUID id) {
        sessions.end(caller.account(), id);
    }

    @DELETE
    @Path("sessions")
    public void endOthers() {
        sessions.endOthers(caller.account(), caller.session());
    }
}
