package latchkey.contract.orchard;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import io.quarkus.arc.properties.IfBuildProperty;
import io.quarkus.security.Authenticated;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import latchkey.contract.Act;
import latchkey.contract.Caller;
import latchkey.contract.Does;
import latchkey.contract.InTurn;
import latchkey.contract.Newcomers;
import latchkey.contract.SignIns;
import latchkey.contract.TokenCookies;
import latchkey.contract.orchard.OrchardBodies.Arrival;
import latchkey.contract.orchard.OrchardBodies.Gone;
import latchkey.contract.orchard.OrchardBodies.Held;
import latchkey.contract.orchard.OrchardBodies.Known;
import latchkey.contract.orchard.OrchardBodies.Renewal;
import latchkey.contract.orchard.OrchardBodies.Return;
import latchkey.session.Tokens;
import org.jboss.resteasy.reactive.ResponseStatus;

/** People come, return, stay and go. */
@Path(OrchardContract.NAME)
@Consumes(APPLICATION_JSON)
@IfBuildProperty(name = "orchard.enabled", stringValue = "true")
public class OrchardResource {

    private final Newcomers newcomers;
    private final TokenCookies cookies;
    private final SignIns signIns;
    private final Caller caller;

    OrchardResource(Newcomers newcomers, TokenCookies cookies, SignIns signIns, Caller caller) {
        this.newcomers = newcomers;
        this.cookies = cookies;
        this.signIns = signIns;
        this.caller = caller;
    }

    @POST
    @Path("people")
    @ResponseStatus(201)
    @InTurn
    @Does(Act.REGISTER)
    public Known arrive(Arrival body) {
        return Known.of(newcomers.register(body.toRegistration()));
    }

    @POST
    @Path("sessions")
    @InTurn
    @Does(Act.SIGN_IN)
    public Held comeBack(Return body) {
        return held(signIns.by(body.username(), body.session().passPhrase()));
    }

    @PUT
    @Path("renewals")
    @Does(Act.REFRESH)
    public Held stay(Renewal body) {
        return held(caller.refresh(body.token()));
    }

    @DELETE
    @Path("sessions")
    @Does(Act.SIGN_OUT)
    public Gone leave() {
        caller.signOut();
        return new Gone("Farewell.");
    }

    @GET
    @Path("people/login")
    @Authenticated
    @Does(Act.WHO_AM_I)
    public Known self() {
        return Known.of(caller.account());
    }

    private Held held(Tokens tokens) {
        cookies.hold(tokens);
        return Held.of(tokens);
    }
}
