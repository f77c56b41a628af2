package latchkey.contract.drftoken;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Path;
import latchkey.http.recovery.django.DjangoRecovery;

/** Recovery by mail, and the change of the password, as dj-rest-auth and djoser have them. */
@Path(DrfTokenContract.NAME + "/api/auth")
@Consumes(APPLICATION_JSON)
public class DrfTokenRecovery extends DjangoRecovery {}
