package orders;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;

@Path("/orders")
@RolesAllowed("user")
public class Orders {

    @GET
    public String orders(@Context SecurityContext caller) {
        return caller.getUserPrincipal().getName();
    }
}
