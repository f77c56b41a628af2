package latchkey.contract.tasti;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Path;
import latchkey.http.recovery.django.DjangoRecovery;

/** Recovery by mail, and the change of the password, as dj-rest-auth and djoser have them. */
@Path(TastiContract.NAME + "/api/v1/auth")
@Consumes(APPLICATION_JSON)
public class TastiRecovery extends DjangoRecovery {}
