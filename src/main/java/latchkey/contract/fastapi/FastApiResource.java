package latchkey.contract.fastapi;

import static jakarta.ws.rs.core.MediaType.APPLICATION_FORM_URLENCODED;
import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static jakarta.ws.rs.core.MediaType.MULTIPART_FORM_DATA;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Action;
import latchkey.contract.Performs;
import latchkey.contract.fastapi.FastApiBodies.Credentials;
import latchkey.contract.fastapi.FastApiBodies.MessageBody;
import latchkey.contract.fastapi.FastApiBodies.NewUser;
import latchkey.contract.fastapi.FastApiBodies.Refresh;
import latchkey.contract.fastapi.FastApiBodies.TokenPair;
import latchkey.contract.fastapi.FastApiBodies.User;
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

/** Register, log in, refresh, log out, and check an access token. */
@Path(FastApiContract.NAME + "/auth")
@Consumes(APPLICATION_JSON)
public class FastApiResource {

    private final RegistrationFlow registrations;
    private final TokenResponse tokenResponse;
    private final PasswordSignIn signIns;
    private final CurrentUser currentUser;
    private final EmailSignIn mailSignIns;
    private final CodeSignIn codeSignIns;
    private final PasskeySignIn passkeySignIns;

    FastApiResource(
            RegistrationFlow registrations,
            TokenResponse tokenResponse,
            PasswordSignIn signIns,
            CurrentUser currentUser,
            EmailSignIn mailSignIns,
            CodeSignIn codeSignIns,
            PasskeySignIn passkeySignIns) {
        this.registrations = registrations;
        this.tokenResponse = tokenResponse;
        this.signIns = signIns;
        this.currentUser = currentUser;
        this.mailSignIns = mailSignIns;
        this.codeSignIns = codeSignIns;
        this.passkeySignIns = passkeySignIns;
    }

    @POST
    @Path("register")
    @HashesPassword
    @Performs(Action.REGISTER)
    public User register(NewUser body) {
        return User.of(registrations.register(body.toRegistration()));
    }

    @POST
    @Path("login")
    @Consumes({APPLICATION_JSON, APPLICATION_FORM_URLENCODED, MULTIPART_FORM_DATA})
    @HashesPassword
    @Performs(Action.SIGN_IN)
    public TokenPair login(Credentials body) {
        return tokenResponse.of(signIns.signIn(body));
    }

    @POST
    @Path("login/code")
    @Performs(Action.SIGN_IN_BY_CODE)
    public TokenPair signInByCode(MfaCode body) {
        return tokenResponse.of(codeSignIns.signIn(body));
    }

    @POST
    @Path("login/passkey")
    @Performs(Action.SIGN_IN_BY_PASSKEY)
    public TokenPair signInByPasskey(PasskeyAssertion body) {
        return tokenResponse.of(passkeySignIns.signIn(body));
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
        return tokenResponse.of(mailSignIns.signIn(body.toProof()));
    }

    @POST
    @Path("refresh-token")
    @Performs(Action.REFRESH)
    public TokenPair refreshToken(Refresh body) {
        return tokenResponse.of(currentUser.refresh(body.refreshToken()));
    }

    @POST
    @Path("logout")
    @Performs(Action.SIGN_OUT_IF_SIGNED_IN)
    public MessageBody logout(Refresh body) {
        currentUser.signOutIfSignedIn(body.refreshToken());
        return new MessageBody("Logged out successfully");
    }

    @POST
    @Path("test-token")
    @Authenticated
    @Performs(Action.WHO_AM_I)
    public User testToken() {
        return User.of(currentUser.account());
    }
}
