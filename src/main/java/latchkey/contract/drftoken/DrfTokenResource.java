package latchkey.contract.drftoken;

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
import latchkey.contract.drftoken.DrfTokenBodies.Credentials;
import latchkey.contract.drftoken.DrfTokenBodies.LoggedOut;
import latchkey.contract.drftoken.DrfTokenBodies.Logout;
import latchkey.contract.drftoken.DrfTokenBodies.NewUser;
import latchkey.contract.drftoken.DrfTokenBodies.Refresh;
import latchkey.contract.drftoken.DrfTokenBodies.Registered;
import latchkey.contract.drftoken.DrfTokenBodies.Renewed;
import latchkey.contract.drftoken.DrfTokenBodies.TokenPair;
import org.jboss.resteasy.reactive.ResponseStatus;

/** Register, log in, refresh, log out: all tokens in bodies. */
@Path(DrfTokenContract.NAME + "/api/auth")
@Consumes(APPLICATION_JSON)
public class DrfTokenResource {

    private final Newcomers newcomers;
    private final Renewal renewal;
    private final SignIns signIns;
    private final Caller caller;

    DrfTokenResource(Newcomers newcomers, Renewal renewal, SignIns signIns, Caller caller) {
        this.newcomers = newcomers;
        this.renewal = renewal;
        this.signIns = signIns;
        this.caller = caller;
    }

    @POST
    @Path("register")
    @ResponseStatus(201)
    @InTurn
    @Does(Act.REGISTER_AND_SIGN_IN)
    public Registered register(NewUser body) {
        return Registered.of(newcomers.registerAndSignIn(body.toRegistration()));
    }

    @POST
    @Path("login")
    @InTurn
    @Does(Act.SIGN_IN)
    public TokenPair login(Credentials body) {
        return TokenPair.of(signIns.by(body.username(), body.password()));
    }

    @POST
    @Path("refresh")
    @Does(Act.REFRESH)
    public Renewed refresh(Refresh body) {
        return renewal.of(body.refresh());
    }

    @POST
    @Path("logout")
    @Does(Act.SIGN_OUT_BY_REFRESH_TOKEN)
    public LoggedOut logout(Logout body) {
        caller.signOutByRefreshToken(body.refreshToken());
        return new LoggedOut("Successfully logged out.");
    }
}
