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
import latchkey.contract.Action;
import latchkey.contract.Performs;
import latchkey.contract.orchard.OrchardBodies.Arrival;
import latchkey.contract.orchard.OrchardBodies.Gone;
import latchkey.contract.orchard.OrchardBodies.Held;
import latchkey.contract.orchard.OrchardBodies.Known;
import latchkey.contract.orchard.OrchardBodies.Renewal;
import latchkey.contract.orchard.OrchardBodies.Return;
import latchkey.http.browser.TokenCookies;
import latchkey.http.signin.CurrentUser;
import latchkey.http.signin.HashesPassword;
import latchkey.http.signin.PasswordSignIn;
import latchkey.http.signin.RegistrationFlow;
import latchkey.session.Tokens;
import org.jboss.resteasy.reactive.ResponseStatus;

/** People come, return, stay and go. */
@Path(OrchardContract.NAME)
@Consumes(APPLICATION_JSON)
@IfBuildProperty(name = "orchard.enabled", stringValue = "true")
public class OrchardResource {

    private final RegistrationFlow newcomers;
    private final TokenCookies cookies;
    private final PasswordSignIn signIns;
    private final CurrentUser caller;

    OrchardResource(RegistrationFlow newcomers, TokenCookies cookies, PasswordSignIn signIns, CurrentUser caller) {
        this.newcomers = newcomers;
        this.cookies = cookies;
        this.signIns = signIns;
        this.caller = caller;
    }

    @POST
    @Path("people")
    @ResponseStatus(201)
    @HashesPassword
    @Performs(Action.REGISTER)
    public Known arrive(Arrival body) {
        return Known.of(newcomers.register(body.toRegistration()));
    }

    @POST
    @Path("sessions")
    @HashesPassword
    @Performs(Action.SIGN_IN)
    public Held comeBack(Return body) {
        return held(signIns.signIn(body));
    }

    @PUT
    @Path("renewals")
    @Performs(Action.REFRESH)
    public Held stay(Renewal body) {
        return held(caller.refresh(body.token()));
    }

    @DELETE
    @Path("sessions")
    @Performs(Action.SIGN_OUT)
    public Gone leave() {
        caller.signOut();
        return new Gone("Farewell.");
    }

    @GET
    @Path("people/login")
    @Authenticated
    @Performs(Action.WHO_AM_I)
    public Known self() {
        return Known.of(caller.account());
    }

    private Held held(Tokens tokens) {
        cookies.hold(tokens);
        return Held.of(tokens);
    }
}
