package orders;

import io.quarkus.security.Authenticated;
import io.quarkus.security.ForbiddenException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** A service that checks Latchkey's access tokens with the public keys. */
@Path("")
@Authenticated
public class Orders {

    private static final List<String> TWO_FACTORS = List.of("aal2", "phr");
    private static final Duration RECENT = Duration.ofMinutes(10);

    /** RFC 9470, 3. */
    private static final String SIGN_IN_AGAIN =
            "Bearer error=\"insufficient_user_authentication\", acr_values=\"aal2\", max_age=\"600\"";

    private final JsonWebToken token;

    Orders(JsonWebToken token) {
        this.token = token;
    }

    @GET
    @Path("orders")
    public Map<String, String> orders() {
        return Map.of("user", token.getSubject());
    }

    @GET
    @Path("reports")
    @RolesAllowed("editors")
    public Map<String, String> reports() {
        return Map.of("user", token.getSubject());
    }

    @POST
    @Path("payments")
    public RestResponse<Map<String, String>> pay() {
        return recentlyWithTwoFactors()
                ? RestResponse.ok(Map.of("user", token.getSubject()))
                : challenge(RestResponse.Status.UNAUTHORIZED, SIGN_IN_AGAIN);
    }

    @ServerExceptionMapper
    RestResponse<Map<String, String>> notInGroup(ForbiddenException refused) {
        return challenge(RestResponse.Status.FORBIDDEN, "Bearer error=\"insufficient_scope\"");
    }

    private boolean recentlyWithTwoFactors() {
        Long signedIn = token.getClaim("auth_time");
        return TWO_FACTORS.contains(String.valueOf(token.<Object>getClaim("acr")))
                && signedIn != null
                && Instant.ofEpochSecond(signedIn).isAfter(Instant.now().minus(RECENT));
    }

    private static RestResponse<Map<String, String>> challenge(RestResponse.Status status, String challenge) {
        return ResponseBuilder.<Map<String, String>>create(status)
                .header("WWW-Authenticate", challenge)
                .build();
    }
}
