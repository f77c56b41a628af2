package latchkey.contract.fastapi;

import static jakarta.ws.rs.core.MediaType.APPLICATION_FORM_URLENCODED;
import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static jakarta.ws.rs.core.MediaType.MULTIPART_FORM_DATA;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.contract.Act;
import latchkey.contract.Caller;
import latchkey.contract.Does;
import latchkey.contract.InTurn;
import latchkey.contract.Newcomers;
import latchkey.contract.SignIns;
import latchkey.contract.fastapi.FastApiBodies.Credentials;
import latchkey.contract.fastapi.FastApiBodies.NewUser;
import latchkey.contract.fastapi.FastApiBodies.Refresh;
import latchkey.contract.fastapi.FastApiBodies.Said;
import latchkey.contract.fastapi.FastApiBodies.TokenPair;
import latchkey.contract.fastapi.FastApiBodies.User;

/** Register, log in, refresh, log out, and whether one's token is good. */
@Path(FastApiContract.NAME + "/auth")
@Consumes(APPLICATION_JSON)
public class FastApiResource {

    private final Newcomers newcomers;
    private final Handout handout;
    private final SignIns signIns;
    private final Caller caller;

    FastApiResource(Newcomers newcomers, Handout handout, SignIns signIns, Caller caller) {
        this.newcomers = newcomers;
        this.handout = handout;
        this.signIns = signIns;
        this.caller = caller;
    }

    @POST
    @Path("register")
    @InTurn
    @Does(Act.REGISTER)
    public User register(NewUser body) {
        return User.of(newcomers.register(body.toRegistration()));
    }

    @POST
    @Path("login")
    @Consumes({APPLICATION_JSON, APPLICATION_FORM_URLENCODED, MULTIPART_FORM_DATA})
    @InTurn
    @Does(Act.SIGN_IN)
    public TokenPair login(Credentials body) {
        return handout.of(signIns.by(body.username(), body.password()));
    }

    @POST
    @Path("refresh-token")
    @Does(Act.REFRESH)
    public TokenPair refreshToken(Refresh body) {
        return handout.of(caller.refresh(body.refreshToken()));
    }

    @POST
    @Path("logout")
    @Does(Act.SIGN_OUT_IF_ANYBODY)
    public Said logout(Refresh body) {
        caller.signOutIfAnybody(body.refreshToken());
        return new Said("Logged out successfully");
    }

    @POST
    @Path("test-token")
    @Authenticated
    @Does(Act.WHO_AM_I)
    public User testToken() {
        return User.of(caller.account());
    }
}
