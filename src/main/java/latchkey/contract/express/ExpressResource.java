package latchkey.contract.express;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Act;
import latchkey.contract.Caller;
import latchkey.contract.Does;
import latchkey.contract.InTurn;
import latchkey.contract.Newcomers;
import latchkey.contract.SignIns;
import latchkey.contract.TokenCookies;
import latchkey.contract.express.ExpressBodies.Answer;
import latchkey.contract.express.ExpressBodies.Credentials;
import latchkey.contract.express.ExpressBodies.Login;
import latchkey.contract.express.ExpressBodies.NewAccount;
import latchkey.contract.express.ExpressBodies.Refreshed;
import latchkey.contract.express.ExpressBodies.Said;
import latchkey.contract.express.ExpressBodies.User;
import latchkey.session.Tokens;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Register, log in, refresh, log out, and who one is. */
@Path(ExpressContract.NAME + "/api")
@Consumes(APPLICATION_JSON)
public class ExpressResource {

    private final Newcomers newcomers;
    private final TokenCookies cookies;
    private final SignIns signIns;
    private final Caller caller;

    ExpressResource(Newcomers newcomers, TokenCookies cookies, SignIns signIns, Caller caller) {
        this.newcomers = newcomers;
        this.cookies = cookies;
        this.signIns = signIns;
        this.caller = caller;
    }

    @POST
    @Path("auth/register")
    @ResponseStatus(201)
    @InTurn
    @Does(Act.REGISTER)
    public Said register(NewAccount body) {
        newcomers.register(body.toRegistration());
        return new Said("Account successfully created.");
    }

    @POST
    @Path("auth/login")
    @InTurn
    @Does(Act.SIGN_IN)
    public Answer<Login> login(Credentials body) {
        Tokens tokens = signIns.by(body.username(), body.password());
        cookies.hold(tokens);
        return new Answer<>("Logged in successfully.", new Login(tokens.access(), User.of(tokens.account())));
    }

    @POST
    @Path("auth/refresh")
    @Does(Act.REFRESH)
    public Answer<Refreshed> refresh() {
        Tokens tokens = caller.refresh();
        cookies.hold(tokens);
        return new Answer<>("Access token refreshed.", new Refreshed(tokens.access()));
    }

    @POST
    @Path("auth/logout")
    @Does(Act.SIGN_OUT)
    public Said logout() {
        caller.signOut();
        return new Said("Logged out successfully.");
    }

    @GET
    @Path("user")
    @Authenticated
    @Does(Act.WHO_AM_I)
    public Answer<User> user() {
        return new Answer<>("User details retrieved.", User.of(caller.account()));
    }
}
