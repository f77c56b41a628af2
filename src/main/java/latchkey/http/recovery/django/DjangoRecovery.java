package latchkey.http.recovery.django;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.security.Authenticated;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Action;
import latchkey.contract.Performs;
import latchkey.email.LinkProof;
import latchkey.failure.FieldError;
import latchkey.http.recovery.AnsweredAlike;
import latchkey.http.recovery.MailAddress;
import latchkey.http.recovery.NeedsMail;
import latchkey.http.recovery.RecoveryFlow;
import latchkey.http.recovery.django.DjangoRecoveryBodies.Activation;
import latchkey.http.recovery.django.DjangoRecoveryBodies.ChangedPassword;
import latchkey.http.recovery.django.DjangoRecoveryBodies.ConfirmedReset;
import latchkey.http.recovery.django.DjangoRecoveryBodies.Detail;
import latchkey.http.recovery.django.DjangoRecoveryBodies.DjoserPassword;
import latchkey.http.recovery.django.DjangoRecoveryBodies.DjoserReset;
import latchkey.http.recovery.django.DjangoRecoveryBodies.VerificationKey;
import latchkey.http.signin.HashesPassword;

/**
 * The endpoints for password and e-mail address that frontends of Django REST framework know: those of dj-rest-auth, and those of djoser.
 * A contract of such a backend extends this class, with its path.
 */
@RegisterForReflection // Quarkus finds the methods by the class that extends this one
public abstract class DjangoRecovery {

    @Inject
    RecoveryFlow recovery;

    @POST
    @Path("password/reset")
    @Consumes(APPLICATION_JSON)
    @NeedsMail
    @AnsweredAlike
    @DjRestAuth
    @Performs(Action.REQUEST_RESET)
    public Detail requestReset(MailAddress body) {
        recovery.requestReset(body.email());
        return new Detail("Password reset e-mail has been sent.");
    }

    @POST
    @Path("password/reset/confirm")
    @Consumes(APPLICATION_JSON)
    @NeedsMail
    @DjRestAuth
    @HashesPassword
    @Performs(Action.RESET_PASSWORD)
    public Detail confirmReset(ConfirmedReset body) {
        recovery.resetPassword(body.toProof(), body.newPassword1());
        return new Detail("Password has been reset with the new password.");
    }

    @POST
    @Path("password/change")
    @Consumes(APPLICATION_JSON)
    @Authenticated
    @NeedsMail
    @DjRestAuth
    @HashesPassword
    @Performs(Action.CHANGE_PASSWORD)
    public Detail changePassword(ChangedPassword body) {
        recovery.changePassword(body.oldPassword(), body.newPassword1());
        return new Detail("New password has been saved.");
    }

    @POST
    @Path("registration/verify-email")
    @Consumes(APPLICATION_JSON)
    @NeedsMail
    @Allauth
    @Performs(Action.VERIFY_EMAIL)
    public Detail verifyEmail(VerificationKey body) {
        recovery.verify(LinkProof.ofToken(body.key()));
        return new Detail("ok");
    }

    @POST
    @Path("registration/resend-email")
    @Consumes(APPLICATION_JSON)
    @NeedsMail
    @AnsweredAlike
    @DjRestAuth
    @Performs(Action.REQUEST_VERIFICATION)
    public Detail resendEmail(MailAddress body) {
        recovery.requestVerification(body.email());
        return new Detail("ok");
    }

    @POST
    @Path("users/reset_password")
    @Consumes(APPLICATION_JSON)
    @NeedsMail
    @AnsweredAlike
    @Djoser
    @Performs(Action.REQUEST_RESET)
    public void djoserReset(MailAddress body) {
        recovery.requestReset(body.email());
    }

    @POST
    @Path("users/reset_password_confirm")
    @Consumes(APPLICATION_JSON)
    @NeedsMail
    @Djoser
    @HashesPassword
    @Performs(Action.RESET_PASSWORD)
    public void djoserConfirmReset(DjoserReset body) {
        recovery.resetPassword(body.toProof(), body.newPassword());
    }

    @POST
    @Path("users/activation")
    @Consumes(APPLICATION_JSON)
    @NeedsMail
    @Djoser
    @Performs(Action.VERIFY_EMAIL)
    public void djoserActivation(Activation body) {
        recovery.verify(Uid.proof(body.uid(), body.token(), FieldError.Kind.NO_SUCH_USER));
    }

    @POST
    @Path("users/resend_activation")
    @Consumes(APPLICATION_JSON)
    @NeedsMail
    @AnsweredAlike
    @Djoser
    @Performs(Action.REQUEST_VERIFICATION)
    public void djoserResendActivation(MailAddress body) {
        recovery.requestVerification(body.email());
    }

    @POST
    @Path("users/set_password")
    @Consumes(APPLICATION_JSON)
    @Authenticated
    @NeedsMail
    @Djoser
    @HashesPassword
    @Performs(Action.CHANGE_PASSWORD)
    public void djoserSetPassword(DjoserPassword body) {
        recovery.changePassword(body.currentPassword(), body.newPassword());
    }
}
