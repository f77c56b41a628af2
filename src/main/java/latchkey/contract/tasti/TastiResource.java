package latchkey.contract.tasti;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Action;
import latchkey.contract.Performs;
import latchkey.contract.tasti.TastiBodies.Credentials;
import latchkey.contract.tasti.TastiBodies.MessageBody;
import latchkey.contract.tasti.TastiBodies.NewUser;
import latchkey.contract.tasti.TastiBodies.Refreshed;
import latchkey.contract.tasti.TastiBodies.User;
import latchkey.contract.tasti.TastiBodies.Welcome;
import latchkey.http.browser.TokenCookies;
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
import latchkey.session.Tokens;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Register, log in, refresh, log out. */
@Path(TastiContract.NAME + "/api/v1/auth")
@Consumes(APPLICATION_JSON)
public class TastiResource {

    private final RegistrationFlow registrations;
    private final TokenCookies cookies;
    private final PasswordSignIn signIns;
    private final CurrentUser currentUser;
    private final EmailSignIn mailSignIns;
    private final CodeSignIn codeSignIns;
    private final PasskeySignIn passkeySignIns;

    TastiResource(
            RegistrationFlow registrations,
            TokenCookies cookies,
            PasswordSignIn signIns,
            CurrentUser currentUser,
            EmailSignIn mailSignIns,
            CodeSignIn codeSignIns,
            PasskeySignIn passkeySignIns) {
        this.registrations = registrations;
        this.cookies = cookies;
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
    public Welcome register(NewUser body) {
        return welcome("User registered successfully", registrations.registerAndSignIn(body.toRegistration()));
    }

    @POST
    @Path("login")
    @ResponseStatus(201)
    @HashesPassword
    @Performs(Action.SIGN_IN)
    public Welcome login(Credentials body) {
        return welcome("User logged in successfully", signIns.signIn(body));
    }

    @POST
    @Path("login/code")
    @ResponseStatus(201)
    @Performs(Action.SIGN_IN_BY_CODE)
    public Welcome signInByCode(MfaCode body) {
        return welcome("User logged in successfully", codeSignIns.signIn(body));
    }

    @POST
    @Path("login/passkey")
    @ResponseStatus(201)
    @Performs(Action.SIGN_IN_BY_PASSKEY)
    public Welcome signInByPasskey(PasskeyAssertion body) {
        return welcome("User logged in successfully", passkeySignIns.signIn(body));
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
    @ResponseStatus(201)
    @NeedsMailSignIn
    @Performs(Action.SIGN_IN_BY_MAIL)
    public Welcome signInByMail(MailProof body) {
        return welcome("User logged in successfully", mailSignIns.signIn(body.toProof()));
    }

    @POST
    @Path("token/refresh")
    @Performs(Action.REFRESH)
    public Refreshed refresh() {
        Tokens tokens = currentUser.refresh();
        cookies.hold(tokens);
        return new Refreshed(tokens.access(), User.of(tokens.account()));
    }

    @POST
    @Path("logout")
    @Performs(Action.SIGN_OUT)
    public MessageBody logout() {
        currentUser.signOut();
        return new MessageBody("Logout successful");
    }

    private Welcome welcome(String message, Tokens tokens) {
        cookies.hold(tokens);
        return new Welcome(message, tokens.access(), User.of(tokens.account()));
    }
}
