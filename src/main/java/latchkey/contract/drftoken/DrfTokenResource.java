package latchkey.contract.drftoken;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Action;
import latchkey.contract.Performs;
import latchkey.contract.drftoken.DrfTokenBodies.Credentials;
import latchkey.contract.drftoken.DrfTokenBodies.LoggedOut;
import latchkey.contract.drftoken.DrfTokenBodies.Logout;
import latchkey.contract.drftoken.DrfTokenBodies.NewUser;
import latchkey.contract.drftoken.DrfTokenBodies.Refresh;
import latchkey.contract.drftoken.DrfTokenBodies.Registered;
import latchkey.contract.drftoken.DrfTokenBodies.Renewed;
import latchkey.contract.drftoken.DrfTokenBodies.TokenPair;
import latchkey.http.recovery.AnsweredAlike;
import latchkey.http.recovery.EmailSignIn;
import latchkey.http.recovery.MailAddress;
import latchkey.http.recovery.MailProof;
import latchkey.http.recovery.NeedsMailSignIn;
import latchkey.http.signin.CodeSignIn;
import latchkey.http.signin.CurrentUser;
import latchkey.http.signin.HashesPassword;
import latchkey.http.signin.MfaCode;
import latchkey.http.signin.PasskeyAssertion;
import latchkey.http.signin.PasskeySignIn;
import latchkey.http.signin.PasswordSignIn;
import latchkey.http.signin.RegistrationFlow;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Register, log in, refresh, log out: all tokens in bodies. */
@Path(DrfTokenContract.NAME + "/api/auth")
@Consumes(APPLICATION_JSON)
public class DrfTokenResource {

    private final RegistrationFlow registrations;
    private final RefreshAnswer refreshAnswer;
    private final PasswordSignIn signIns;
    private final CurrentUser currentUser;
    private final EmailSignIn mailSignIns;
    private final CodeSignIn codeSignIns;
    private final PasskeySignIn passkeySignIns;

    DrfTokenResource(
            RegistrationFlow registrations,
            RefreshAnswer refreshAnswer,
            PasswordSignIn signIns,
            CurrentUser currentUser,
            EmailSignIn mailSignIns,
            CodeSignIn codeSignIns,
            PasskeySignIn passkeySignIns) {
        this.registrations = registrations;
        this.refreshAnswer = refreshAnswer;
        this.signIns = signIns;
        this.currentUser = currentUser;
        this.mailSignIns = mailSignIns;
        this.codeSignIns = codeSignIns;
        this.passkeySignIns = passkeySignIns;
    }

    @POST
    @Path("register")
    @ResponseStatus(201)
    @HashesPassword
    @Performs(Action.REGISTER_AND_SIGN_IN)
    public Registered register(NewUser body) {
        return Registered.of(registrations.registerAndSignIn(body.toRegistration()));
    }

    @POST
    @Path("login")
    @HashesPassword
    @Performs(Action.SIGN_IN)
    public TokenPair login(Credentials body) {
        return TokenPair.of(signIns.signIn(body));
    }

    @POST
    @Path("login/code")
    @Performs(Action.SIGN_IN_BY_CODE)
    public TokenPair signInByCode(MfaCode body) {
        return TokenPair.of(codeSignIns.signIn(body));
    }

    @POST
    @Path("login/passkey")
    @Performs(Action.SIGN_IN_BY_PASSKEY)
    public TokenPair signInByPasskey(PasskeyAssertion body) {
        return TokenPair.of(passkeySignIns.signIn(body));
    }

    @POST
    @Path("login/email")
    @ResponseStatus(202)
    @NeedsMailSignIn
    @AnsweredAlike
    @Performs(Action.REQUEST_SIGN_IN)
    public void requestSignInMail(MailAddress body) {
        mailSignIns.request(body.email());
    }

    @POST
    @Path("login/email/confirm")
    @NeedsMailSignIn
    @Performs(Action.SIGN_IN_BY_MAIL)
    public TokenPair signInByMail(MailProof body) {
        return TokenPair.of(mailSignIns.signIn(body.toProof()));
    }

    @POST
    @Path("refresh")
    @Performs(Action.REFRESH)
    public Renewed refresh(Refresh body) {
        return refreshAnswer.of(body.refresh());
    }

    @POST
    @Path("logout")
    @Performs(Action.SIGN_OUT_BY_REFRESH_TOKEN)
    public LoggedOut logout(Logout body) {
        currentUser.signOutByRefreshToken(body.refreshToken());
        return new LoggedOut("Successfully logged out.");
    }
}
