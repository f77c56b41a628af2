package latchkey.contract.express;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Action;
import latchkey.contract.Performs;
import latchkey.contract.express.ExpressBodies.Answer;
import latchkey.contract.express.ExpressBodies.Credentials;
import latchkey.contract.express.ExpressBodies.Login;
import latchkey.contract.express.ExpressBodies.MessageBody;
import latchkey.contract.express.ExpressBodies.NewAccount;
import latchkey.contract.express.ExpressBodies.Refreshed;
import latchkey.contract.express.ExpressBodies.User;
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

/** Register, log in, refresh, log out, and read the current user. */
@Path(ExpressContract.NAME + "/api")
@Consumes(APPLICATION_JSON)
public class ExpressResource {

    private final RegistrationFlow registrations;
    private final TokenCookies cookies;
    private final PasswordSignIn signIns;
    private final CurrentUser currentUser;
    private final EmailSignIn mailSignIns;
    private final CodeSignIn codeSignIns;
    private final PasskeySignIn passkeySignIns;

    ExpressResource(
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
    @Path("auth/register")
    @ResponseStatus(201)
    @HashesPassword
    @Performs(Action.REGISTER)
    public MessageBody register(NewAccount body) {
        registrations.register(body.toRegistration());
        return new MessageBody("Account successfully created.");
    }

    @POST
    @Path("auth/login")
    @HashesPassword
    @Performs(Action.SIGN_IN)
    public Answer<Login> login(Credentials body) {
        Tokens tokens = signIns.signIn(body);
        cookies.hold(tokens);
        return new Answer<>("Logged in successfully.", new Login(tokens.access(), User.of(tokens.account())));
    }

    @POST
    @Path("auth/login/code")
    @Performs(Action.SIGN_IN_BY_CODE)
    public Answer<Login> signInByCode(MfaCode body) {
        Tokens tokens = codeSignIns.signIn(body);
        cookies.hold(tokens);
        return new Answer<>("Logged in successfully.", new Login(tokens.access(), User.of(tokens.account())));
    }

    @POST
    @Path("auth/login/passkey")
    @Performs(Action.SIGN_IN_BY_PASSKEY)
    public Answer<Login> signInByPasskey(PasskeyAssertion body) {
        Tokens tokens = passkeySignIns.signIn(body);
        cookies.hold(tokens);
        return new Answer<>("Logged in successfully.", new Login(tokens.access(), User.of(tokens.account())));
    }

    @POST
    @Path("auth/login/email")
    @ResponseStatus(202)
    @NeedsMailSignIn
    @AnsweredAlike
    @Performs(Action.REQUEST_SIGN_IN)
    public void requestSignInMail(MailAddress body) {
        mailSignIns.request(body.email());
    }

    @POST
    @Path("auth/login/email/confirm")
    @NeedsMailSignIn
    @Performs(Action.SIGN_IN_BY_MAIL)
    public Answer<Login> signInByMail(MailProof body) {
        Tokens tokens = mailSignIns.signIn(body.toProof());
        cookies.hold(tokens);
        return new Answer<>("Logged in successfully.", new Login(tokens.access(), User.of(tokens.account())));
    }

    @POST
    @Path("auth/refresh")
    @Performs(Action.REFRESH)
    public Answer<Refreshed> refresh() {
        Tokens tokens = currentUser.refresh();
        cookies.hold(tokens);
        return new Answer<>("Access token refreshed.", new Refreshed(tokens.access()));
    }

    @POST
    @Path("auth/logout")
    @Performs(Action.SIGN_OUT)
    public MessageBody logout() {
        currentUser.signOut();
        return new MessageBody("Logged out successfully.");
    }

    @GET
    @Path("user")
    @Authenticated
    @Performs(Action.WHO_AM_I)
    public Answer<User> user() {
        return new Answer<>("User details retrieved.", User.of(currentUser.account()));
    }
}
