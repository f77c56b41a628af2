package latchkey.contract.drfcookie;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Act;
import latchkey.contract.Caller;
import latchkey.contract.CurrentContract;
import latchkey.contract.Does;
import latchkey.contract.InTurn;
import latchkey.contract.Newcomers;
import latchkey.contract.SignIns;
import latchkey.contract.TokenCookies;
import latchkey.contract.drfcookie.DrfCookieBodies.Credentials;
import latchkey.contract.drfcookie.DrfCookieBodies.Envelope;
import latchkey.contract.drfcookie.DrfCookieBodies.LoggedOut;
import latchkey.contract.drfcookie.DrfCookieBodies.Login;
import latchkey.contract.drfcookie.DrfCookieBodies.NewUser;
import latchkey.contract.drfcookie.DrfCookieBodies.Refreshed;
import latchkey.contract.drfcookie.DrfCookieBodies.User;
import latchkey.session.Tokens;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Register, log in, refresh, log out: all tokens in cookies, all answers in an envelope. */
@Path(DrfCookieContract.NAME + "/api/auth")
@Consumes(APPLICATION_JSON)
public class DrfCookieResource {

    private final Newcomers newcomers;
    private final TokenCookies cookies;
    private final SignIns signIns;
    private final Caller caller;
    private final CurrentContract request;

    DrfCookieResource(
            Newcomers newcomers, TokenCookies cookies, SignIns signIns, Caller caller, CurrentContract request) {
        this.newcomers = newcomers;
        this.cookies = cookies;
        this.signIns = signIns;
        this.caller = caller;
        this.request = request;
    }

    @POST
    @Path("register")
    @ResponseStatus(201)
    @InTurn
    @Does(Act.REGISTER_AND_SIGN_IN)
    public Envelope<User> register(NewUser body) {
        Tokens tokens = newcomers.registerAndSignIn(body.toRegistration());
        cookies.hold(tokens);
        return success(User.of(tokens.account()));
    }

    @POST
    @Path("login")
    @InTurn
    @Does(Act.SIGN_IN)
    public Envelope<Login> login(Credentials body) {
        Tokens tokens = signIns.by(body.username(), body.password());
        cookies.hold(tokens);
        return success(new Login(tokens.account().username));
    }

    @POST
    @Path("refresh")
    @Does(Act.REFRESH)
    public Envelope<Refreshed> refresh() {
        cookies.hold(caller.refresh());
        return success(new Refreshed("Tokens refreshed successfully."));
    }

    @POST
    @Path("logout")
    @Does(Act.SIGN_OUT_BY_REFRESH_TOKEN)
    public Envelope<LoggedOut> logout() {
        caller.signOutByRefreshToken();
        return success(new LoggedOut("Successfully logged out."));
    }

    private <T> Envelope<T> success(T content) {
        return Envelope.success(content, request.elapsed());
    }
}
