package latchkey.contract.laravel;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Action;
import latchkey.contract.Performs;
import latchkey.contract.laravel.LaravelBodies.ResetPassword;
import latchkey.contract.laravel.LaravelBodies.Sent;
import latchkey.contract.laravel.LaravelBodies.Status;
import latchkey.http.recovery.AnsweredAlike;
import latchkey.http.recovery.MailAddress;
import latchkey.http.recovery.NeedsMail;
import latchkey.http.recovery.RecoveryFlow;
import latchkey.http.signin.HashesPassword;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Recovery by mail, as Fortify has it. */
@Path(LaravelContract.NAME)
@Consumes(APPLICATION_JSON)
public class LaravelRecovery {

    private final RecoveryFlow recovery;

    LaravelRecovery(RecoveryFlow recovery) {
        this.recovery = recovery;
    }

    @POST
    @Path("forgot-password")
    @NeedsMail
    @AnsweredAlike
    @Performs(Action.REQUEST_RESET)
    public Sent forgotPassword(MailAddress body) {
        recovery.requestReset(body.email());
        return Sent.of("We have emailed your password reset link.");
    }

    @POST
    @Path("reset-password")
    @NeedsMail
    @HashesPassword
    @Performs(Action.RESET_PASSWORD)
    public Sent resetPassword(ResetPassword body) {
        recovery.resetPassword(body.toProof(), body.password());
        return Sent.of("Your password has been reset.");
    }

    @POST
    @Path("email/verification-notification")
    @ResponseStatus(202)
    @NeedsMail
    @Performs(Action.REQUEST_OWN_VERIFICATION)
    public Status verificationNotification() {
        recovery.requestOwnVerification();
        return new Status("verification-link-sent");
    }
}
