package latchkey.contract.fastapi;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import latchkey.contract.Action;
import latchkey.contract.Performs;
import latchkey.contract.fastapi.FastApiBodies.MessageBody;
import latchkey.contract.fastapi.FastApiBodies.NewPassword;
import latchkey.http.recovery.AnsweredAlike;
import latchkey.http.recovery.NeedsMail;
import latchkey.http.recovery.RecoveryFlow;
import latchkey.http.signin.HashesPassword;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestPath;

/** Recovery by mail, as the full-stack FastAPI template has it. */
@Path(FastApiContract.NAME)
@Consumes(APPLICATION_JSON)
public class FastApiTemplate {

    private final RecoveryFlow recovery;

    FastApiTemplate(RecoveryFlow recovery) {
        this.recovery = recovery;
    }

    @POST
    @Path("password-recovery/{email}")
    @Consumes(MediaType.WILDCARD)
    @NeedsMail
    @AnsweredAlike
    @Performs(Action.REQUEST_RESET)
    public MessageBody passwordRecovery(
            @Parameter(description = FieldDescriptions.MAIL_ADDRESS) @RestPath String email) {
        recovery.requestResetUnchecked(email);
        return new MessageBody("If that email is registered, we sent a password recovery link");
    }

    @POST
    @Path("reset-password")
    @NeedsMail
    @HashesPassword
    @Performs(Action.RESET_PASSWORD)
    public MessageBody setPassword(NewPassword body) {
        recovery.resetPassword(body.toProof(), body.newPassword());
        return new MessageBody("Password updated successfully");
    }
}
