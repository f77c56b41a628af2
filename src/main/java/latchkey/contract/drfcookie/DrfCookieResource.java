package latchkey.contract.drfcookie;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Action;
import latchkey.contract.Performs;
import latchkey.contract.drfcookie.DrfCookieBodies.Credentials;
import latchkey.contract.drfcookie.DrfCookieBodies.Envelope;
import latchkey.contract.drfcookie.DrfCookieBodies.LoggedOut;
import latchkey.contract.drfcookie.DrfCookieBodies.Login;
import latchkey.contract.drfcookie.DrfCookieBodies.NewUser;
import latchkey.contract.drfcookie.DrfCookieBodies.Refreshed;
import latchkey.contract.drfcookie.DrfCookieBodies.User;
import latchkey.http.browser.TokenCookies;
import latchkey.http.recovery.AnsweredAlike;
import latchkey.http.recovery.EmailSignIn;
import latchkey.http.recovery.MailAddress;
import latchkey.http.recovery.MailProof;
import latchkey.http.recovery.NeedsMailSignIn;
import latchkey.http.request.CurrentRequest;
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

/** Register, log in, refresh, log out: all tokens in cookies, all responses in an envelope. */
@Path(DrfCookieContract.NAME + "/api/auth")
@Consumes(APPLICATION_JSON)
public class DrfCookieResource {

    private final RegistrationFlow registrations;
    private final TokenCookies cookies;
    private final PasswordSignIn signIns;
    private final CurrentUser currentUser;
    private final EmailSignIn mailSignIns;
    private final CodeSignIn codeSignIns;
    private final PasskeySignIn passkeySignIns;
    private final CurrentRequest request;

    DrfCookieResource(
            RegistrationFlow registrations,
            TokenCookies cookies,
            PasswordSignIn signIns,
            CurrentUser currentUser,
            CurrentRequest request,
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
        this.request = request;
    }

    @POST
    @Path("register")
    @ResponseStatus(201)
    @HashesPassword
    @Performs(Action.REGISTER_AND_SIGN_IN)
    public Envelope<User> register(NewUser body) {
        Tokens tokens = registrations.registerAndSignIn(body.toRegistration());
        cookies.hold(tokens);
        return success(User.of(tokens.account()));
    }

    @POST
    @Path("login")
    @HashesPassword
    @Performs(Action.SIGN_IN)
    public Envelope<Login> login(Credentials body) {
        Tokens tokens = signIns.signIn(body);
        cookies.hold(tokens);
        return success(new Login(tokens.account().username));
    }

    @POST
    @Path("login/code")
    @Performs(Action.SIGN_IN_BY_CODE)
    public Envelope<Login> signInByCode(MfaCode body) {
        Tokens tokens = codeSignIns.signIn(body);
        cookies.hold(tokens);
        return success(new Login(tokens.account().username));
    }

    @POST
    @Path("login/passkey")
    @Performs(Action.SIGN_IN_BY_PASSKEY)
    public Envelope<Login> signInByPasskey(PasskeyAssertion body) {
        Tokens tokens = passkeySignIns.signIn(body);
        cookies.hold(tokens);
        return success(new Login(tokens.account().username));
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
    public Envelope<Login> signInByMail(MailProof body) {
        Tokens tokens = mailSignIns.signIn(body.toProof());
        cookies.hold(tokens);
        return success(new Login(tokens.account().username));
    }

    @POST
    @Path("refresh")
    @Performs(Action.REFRESH)
    public Envelope<Refreshed> refresh() {
        cookies.hold(currentUser.refresh());
        return success(new Refreshed("Tokens refreshed successfully."));
    }

    @POST
    @Path("logout")
    @Performs(Action.SIGN_OUT_BY_REFRESH_TOKEN)
    public Envelope<LoggedOut> logout() {
        currentUser.signOutByRefreshToken();
        return success(new LoggedOut("Successfully logged out."));
    }

    private <T> Envelope<T> success(T content) {
        return Envelope.success(content, request.elapsed());
    }
}
