package latchkey.platform;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.ALREADY_TAKEN;
import static latchkey.failure.Reason.BAD_CREDENTIALS;
import static latchkey.failure.Reason.LINK_REJECTED;
import static latchkey.failure.Reason.NOT_FOUND;
import static latchkey.failure.Reason.TOO_MANY_ATTEMPTS;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Contracts;
import latchkey.http.recovery.AnsweredAlike;
import latchkey.http.recovery.EmailSignIn;
import latchkey.http.recovery.MailAddress;
import latchkey.http.recovery.MailProof;
import latchkey.http.recovery.NeedsMail;
import latchkey.http.recovery.NeedsMailSignIn;
import latchkey.http.recovery.RecoveryFlow;
import latchkey.http.request.CurrentRequest;
import latchkey.http.signin.CurrentUser;
import latchkey.http.signin.HashesPassword;
import latchkey.http.signin.TokenDelivery;
import latchkey.openapi.Refuses;
import latchkey.platform.AccountBodies.NewTokens;
import latchkey.platform.RecoveryBodies.LinkToken;
import latchkey.platform.RecoveryBodies.NewAddress;
import latchkey.platform.RecoveryBodies.Reset;
import latchkey.platform.RecoveryBodies.ResetToken;
import latchkey.recovery.AddressChange;
import latchkey.recovery.Recovery;
import latchkey.session.TokenIssuer.Kept;
import latchkey.session.Tokens;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Recovery of accounts by mail, for clients of every contract. None of these endpoints exists while Latchkey sends no mail. */
@Path("account")
@Tag(name = "platform")
@Consumes(APPLICATION_JSON)
public class RecoveryResource {

    private final RecoveryFlow flow;
    private final Recovery recovery;
    private final AddressChange addressChange;
    private final EmailSignIn mailSignIns;
    private final TokenDelivery delivery;
    private final CurrentUser currentUser;
    private final CurrentRequest current;
    private final Contracts contracts;

    RecoveryResource(
            RecoveryFlow flow,
            Recovery recovery,
            AddressChange addressChange,
            EmailSignIn mailSignIns,
            TokenDelivery delivery,
            CurrentUser currentUser,
            CurrentRequest current,
            Contracts contracts) {
        this.flow = flow;
        this.recovery = recovery;
        this.addressChange = addressChange;
        this.mailSignIns = mailSignIns;
        this.delivery = delivery;
        this.currentUser = currentUser;
        this.current = current;
        this.contracts = contracts;
    }

    @POST
    @Path("password/reset")
    @ResponseStatus(202)
    @NeedsMail
    @AnsweredAlike
    @Refuses({NOT_FOUND, TOO_MANY_ATTEMPTS})
    @Operation(
            summary = "Ask for a mail to reset the password",
            description = "Sends a link or a code, if an account has the address. The answer is the same if none has.")
    public void requestReset(MailAddress body) {
        flow.requestReset(body.email());
    }

    @POST
    @Path("password/reset/confirm")
    @NeedsMail
    @HashesPassword
    @Refuses({LINK_REJECTED, NOT_FOUND, TOO_MANY_ATTEMPTS})
    @Operation(
            summary = "Reset the password",
            description = "Sets a new password with what was in a mail, and ends all sessions of the account.")
    public void resetPassword(Reset body) {
        flow.resetPassword(body.toProof(), body.newPassword());
    }

    @POST
    @Path("email/verify/request")
    @ResponseStatus(202)
    @NeedsMail
    @AnsweredAlike
    @Refuses({NOT_FOUND, TOO_MANY_ATTEMPTS})
    @Operation(
            summary = "Ask for a mail to verify the address",
            description =
                    "Sends a link or a code, if an account has the address and it is not verified. The answer is the same if none has.")
    public void requestVerification(MailAddress body) {
        flow.requestVerification(body.email());
    }

    @POST
    @Path("email/verify")
    @NeedsMail
    @Refuses({LINK_REJECTED, NOT_FOUND, TOO_MANY_ATTEMPTS})
    @Operation(
            summary = "Verify the address",
            description = "Proves with what was in a mail that the address is the user's.")
    public void verify(MailProof body) {
        flow.verify(body.toProof());
    }

    @POST
    @Path("email/change")
    @Authenticated
    @ResponseStatus(202)
    @NeedsMail
    @HashesPassword
    @AnsweredAlike
    @Refuses({BAD_CREDENTIALS, NOT_FOUND, TOO_MANY_ATTEMPTS})
    @Operation(
            summary = "Ask to change the address",
            description =
                    "Sends a mail to the new address. Needs the password, unless the user has signed in within the last ten minutes.")
    public void requestChange(NewAddress body) {
        addressChange.request(
                currentUser.account(), currentUser.session(), body.password(), body.email(), current.network());
    }

    @POST
    @Path("email/change/confirm")
    @NeedsMail
    @Refuses({ALREADY_TAKEN, LINK_REJECTED, NOT_FOUND, TOO_MANY_ATTEMPTS})
    @Operation(
            summary = "Change the address",
            description =
                    "Gives the account the new address, with what was in the mail. The former address gets a notice, with which the change can be undone for a week.")
    public void confirmChange(MailProof body) {
        addressChange.confirm(body.toProof());
    }

    @POST
    @Path("email/change/undo")
    @NeedsMail
    @Refuses({ALREADY_TAKEN, LINK_REJECTED, NOT_FOUND})
    @Operation(
            summary = "Undo the change of the address",
            description =
                    "Gives the account its former address back, ends all its sessions, and returns a token to set a new password with.")
    public ResetToken undoChange(LinkToken body) {
        return new ResetToken(addressChange.undo(body.token()));
    }

    @POST
    @Path("not-me")
    @NeedsMail
    @Refuses({LINK_REJECTED, NOT_FOUND})
    @Operation(
            summary = "This was not me",
            description =
                    "Ends all sessions of the account with the link of a notice, and returns a token to set a new password with.")
    public ResetToken notMe(LinkToken body) {
        return new ResetToken(recovery.notMe(body.token()));
    }

    @POST
    @Path("sign-in/email")
    @ResponseStatus(202)
    @NeedsMailSignIn
    @AnsweredAlike
    @Refuses({NOT_FOUND, TOO_MANY_ATTEMPTS})
    @Operation(
            summary = "Ask for a mail to sign in",
            description = "Sends a link or a code, if an account has the address. The answer is the same if none has.")
    public void requestSignIn(MailAddress body) {
        mailSignIns.request(body.email());
    }

    @POST
    @Path("sign-in/email/confirm")
    @NeedsMailSignIn
    @Refuses({LINK_REJECTED, NOT_FOUND, TOO_MANY_ATTEMPTS})
    @Operation(
            summary = "Sign in by mail",
            description =
                    "Opens a session with what was in a mail, and sends its tokens as the contract of this host does.")
    public NewTokens signIn(MailProof body) {
        Tokens tokens = mailSignIns.signIn(
                body.toProof(),
                asked -> current.actFor(
                        asked.flatMap(contracts::find).orElseGet(() -> contracts.forHost(current.host()))));
        return NewTokens.of(delivery.deliver(new Kept(tokens, current.contract().name())));
    }
}
