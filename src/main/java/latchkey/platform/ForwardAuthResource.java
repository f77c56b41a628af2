package latchkey.platform;

import static latchkey.failure.Reason.FORBIDDEN;
import static latchkey.failure.Reason.FRESH_SIGN_IN_REQUIRED;
import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.HEADER;
import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import io.quarkus.security.Authenticated;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import latchkey.failure.AuthFailure;
import latchkey.http.request.CurrentRequest;
import latchkey.openapi.Refuses;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Tells a reverse proxy whether a request may pass, and which user sent it (nginx auth_request, Traefik, Envoy). */
@Path("forward-auth")
@Tag(name = "platform")
public class ForwardAuthResource {

    private final JsonWebToken token;
    private final StepUp stepUp;
    private final CurrentRequest current;

    ForwardAuthResource(JsonWebToken token, StepUp stepUp, CurrentRequest current) {
        this.token = token;
        this.stepUp = stepUp;
        this.current = current;
    }

    /**
     * Names the user in four headers, always all four, so that they replace whatever the client sent under these names.
     * Characters that a header cannot hold are percent-encoded (RFC 3986).
     *
     * <p>What the proxy demands is in parameters; or in headers, from a proxy that sends the path and query of the client's request instead
     * of its own. A parameter without a value demands what no user has, since JAX-RS would not see it.
     *
     * @throws AuthFailure NOT_AUTHENTICATED, FRESH_SIGN_IN_REQUIRED or FORBIDDEN
     */
    @GET
    @Authenticated
    @Refuses(
            value = {FORBIDDEN, FRESH_SIGN_IN_REQUIRED},
            awaitsBody = false)
    @Operation(
            summary = "May this request pass",
            description =
                    "Answers a proxy in front of another service: 200 with the user in four X-Auth headers, or 401, or 403 where a group is missing. 401 asks for a better or newer sign-in, where acr or max_age demand one (RFC 9470).")
    @Parameter(
            name = "group",
            in = QUERY,
            schema = @Schema(type = SchemaType.STRING),
            description = "A group that the user must be in; may be repeated.")
    @Parameter(
            name = "X-Required-Group",
            in = HEADER,
            schema = @Schema(type = SchemaType.STRING),
            description = "As group.")
    @Parameter(
            name = "acr",
            in = QUERY,
            schema = @Schema(type = SchemaType.STRING),
            description = "The level that the sign-in must have at least: aal1, aal2 or phr.")
    @Parameter(
            name = "X-Required-Acr",
            in = HEADER,
            schema = @Schema(type = SchemaType.STRING),
            description = "As acr.")
    @Parameter(
            name = "max_age",
            in = QUERY,
            schema = @Schema(type = SchemaType.STRING),
            description = "How many seconds ago the user may have signed in, at most.")
    @Parameter(
            name = "X-Required-Max-Age",
            in = HEADER,
            schema = @Schema(type = SchemaType.STRING),
            description = "As max_age.")
    public RestResponse<Void> mayPass() {
        Set<String> groups = token.getGroups();
        if (!groups.containsAll(demanded("group", "X-Required-Group"))) {
            throw AuthFailure.because(FORBIDDEN);
        }
        stepUp.require(token, demanded("acr", "X-Required-Acr"), demanded("max_age", "X-Required-Max-Age"));
        return ResponseBuilder.<Void>ok()
                .header("X-Auth-User-Id", token.getSubject())
                .header("X-Auth-Username", encoded(token.getClaim("preferred_username")))
                .header("X-Auth-Email", encoded(token.<String>claim("email").orElse("")))
                .header("X-Auth-Groups", String.join(",", new TreeSet<>(groups)))
                .build();
    }

    private List<String> demanded(String parameter, String header) {
        HttpServerRequest request = current.request();
        List<String> inHeaders = request.headers().getAll(header);
        return request.query() == null
                ? inHeaders
                : Stream.concat(request.params().getAll(parameter).stream(), inHeaders.stream())
                        .toList();
    }

    private static String encoded(String text) {
        if (text.chars().allMatch(ForwardAuthResource::isPlain)) {
            return text;
        }
        StringBuilder header = new StringBuilder();
        text.codePoints().forEach(character -> {
            if (isPlain(character)) {
                header.appendCodePoint(character);
            } else {
                header.append(URLEncoder.encode(Character.toString(character), StandardCharsets.UTF_8)
                        .replace("+", "%20"));
            }
        });
        return header.toString();
    }

    private static boolean isPlain(int character) {
        return character > ' ' && character <= '~' && character != '%';
    }
}
