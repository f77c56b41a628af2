package latchkey.platform;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.util.Map;
import latchkey.key.KeyRing;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** The public keys that access tokens are checked with (RFC 7517). */
@Path(".well-known/jwks.json")
public class JwksResource {

    /** Seconds. A new key signs only after every consumer has had this time to read it. */
    private static final int MAX_AGE = 300;

    private final KeyRing keys;

    JwksResource(KeyRing keys) {
        this.keys = keys;
    }

    @GET
    public RestResponse<Map<String, Object>> keys() {
        return ResponseBuilder.ok(keys.jwks())
                .header("Cache-Control", "public, max-age=" + MAX_AGE)
                .build();
    }
}
