package latchkey.platform;

import static jakarta.ws.rs.core.MediaType.APPLICATION_FORM_URLENCODED;
import static latchkey.failure.Reason.INVALID_CLIENT;
import static latchkey.failure.Reason.INVALID_SCOPE;
import static latchkey.failure.Reason.NOT_FOUND;
import static latchkey.failure.Reason.TOO_MANY_ATTEMPTS;
import static latchkey.failure.Reason.UNSUPPORTED_GRANT_TYPE;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import latchkey.client.ClientSignIn;
import latchkey.http.request.CurrentRequest;
import latchkey.openapi.FieldDescriptions;
import latchkey.openapi.Refuses;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Issues access tokens to programs. */
@Path("oauth2/token")
@Tag(name = "platform")
@Consumes(APPLICATION_FORM_URLENCODED)
public class TokenResource {

    private final ClientSignIn signIns;
    private final CurrentRequest current;

    TokenResource(ClientSignIn signIns, CurrentRequest current) {
        this.signIns = signIns;
        this.current = current;
    }

    @Schema(description = FieldDescriptions.GRANT)
    record Grant(
            @JsonProperty("grant_type") @NotBlank @Schema(description = FieldDescriptions.GRANT_TYPE)
            String grantType,

            @Nullable @Schema(description = FieldDescriptions.SCOPE)
            String scope,

            @JsonProperty("client_id") @Nullable @Schema(description = FieldDescriptions.CLIENT_ID)
            String clientId,

            @JsonProperty("client_secret") @Nullable @Schema(description = FieldDescriptions.CLIENT_SECRET)
            String clientSecret) {}

    /** RFC 6749, 5.1. */
    @Schema(description = FieldDescriptions.ISSUED)
    record Issued(
            @JsonProperty("access_token") @Schema(description = FieldDescriptions.ACCESS_TOKEN)
            String accessToken,

            @JsonProperty("token_type") @Schema(description = FieldDescriptions.TOKEN_TYPE)
            String tokenType,

            @JsonProperty("expires_in") @Schema(description = FieldDescriptions.EXPIRES_IN)
            long expiresIn,

            @Schema(description = FieldDescriptions.SCOPE) String scope) {

        static Issued of(ClientSignIn.Issued issued) {
            return new Issued(issued.token(), "Bearer", issued.lifetime().toSeconds(), issued.scope());
        }
    }

    /** RFC 6749, 4.4. */
    @POST
    @OAuthErrors
    @Refuses({INVALID_CLIENT, INVALID_SCOPE, NOT_FOUND, TOO_MANY_ATTEMPTS, UNSUPPORTED_GRANT_TYPE})
    @Operation(
            summary = "Access token for a program",
            description =
                    "Gives a client an access token for the admin API (RFC 6749, 4.4): with all its scopes, or with those that it asks for. Exists if latchkey.admin.enabled is set.")
    public Issued token(Grant grant, @HeaderParam("Authorization") @Nullable String authorization) {
        return Issued.of(signIns.signIn(
                grant.grantType(),
                grant.scope(),
                new ClientSignIn.Credentials(authorization, grant.clientId(), grant.clientSecret()),
                current.network()));
    }
}
