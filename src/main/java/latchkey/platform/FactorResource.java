package latchkey.platform;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.CODE_REJECTED;
import static latchkey.failure.Reason.FRESH_SIGN_IN_REQUIRED;
import static latchkey.failure.Reason.NOT_FOUND;
import static latchkey.failure.Reason.TOO_MANY_ATTEMPTS;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.factor.Factors;
import latchkey.http.signin.CurrentUser;
import latchkey.http.signin.FreshSignIn;
import latchkey.openapi.Refuses;
import latchkey.platform.FactorBodies.AllFactors;
import latchkey.platform.FactorBodies.Confirmed;
import latchkey.platform.FactorBodies.Enrolment;
import latchkey.platform.FactorBodies.FirstCode;
import latchkey.platform.FactorBodies.Name;
import latchkey.platform.FactorBodies.RecoveryCodes;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/** The second factors of the user's own account, for clients of every contract. */
@Path("account/factors")
@Tag(name = "platform")
@Consumes(APPLICATION_JSON)
@Authenticated
public class FactorResource {

    private final Factors factors;
    private final CurrentUser currentUser;
    private final FreshSignIn fresh;

    FactorResource(Factors factors, CurrentUser currentUser, FreshSignIn fresh) {
        this.factors = factors;
        this.currentUser = currentUser;
        this.fresh = fresh;
    }

    @GET
    @Operation(summary = "My second factors", description = "Lists the second factors of the account.")
    public AllFactors list() {
        Account account = currentUser.account();
        return new AllFactors(
                factors.of(account).stream().map(Confirmed::of).toList(), factors.recoveryCodesLeft(account));
    }

    @POST
    @Path("totp")
    @ResponseStatus(201)
    @Refuses(FRESH_SIGN_IN_REQUIRED)
    @Operation(
            summary = "Add an authenticator app",
            description = "Returns a secret for an authenticator app. No sign-in asks for it before it is confirmed.")
    public Enrolment enrol(Name body) {
        return Enrolment.of(factors.enrol(fresh.account(), body.name()));
    }

    @POST
    @Path("{id}/confirm")
    @Refuses({CODE_REJECTED, FRESH_SIGN_IN_REQUIRED, NOT_FOUND, TOO_MANY_ATTEMPTS})
    @Operation(
            summary = "Confirm an authenticator app",
            description =
                    "Takes the app's first code. From now on, sign-ins ask for a code. With the first factor of the account, returns its recovery codes.")
    public RecoveryCodes confirm(@RestPath UUID id, FirstCode body) {
        return new RecoveryCodes(factors.confirm(fresh.account(), id, body.code()));
    }

    @POST
    @Path("recovery-codes")
    @Refuses(FRESH_SIGN_IN_REQUIRED)
    @Operation(
            summary = "Make new recovery codes",
            description = "Returns ten recovery codes; those before are no longer good.")
    public RecoveryCodes makeRecoveryCodes() {
        return new RecoveryCodes(factors.makeRecoveryCodes(fresh.account()));
    }

    @PATCH
    @Path("{id}")
    @Refuses(NOT_FOUND)
    @Operation(summary = "Rename a second factor", description = "Changes what the user calls the factor.")
    public void rename(@RestPath UUID id, Name body) {
        factors.rename(currentUser.account(), id, body.name());
    }

    @DELETE
    @Path("{id}")
    @Refuses({FRESH_SIGN_IN_REQUIRED, NOT_FOUND})
    @Operation(
            summary = "Remove a second factor",
            description = "Removes a factor of the account; the recovery codes go with the last.")
    public void remove(@RestPath UUID id) {
        factors.remove(fresh.account(), id);
    }
}
