package latchkey.platform;

import static jakarta.ws.rs.core.MediaType.APPLICATION_FORM_URLENCODED;
import static latchkey.failure.Reason.FORBIDDEN;
import static latchkey.failure.Reason.INVALID_CLIENT;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.validation.constraints.NotBlank;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import latchkey.account.Account;
import latchkey.client.Clients;
import latchkey.client.Scope;
import latchkey.key.AccessTokens;
import latchkey.openapi.FieldDescriptions;
import latchkey.openapi.Refuses;
import latchkey.session.LiveSessions;
import latchkey.session.TokenIssuer;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Introspects and revokes tokens for known services. */
@Path("oauth2")
@Tag(name = "platform")
@Consumes(APPLICATION_FORM_URLENCODED)
public class OAuthResource {

    private static final Map<String, Object> INACTIVE = Map.of("active", false);

    /** The claims copied from a token. A token of another issuer has no issuer and session that a service here could use. */
    private static final List<String> CLAIMS = List.of(
            "iss",
            "aud",
            AccessTokens.CLIENT,
            "iat",
            "exp",
            "jti",
            AccessTokens.SESSION,
            "amr",
            AccessTokens.ACR,
            "auth_time");

    private final Clients clients;
    private final JWTParser parser;
    private final LiveSessions sessions;
    private final TokenIssuer issuer;

    OAuthResource(Clients clients, JWTParser parser, LiveSessions sessions, TokenIssuer issuer) {
        this.clients = clients;
        this.parser = parser;
        this.sessions = sessions;
        this.issuer = issuer;
    }

    /** The body of both requests. A token_type_hint is not needed: the token itself tells its type. */
    @Schema(description = FieldDescriptions.QUESTION)
    record TokenQuestion(
            @NotBlank @Schema(description = FieldDescriptions.TOKEN)
            String token,

            @JsonProperty("client_id") @Nullable @Schema(description = FieldDescriptions.CLIENT_ID)
            String clientId,

            @JsonProperty("client_secret") @Nullable @Schema(description = FieldDescriptions.CLIENT_SECRET)
            String clientSecret) {}

    /**
     * RFC 7662: an access token is active while its session is open or, if it is of another issuer, while Latchkey accepts it;
     * a refresh token while its client could refresh with it. The groups are the account's current ones.
     */
    @POST
    @Path("introspect")
    @Refuses({FORBIDDEN, INVALID_CLIENT})
    @Operation(
            summary = "Introspect",
            description =
                    "Tells a registered service whether a token is valid now, and which account it belongs to (RFC 7662).")
    public Map<String, Object> introspect(
            TokenQuestion question, @HeaderParam("Authorization") @Nullable String authorization) {
        clients.require(Scope.TOKENS_READ, authorization, question.clientId(), question.clientSecret());
        return accessToken(question.token())
                .flatMap(token -> isForeign(token)
                        ? Optional.of(describe(token, token.getGroups()))
                        : session(token)
                                .map(live -> describe(
                                        token, Set.copyOf(live.account().groups()))))
                .or(() -> sessions.findByRefreshToken(question.token()).map(OAuthResource::describe))
                .or(() -> sessions.findByForeignToken(question.token()).map(OAuthResource::describe))
                .orElse(INACTIVE);
    }

    /**
     * RFC 7009: ends the session of an access token, or of a refresh token, used or not (section 2.1). For any other token
     * there is nothing to end, and the request succeeds.
     */
    @POST
    @Path("revoke")
    @Refuses({FORBIDDEN, INVALID_CLIENT})
    @Operation(
            summary = "Revoke",
            description = "Ends the session of a token (RFC 7009). An invalid token is not an error.")
    public Map<String, Object> revoke(
            TokenQuestion question, @HeaderParam("Authorization") @Nullable String authorization) {
        clients.require(Scope.TOKENS_WRITE, authorization, question.clientId(), question.clientSecret());
        accessToken(question.token())
                .flatMap(this::session)
                .or(() -> sessions.findByAnyRefreshToken(question.token()))
                .ifPresentOrElse(live -> issuer.close(live.id()), () -> issuer.closeForeign(question.token()));
        return Map.of();
    }

    private Optional<JsonWebToken> accessToken(String token) {
        try {
            return Optional.of(parser.parse(token));
        } catch (ParseException notAccessToken) {
            return Optional.empty();
        }
    }

    private static boolean isForeign(JsonWebToken token) {
        return token.containsClaim(AccessTokens.FOREIGN);
    }

    private Optional<LiveSessions.Live> session(JsonWebToken token) {
        return token.<String>claim(AccessTokens.SESSION).map(UUID::fromString).flatMap(sessions::find);
    }

    private static Map<String, Object> describe(JsonWebToken token, Set<String> groups) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("active", true);
        answer.put("token_type", "Bearer");
        answer.put("sub", token.getSubject());
        answer.put("username", token.getClaim("preferred_username"));
        CLAIMS.stream()
                .filter(token.getClaimNames()::contains)
                .forEach(claim -> answer.put(claim, token.getClaim(claim)));
        answer.put("groups", groups);
        return answer;
    }

    private static Map<String, Object> describe(LiveSessions.Live live) {
        Map<String, Object> answer = describe(live.account());
        answer.put("exp", live.expiresAt().getEpochSecond());
        answer.put("sid", live.id().toString());
        return answer;
    }

    private static Map<String, Object> describe(Account owner) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("active", true);
        answer.put("token_type", "refresh_token");
        answer.put("sub", Long.toString(owner.id));
        answer.put("username", owner.username);
        return answer;
    }
}
