package latchkey.platform;

import static jakarta.ws.rs.core.HttpHeaders.CACHE_CONTROL;
import static latchkey.failure.Reason.NOT_FOUND;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.LatchkeyConfig;
import latchkey.client.ClientSignIn;
import latchkey.client.Scope;
import latchkey.http.AdminConfig;
import latchkey.http.Preconditions;
import latchkey.http.browser.TrustedOrigins;
import latchkey.key.KeyConfig;
import latchkey.key.KeyRing;
import latchkey.openapi.Refuses;
import latchkey.passkey.Passkeys;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** Publishes what services need to check Latchkey's tokens: the endpoints and the public keys. */
@Path(".well-known")
@Tag(name = "platform")
public class MetadataResource {

    /** Seconds. */
    private static final long MAX_CACHE_AGE = 300;

    /** The caching of what changes with the settings alone. */
    public static final String PUBLIC = "public, max-age=" + MAX_CACHE_AGE;

    private final KeyRing keys;
    private final Passkeys passkeys;
    private final TrustedOrigins origins;
    private final AdminConfig admin;
    private final String issuer;
    private final String cached;

    MetadataResource(
            KeyRing keys,
            Passkeys passkeys,
            TrustedOrigins origins,
            AdminConfig admin,
            LatchkeyConfig config,
            KeyConfig lifetimes) {
        this.keys = keys;
        this.passkeys = passkeys;
        this.origins = origins;
        this.admin = admin;
        issuer = config.issuer();
        // Never longer than a new key is published before it signs: otherwise a service could get a signature of a key
        // that it
        // does not know.
        cached = "public, max-age="
                + Math.min(MAX_CACHE_AGE, lifetimes.publishFor().toSeconds());
    }

    /** RFC 7517. */
    @GET
    @Path("jwks.json")
    @Operation(summary = "Public keys", description = "Returns the keys for checking access tokens (RFC 7517).")
    public RestResponse<Map<String, Object>> jwks(@Context HttpHeaders headers) {
        Map<String, Object> set = keys.jwks();
        EntityTag tag = new EntityTag(Integer.toHexString(set.hashCode()));
        RestResponse.Status status = Preconditions.evaluate(headers, tag);
        return ResponseBuilder.<Map<String, Object>>create(status, status == RestResponse.Status.OK ? set : null)
                .header(CACHE_CONTROL, status == RestResponse.Status.PRECONDITION_FAILED ? "no-store" : cached)
                .tag(tag)
                .build();
    }

    /** OpenID Connect Discovery 1.0, as far as a resource server reads it. */
    @GET
    @Path("openid-configuration")
    @Operation(
            summary = "Discovery",
            description = "Returns the addresses of all endpoints (OpenID Connect Discovery 1.0).")
    public RestResponse<Map<String, Object>> openidConfiguration() {
        Map<String, Object> metadata = metadata();
        metadata.put("subject_types_supported", List.of("public"));
        metadata.put("id_token_signing_alg_values_supported", keys.algorithms());
        return cached(metadata);
    }

    /** RFC 8414. */
    @GET
    @Path("oauth-authorization-server")
    @Operation(summary = "Metadata", description = "Returns the addresses of all endpoints (RFC 8414).")
    public RestResponse<Map<String, Object>> authorizationServer() {
        return cached(metadata());
    }

    /** Lets frontends of other domains use passkeys of this one (WebAuthn Level 3, 5.11). */
    @GET
    @Path("webauthn")
    @Refuses(NOT_FOUND)
    @Operation(
            summary = "Related origins",
            description =
                    "Returns the origins that may use passkeys of this domain (WebAuthn Level 3, 5.11). Exists if latchkey.passkeys.rp-id is set.")
    public RestResponse<Map<String, List<String>>> relatedOrigins() {
        passkeys.requireOn();
        return ResponseBuilder.ok(Map.of("origins", origins.all()))
                .header(CACHE_CONTROL, PUBLIC)
                .build();
    }

    private Map<String, Object> metadata() {
        List<String> secrets = List.of("client_secret_basic", "client_secret_post");
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("issuer", issuer);
        metadata.put("jwks_uri", issuer + "/.well-known/jwks.json");
        metadata.put("introspection_endpoint", issuer + "/oauth2/introspect");
        metadata.put("introspection_endpoint_auth_methods_supported", secrets);
        metadata.put("revocation_endpoint", issuer + "/oauth2/revoke");
        metadata.put("revocation_endpoint_auth_methods_supported", secrets);
        metadata.put("response_types_supported", List.of());
        metadata.put("grant_types_supported", admin.enabled() ? List.of(ClientSignIn.GRANT_TYPE) : List.of());
        if (admin.enabled()) {
            metadata.put("token_endpoint", issuer + "/oauth2/token");
            metadata.put("token_endpoint_auth_methods_supported", secrets);
            metadata.put(
                    "scopes_supported",
                    Stream.of(Scope.values()).map(Scope::text).toList());
        }
        return metadata;
    }

    private RestResponse<Map<String, Object>> cached(Map<String, Object> metadata) {
        return ResponseBuilder.ok(metadata).header(CACHE_CONTROL, cached).build();
    }
}
