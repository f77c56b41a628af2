package latchkey.contract.fastapi;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Action;
import latchkey.contract.Performs;
import latchkey.contract.fastapi.FastApiBodies.Nothing;
import latchkey.contract.fastapi.FastApiBodies.ResetPassword;
import latchkey.contract.fastapi.FastApiBodies.User;
import latchkey.contract.fastapi.FastApiBodies.VerifiedUser;
import latchkey.contract.fastapi.FastApiBodies.VerifyToken;
import latchkey.email.LinkProof;
import latchkey.http.recovery.AnsweredAlike;
import latchkey.http.recovery.MailAddress;
import latchkey.http.recovery.NeedsMail;
import latchkey.http.recovery.RecoveryFlow;
import latchkey.http.signin.HashesPassword;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Recovery by mail, as fastapi-users has it. */
@Path(FastApiContract.NAME + "/auth")
@Consumes(APPLICATION_JSON)
public class FastApiUsers {

    private final RecoveryFlow recovery;

    FastApiUsers(RecoveryFlow recovery) {
        this.recovery = recovery;
    }

    @POST
    @Path("forgot-password")
    @ResponseStatus(202)
    @NeedsMail
    @AnsweredAlike
    @Performs(Action.REQUEST_RESET)
    public Nothing forgotPassword(MailAddress body) {
        recovery.requestReset(body.email());
        return new Nothing();
    }

    @POST
    @Path("reset-password")
    @NeedsMail
    @FastApiUsersReset
    @HashesPassword
    @Performs(Action.RESET_PASSWORD)
    public Nothing resetPassword(ResetPassword body) {
        recovery.resetPassword(body.toProof(), body.password());
        return new Nothing();
    }

    @POST
    @Path("request-verify-token")
    @ResponseStatus(202)
    @NeedsMail
    @AnsweredAlike
    @Performs(Action.REQUEST_VERIFICATION)
    public Nothing requestVerifyToken(MailAddress body) {
        recovery.requestVerification(body.email());
        return new Nothing();
    }

    @POST
    @Path("verify")
    @NeedsMail
    @FastApiUsersVerify
    @Performs(Action.VERIFY_EMAIL)
    public VerifiedUser verify(VerifyToken body) {
        return new VerifiedUser(User.of(recovery.verify(LinkProof.ofToken(body.token()))), true);
    }
}
