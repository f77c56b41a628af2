package latchkey.platform.factor;

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
import latchkey.factor.AuthenticatorApps;
import latchkey.factor.FactorPolicy;
import latchkey.factor.Factors;
import latchkey.factor.RememberedDevices;
import latchkey.factor.SignInMethods;
import latchkey.http.signin.CurrentUser;
import latchkey.http.signin.FreshSignIn;
import latchkey.openapi.FieldDescriptions;
import latchkey.openapi.Refuses;
import latchkey.platform.factor.FactorBodies.AllFactors;
import latchkey.platform.factor.FactorBodies.Confirmed;
import latchkey.platform.factor.FactorBodies.Enrolment;
import latchkey.platform.factor.FactorBodies.FirstCode;
import latchkey.platform.factor.FactorBodies.Name;
import latchkey.platform.factor.FactorBodies.RecoveryCodes;
import latchkey.platform.factor.FactorBodies.Remembered;
import latchkey.session.LiveSessions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/** The second factors of the user's own account, for clients of every contract. */
@Path("account/factors")
@Tag(name = "platform")
@Consumes(APPLICATION_JSON)
@Authenticated
public class FactorResource {

    /** Only the ids of factors, so that the paths beside them are no factor's. */
    private static final String FACTOR = "{id:[0-9A-Fa-f-]{36}}";

    private final Factors factors;
    private final AuthenticatorApps apps;
    private final CurrentUser currentUser;
    private final RememberedDevices devices;
    private final FactorPolicy policy;
    private final FreshSignIn fresh;
    private final LiveSessions sessions;

    FactorResource(
            Factors factors,
            AuthenticatorApps apps,
            CurrentUser currentUser,
            RememberedDevices devices,
            FactorPolicy policy,
            FreshSignIn fresh,
            LiveSessions sessions) {
        this.factors = factors;
        this.apps = apps;
        this.currentUser = currentUser;
        this.devices = devices;
        this.policy = policy;
        this.fresh = fresh;
        this.sessions = sessions;
    }

    @GET
    @Operation(summary = "My second factors", description = "Lists the second factors of the account.")
    public AllFactors list() {
        Account account = currentUser.account();
        return new AllFactors(
                factors.of(account).stream().map(Confirmed::of).toList(),
                factors.recoveryCodesLeft(account),
                devices.of(account).stream().map(Remembered::of).toList(),
                policy.deadline(account).orElse(null));
    }

    @POST
    @Path("totp")
    @ResponseStatus(201)
    @Refuses(FRESH_SIGN_IN_REQUIRED)
    @Operation(
            summary = "Add an authenticator app",
            description = "Returns a secret for an authenticator app. No sign-in asks for it before it is confirmed.")
    public Enrolment enrol(Name body) {
        return Enrolment.of(apps.enrol(fresh.account(), body.name()));
    }

    @POST
    @Path("{id}/confirm")
    @Refuses({CODE_REJECTED, FRESH_SIGN_IN_REQUIRED, NOT_FOUND, TOO_MANY_ATTEMPTS})
    @Operation(
            summary = "Confirm an authenticator app",
            description =
                    "Takes the app's first code. From now on, sign-ins ask for a code. With the first factor of the account, returns its recovery codes.")
    public RecoveryCodes confirm(
            @Parameter(description = FieldDescriptions.FACTOR_ID) @RestPath UUID id, FirstCode body) {
        LiveSessions.Live session = fresh.session();
        return new RecoveryCodes(apps.confirm(
                session.account(), id, body.code(), () -> sessions.show(session, SignInMethods.Method.OTP)));
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

    @DELETE
    @Path("remembered-devices/{id}")
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Forget a remembered device",
            description = "From now on, a sign-in on it asks for a second factor again.")
    public void forget(@Parameter(description = FieldDescriptions.DEVICE_ID) @RestPath UUID id) {
        devices.forget(currentUser.account(), id);
    }

    @PATCH
    @Path(FACTOR)
    @Refuses(NOT_FOUND)
    @Operation(summary = "Rename a second factor", description = "Changes what the user calls the factor.")
    public void rename(@Parameter(description = FieldDescriptions.FACTOR_ID) @RestPath UUID id, Name body) {
        factors.rename(currentUser.account(), id, body.name());
    }

    @DELETE
    @Path(FACTOR)
    @Refuses({FRESH_SIGN_IN_REQUIRED, NOT_FOUND})
    @Operation(
            summary = "Remove a second factor",
            description = "Removes a factor of the account; the recovery codes go with the last.")
    public void remove(@Parameter(description = FieldDescriptions.FACTOR_ID) @RestPath UUID id) {
        factors.remove(fresh.account(), id);
    }
}
