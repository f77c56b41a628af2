package latchkey.platform.factor;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.BAD_CREDENTIALS;
import static latchkey.failure.Reason.CODE_REJECTED;
import static latchkey.failure.Reason.FORBIDDEN;
import static latchkey.failure.Reason.NOT_FOUND;
import static latchkey.failure.Reason.TOO_MANY_ATTEMPTS;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.UUID;
import latchkey.http.signin.RequiredFactor;
import latchkey.openapi.FieldDescriptions;
import latchkey.openapi.Refuses;
import latchkey.platform.factor.FactorBodies.Enrolled;
import latchkey.platform.factor.FactorBodies.Enrolment;
import latchkey.platform.factor.FactorBodies.FirstFactor;
import latchkey.platform.factor.FactorBodies.FirstFactorCode;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

/** Enrols the first factor of an account that cannot sign in without one. */
@Path("account/enrolment")
@Tag(name = "platform")
@Consumes(APPLICATION_JSON)
public class EnrolmentResource {

    private final RequiredFactor required;

    EnrolmentResource(RequiredFactor required) {
        this.required = required;
    }

    @POST
    @Path("totp")
    @ResponseStatus(201)
    @Refuses({BAD_CREDENTIALS, FORBIDDEN})
    @Operation(
            summary = "Begin with an authenticator app",
            description =
                    "Returns a secret for an authenticator app, for a sign-in that was refused with mfa_required enrolment.")
    public Enrolment enrolFirst(FirstFactor body) {
        return Enrolment.of(required.enrol(body.mfaToken(), body.name()));
    }

    @POST
    @Path("{id}/confirm")
    @Refuses({BAD_CREDENTIALS, CODE_REJECTED, FORBIDDEN, NOT_FOUND, TOO_MANY_ATTEMPTS})
    @Operation(
            summary = "Confirm the first authenticator app",
            description =
                    "Takes the app's first code. Returns recovery codes, and an mfa_token that opens the session, once, at the login's path with /code after it.")
    public Enrolled confirmFirst(
            @Parameter(description = FieldDescriptions.FACTOR_ID) @RestPath UUID id, FirstFactorCode body) {
        RequiredFactor.Enrolled enrolled = required.confirm(body.mfaToken(), id, body.code());
        return new Enrolled(enrolled.recoveryCodes(), enrolled.mfaToken());
    }
}
