package latchkey.contract.express;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Action;
import latchkey.contract.Performs;
import latchkey.contract.express.ExpressBodies.MailedToken;
import latchkey.contract.express.ExpressBodies.MessageBody;
import latchkey.contract.express.ExpressBodies.ResetPassword;
import latchkey.http.recovery.AnsweredAlike;
import latchkey.http.recovery.MailAddress;
import latchkey.http.recovery.NeedsMail;
import latchkey.http.recovery.RecoveryFlow;
import latchkey.http.signin.HashesPassword;
import latchkey.openapi.FieldDescriptions;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** Recovery by mail, at the paths that most Express backends use. A token may be in the body or in the query. */
@Path(ExpressContract.NAME + "/api")
@Consumes(APPLICATION_JSON)
public class ExpressRecovery {

    private static final MessageBody MAIL_SENT =
            new MessageBody("If an account has this address, a mail is on its way.");

    private final RecoveryFlow recovery;

    ExpressRecovery(RecoveryFlow recovery) {
        this.recovery = recovery;
    }

    @POST
    @Path("auth/forgot-password")
    @NeedsMail
    @AnsweredAlike
    @Performs(Action.REQUEST_RESET)
    public MessageBody forgotPassword(MailAddress body) {
        recovery.requestReset(body.email());
        return MAIL_SENT;
    }

    @POST
    @Path("auth/reset-password")
    @NeedsMail
    @HashesPassword
    @Performs(Action.RESET_PASSWORD)
    public MessageBody resetPassword(
            ResetPassword body,
            @Parameter(description = FieldDescriptions.TOKEN_IN_QUERY) @RestQuery("token") @Nullable String inQuery) {
        recovery.resetPassword(body.toProof(inQuery), body.password());
        return new MessageBody("Password reset successfully.");
    }

    @POST
    @Path("auth/send-verification-email")
    @NeedsMail
    @AnsweredAlike
    @Performs(Action.REQUEST_VERIFICATION)
    public MessageBody sendVerificationEmail(MailAddress body) {
        recovery.requestVerification(body.email());
        return MAIL_SENT;
    }

    @POST
    @Path("auth/verify-email")
    @NeedsMail
    @Performs(Action.VERIFY_EMAIL)
    public MessageBody verifyEmail(
            MailedToken body,
            @Parameter(description = FieldDescriptions.TOKEN_IN_QUERY) @RestQuery("token") @Nullable String inQuery) {
        recovery.verify(body.toProof(inQuery));
        return new MessageBody("E-mail verified successfully.");
    }
}
