package latchkey.contract.tasti;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Act;
import latchkey.contract.Caller;
import latchkey.contract.Does;
import latchkey.contract.InTurn;
import latchkey.contract.Newcomers;
import latchkey.contract.SignIns;
import latchkey.contract.TokenCookies;
import latchkey.contract.tasti.TastiBodies.Credentials;
import latchkey.contract.tasti.TastiBodies.NewUser;
import latchkey.contract.tasti.TastiBodies.Refreshed;
import latchkey.contract.tasti.TastiBodies.Said;
import latchkey.contract.tasti.TastiBodies.User;
import latchkey.contract.tasti.TastiBodies.Welcome;
import latchkey.session.Tokens;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Register, log in, refresh, log out. */
@Path(TastiContract.NAME + "/api/v1/auth")
@Consumes(APPLICATION_JSON)
public class TastiResource {

    private final Newcomers newcomers;
    private final TokenCookies cookies;
    private final SignIns signIns;
    private final Caller caller;

    TastiResource(Newcomers newcomers, TokenCookies cookies, SignIns signIns, Caller caller) {
        this.newcomers = newcomers;
        this.cookies = cookies;
        this.signIns = signIns;
        this.caller = caller;
    }

    @POST
    @Path("register")
    @ResponseStatus(201)
    @InTurn
    @Does(Act.REGISTER_AND_SIGN_IN)
    public Welcome register(NewUser body) {
        return welcome("User registered successfully", newcomers.registerAndSignIn(body.toRegistration()));
    }

    @POST
    @Path("login")
    @ResponseStatus(201)
    @InTurn
    @Does(Act.SIGN_IN)
    public Welcome login(Credentials body) {
        return welcome("User logged in successfully", signIns.by(body.username(), body.password()));
    }

    @POST
    @Path("token/refresh")
    @Does(Act.REFRESH)
    public Refreshed refresh() {
        Tokens tokens = caller.refresh();
        cookies.hold(tokens);
        return new Refreshed(tokens.access(), User.of(tokens.account()));
    }

    @POST
    @Path("logout")
    @Does(Act.SIGN_OUT)
    public Said logout() {
        caller.signOut();
        return new Said("Logout successful");
    }

    private Welcome welcome(String message, Tokens tokens) {
        cookies.hold(tokens);
        return new Welcome(message, tokens.access(), User.of(tokens.account()));
    }
}
