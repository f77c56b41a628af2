package latchkey.contract.laravel;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Action;
import latchkey.contract.Performs;
import latchkey.contract.laravel.LaravelBodies.Credentials;
import latchkey.contract.laravel.LaravelBodies.Empty;
import latchkey.contract.laravel.LaravelBodies.NewUser;
import latchkey.contract.laravel.LaravelBodies.SignedIn;
import latchkey.contract.laravel.LaravelBodies.User;
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
import org.jboss.resteasy.reactive.ResponseStatus;

/** Register, log in, log out, and read the current user, whose session is refreshed when it has to be. */
@Path(LaravelContract.NAME)
@Consumes(APPLICATION_JSON)
public class LaravelResource {

    private static final SignedIn SIGNED_IN = new SignedIn(false);

    private final RegistrationFlow registrations;
    private final TokenCookies cookies;
    private final PasswordSignIn signIns;
    private final CurrentUser currentUser;
    private final EmailSignIn mailSignIns;
    private final CodeSignIn codeSignIns;
    private final PasskeySignIn passkeySignIns;

    LaravelResource(
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
    public Empty register(NewUser body) {
        cookies.hold(registrations.registerAndSignIn(body.toRegistration()));
        return new Empty();
    }

    @POST
    @Path("login")
    @HashesPassword
    @Performs(Action.SIGN_IN)
    public SignedIn login(Credentials body) {
        cookies.hold(signIns.signIn(body));
        return SIGNED_IN;
    }

    @POST
    @Path("two-factor-challenge")
    @Performs(Action.SIGN_IN_BY_CODE)
    public void signInByCode(MfaCode body) {
        cookies.hold(codeSignIns.signIn(body));
    }

    @POST
    @Path("login/passkey")
    @Performs(Action.SIGN_IN_BY_PASSKEY)
    public SignedIn signInByPasskey(PasskeyAssertion body) {
        cookies.hold(passkeySignIns.signIn(body));
        return SIGNED_IN;
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
    public SignedIn signInByMail(MailProof body) {
        cookies.hold(mailSignIns.signIn(body.toProof()));
        return SIGNED_IN;
    }

    @GET
    @Path("sanctum/csrf-cookie")
    @Performs(Action.REFRESH_IF_SIGNED_IN)
    public void csrfCookie() {
        currentUser.refreshIfSignedIn();
    }

    @POST
    @Path("logout")
    @Performs(Action.SIGN_OUT)
    public void logout() {
        currentUser.signOut();
    }

    @GET
    @Path("api/user")
    @Performs(Action.WHO_AM_I_REFRESHED)
    public User user() {
        return User.of(currentUser.refreshedAccount());
    }
}
