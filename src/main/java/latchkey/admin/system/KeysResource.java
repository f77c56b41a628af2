package latchkey.admin.system;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;
import static latchkey.failure.Reason.NOT_FOUND;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.time.Instant;
import java.util.List;
import latchkey.client.Scope;
import latchkey.failure.AuthFailure;
import latchkey.key.KeyRing;
import latchkey.openapi.AdminDescriptions;
import latchkey.openapi.Refuses;
import latchkey.openapi.Scoped;
import latchkey.session.Sessions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;
import org.jspecify.annotations.Nullable;

/** The keys that sign access tokens. */
@Path("admin/keys")
@Tag(name = "admin")
@Consumes(APPLICATION_JSON)
@RegisterForReflection // AdminFilter reads the annotations of its methods.
public class KeysResource {

    private final KeyRing keys;
    private final Sessions sessions;

    KeysResource(KeyRing keys, Sessions sessions) {
        this.keys = keys;
        this.sessions = sessions;
    }

    @Schema(description = AdminDescriptions.KEY_OF_RING)
    record RingKey(
            @Schema(description = AdminDescriptions.KID) String kid,

            @Schema(description = AdminDescriptions.ALGORITHM)
            String algorithm,

            @Schema(description = AdminDescriptions.KEY_STATE)
            String state,

            @JsonProperty("created_at") @Schema(description = AdminDescriptions.KEY_CREATED)
            Instant createdAt,

            @JsonProperty("signs_from") @Schema(description = AdminDescriptions.SIGNS_FROM)
            Instant signsFrom,

            @JsonProperty("compromised_at")
            @Nullable
            @Schema(description = AdminDescriptions.COMPROMISED_AT, nullable = true)
            Instant compromisedAt) {

        static RingKey of(KeyRing.Listed key) {
            return new RingKey(
                    key.kid(), key.algorithm(), key.state(), key.createdAt(), key.signsFrom(), key.compromisedAt());
        }
    }

    @Schema(description = AdminDescriptions.KEYS)
    record Ring(
            @Schema(description = AdminDescriptions.KEYS) List<RingKey> keys) {}

    @GET
    @Scoped(Scope.KEYS_READ)
    @Operation(summary = "List signing keys", description = "Lists the keys that sign access tokens, the newest first.")
    public Ring listKeys() {
        return new Ring(keys.list().stream().map(RingKey::of).toList());
    }

    @POST
    @ResponseStatus(201)
    @Scoped(Scope.KEYS_WRITE)
    @Operation(
            summary = "Make a new signing key",
            description = "Publishes a new key, which signs after latchkey.keys.publish-for, and returns it.")
    public RingKey rotateKeys() {
        keys.rotate();
        return RingKey.of(keys.list().get(0));
    }

    @POST
    @Path("{kid:[A-Za-z0-9_-]{1,64}}/compromised")
    @Scoped(Scope.KEYS_WRITE)
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Take a compromised key out of use",
            description = "Stops signing and verifying with a key, at once, and ends the sessions of all accounts.")
    public EndedSessions compromiseKey(@Parameter(description = AdminDescriptions.KID) @RestPath String kid) {
        return new EndedSessions(
                keys.revoke(kid, sessions::endOfAllAccounts).orElseThrow(() -> AuthFailure.because(NOT_FOUND)));
    }
}
