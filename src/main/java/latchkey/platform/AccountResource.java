package latchkey.platform;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.BAD_CREDENTIALS;
import static latchkey.failure.Reason.LAST_SUPERUSER;
import static latchkey.failure.Reason.NOT_FOUND;
import static latchkey.failure.Reason.TOO_MANY_ATTEMPTS;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Link;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import latchkey.account.OwnAccount;
import latchkey.http.body.MergePatch;
import latchkey.http.signin.CurrentUser;
import latchkey.http.signin.HashesPassword;
import latchkey.http.signin.TokenDelivery;
import latchkey.openapi.FieldDescriptions;
import latchkey.openapi.Refuses;
import latchkey.platform.AccountBodies.Changes;
import latchkey.platform.AccountBodies.Me;
import latchkey.platform.AccountBodies.NewPassword;
import latchkey.platform.AccountBodies.NewTokens;
import latchkey.platform.AccountBodies.OpenSession;
import latchkey.platform.AccountBodies.Proof;
import latchkey.session.LiveSessions;
import latchkey.session.Sessions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** The user's own account and sessions, whichever contract opened them. Accepts a bearer token or an access cookie. */
@Path("account")
@Tag(name = "platform")
@Consumes(APPLICATION_JSON)
@Authenticated
public class AccountResource {

    private final OwnAccount own;
    private final Sessions sessions;
    private final LiveSessions live;
    private final TokenDelivery delivery;
    private final CurrentUser currentUser;

    AccountResource(
            OwnAccount own, Sessions sessions, LiveSessions live, TokenDelivery delivery, CurrentUser currentUser) {
        this.own = own;
        this.sessions = sessions;
        this.live = live;
        this.delivery = delivery;
        this.currentUser = currentUser;
    }

    @GET
    @Operation(summary = "My account", description = "Returns the account of the access token, as it is now.")
    public Me me() {
        return Me.of(currentUser.account());
    }

    @PATCH
    @Consumes({APPLICATION_JSON, MergePatch.TYPE})
    @Operation(
            summary = "Change my account",
            description = "Changes the fields in the body and leaves the others as they are.")
    public Me change(Changes changes) {
        return Me.of(own.change(currentUser.account(), changes.toProfile()));
    }

    /** Ends all other sessions and issues new tokens for this one: the old tokens may have been stolen with the password. */
    @POST
    @Path("password")
    @HashesPassword
    @Refuses({BAD_CREDENTIALS, TOO_MANY_ATTEMPTS})
    @Operation(
            summary = "Change my password",
            description =
                    "Takes the password before once more, ends all other sessions, and gives this one new tokens.")
    public NewTokens changePassword(NewPassword body) {
        return sessions.changePassword(
                        currentUser.account(),
                        currentUser.session(),
                        body.currentPassword(),
                        body.newPassword(),
                        Set.of())
                .map(delivery::deliver)
                .map(NewTokens::of)
                .orElseGet(NewTokens::none);
    }

    @DELETE
    @HashesPassword
    @Refuses({BAD_CREDENTIALS, LAST_SUPERUSER, TOO_MANY_ATTEMPTS})
    @Operation(
            summary = "Delete my account",
            description = "Requires the password again, and deletes the account with all its sessions.")
    public void delete(Proof body) {
        own.delete(currentUser.account(), currentUser.session(), body.password());
    }

    /**
     * Lists sessions in pages of 100, with a {@code Link} to the next (RFC 8288).
     *
     * @param after the id of the last session of the previous page
     */
    @GET
    @Path("sessions")
    @Operation(
            summary = "My sessions",
            description = "Lists the sessions of the account, in pages of 100; a Link header leads to the next.")
    public RestResponse<List<OpenSession>> sessions(
            @Parameter(description = FieldDescriptions.AFTER) @RestQuery Optional<UUID> after) {
        UUID currentSession = currentUser.session();
        LiveSessions.Page page = live.of(currentUser.account(), after.orElse(null));
        return ResponseBuilder.ok(page.sessions().stream()
                        .map(live -> OpenSession.of(live, currentSession))
                        .toList())
                .links(Stream.ofNullable(page.next())
                        .map(next -> Link.fromUri("/account/sessions?after=" + next)
                                .rel("next")
                                .build())
                        .toArray(Link[]::new))
                .build();
    }

    @DELETE
    @Path("sessions/{id}")
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "End one session",
            description =
                    "Ends one session of the account. A session that has ended, or is another account's, is not found.")
    public void end(@Parameter(description = FieldDescriptions.SESSION_ID) @RestPath UUID id) {
        currentUser.session();
        sessions.end(currentUser.account(), id);
    }

    @DELETE
    @Path("sessions")
    @Operation(
            summary = "End all other sessions",
            description = "Ends all sessions of the account except the one of the request.")
    public void endOthers() {
        sessions.endOthers(currentUser.account(), currentUser.session());
    }
}
