package latchkey.platform;

import static latchkey.failure.Reason.FORBIDDEN;

import io.quarkus.security.Authenticated;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import latchkey.failure.AuthFailure;
import latchkey.openapi.Refuses;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Tells a reverse proxy whether a request may pass, and which user sent it (nginx auth_request, Traefik, Envoy). */
@Path("forward-auth")
@Tag(name = "platform")
public class ForwardAuthResource {

    private final JsonWebToken token;

    ForwardAuthResource(JsonWebToken token) {
        this.token = token;
    }

    /**
     * Names the user in four headers, always all four, so that they replace whatever the client sent under these names.
     * Characters that a header cannot hold are percent-encoded (RFC 3986).
     *
     * @param asked groups that the user must all be in
     * @param required more such groups, from a proxy that sends the path and query of the client's request instead of its
     *     own
     * @throws AuthFailure NOT_AUTHENTICATED or FORBIDDEN
     */
    @GET
    @Authenticated
    @Refuses(FORBIDDEN)
    @Operation(
            summary = "May this request pass",
            description =
                    "Answers a proxy in front of another service: 200 with the user in four X-Auth headers, or 401, or 403 where a group is missing.")
    public RestResponse<Void> mayPass(
            @RestQuery("group") List<String> asked, @RestHeader("X-Required-Group") List<String> required) {
        Set<String> groups = token.getGroups();
        if (!groups.containsAll(asked) || !groups.containsAll(required)) {
            throw AuthFailure.because(FORBIDDEN);
        }
        return ResponseBuilder.<Void>ok()
                .header("X-Auth-User-Id", token.getSubject())
                .header("X-Auth-Username", encoded(token.getClaim("preferred_username")))
                .header("X-Auth-Email", encoded(token.<String>claim("email").orElse("")))
                .header("X-Auth-Groups", String.join(",", new TreeSet<>(groups)))
                .build();
    }

    private static String encoded(String text) {
        StringBuilder header = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (character > ' ' && character <= '~' && character != '%') {
                header.appendCodePoint(character);
            } else {
                header.append(URLEncoder.encode(Character.toString(character), StandardCharsets.UTF_8)
                        .replace("+", "%20"));
            }
        });
        return header.toString();
    }
}
