package latchkey.key;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.Json;
import latchkey.StoppedClock;
import latchkey.contract.Givens;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The claims of an access token, its verification, and forged tokens that are rejected. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class AccessTokensTest {

    private static final String ISSUER = "http://localhost:8080";

    private Givens ada;

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        ada = Givens.of(List.of("ada is registered", "ada is signed in"));
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    @Test
    void anAccessTokenVerifiesWithThePublicKeys() throws Exception {
        JsonWebSignature token = parsed(ada.access());
        PublicJsonWebKey key = publicKey();
        token.setAlgorithmConstraints(new AlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, "ES256"));
        token.setKey(key.getPublicKey());

        assertThat(token.verifySignature()).isTrue();
        assertThat(token.getKeyIdHeaderValue()).isEqualTo(key.getKeyId());
        assertThat(token.getHeader("typ")).isEqualTo("at+jwt");
        JwtClaims claims = JwtClaims.parse(token.getPayload());
        assertThat(claims.getIssuer()).isEqualTo(ISSUER);
        assertThat(claims.getSubject()).isEqualTo(Database.query("select id from account"));
        assertThat(claims.getStringClaimValue("preferred_username")).isEqualTo("ada");
        assertThat(claims.getStringClaimValue("email")).isEqualTo("ada@shop.example");
        assertThat(claims.getStringListClaimValue("groups")).containsExactly("user");
        assertThat(claims.getStringClaimValue("sid"))
                .isEqualTo(Database.query("select id from session order by opened_at desc"));
        assertThat(claims.getExpirationTime().getValue() - claims.getIssuedAt().getValue())
                .isEqualTo(Duration.ofMinutes(5).toSeconds());
        assertThat(claims.getJwtId()).isNotBlank();
        assertThat(claims.getStringClaimValue("client_id")).isEqualTo("drf-token");
    }

    /** RFC 9068, 2.2: strict consumers reject a token without client_id. */
    @Test
    void theClientIdIsTheContractThatOpenedTheSession() throws Exception {
        assertThat(claims(ada.access()).getClaimNames())
                .contains("iss", "exp", "aud", "sub", "client_id", "iat", "jti");

        assertThat(clientAfterARefresh()).isEqualTo("drf-token");
        Database.execute("update session set contract = null");
        assertThat(clientAfterARefresh())
                .as("of a session of an earlier release, by a token that was used")
                .isEqualTo("latchkey");
    }

    private String clientAfterARefresh() throws Exception {
        Response refreshed = given().cookie("refresh_token", ada.refresh()).post("/express/api/auth/refresh");
        return claims(Json.text(refreshed, "data.token")).getStringClaimValue("client_id");
    }

    @Test
    void theTokenOfASuperuserHasTheGroup() throws Exception {
        Database.execute("update account set superuser = true");
        Givens root = Givens.of(List.of("ada is signed in"));

        assertThat(claims(root.access()).getStringListClaimValue("groups"))
                .containsExactlyInAnyOrder("user", "superuser");
    }

    @Test
    void theKeySetHasOnlyPublicKeysNamedByThumbprint() throws Exception {
        Response answer = given().get("/.well-known/jwks.json");

        assertThat(answer.header("Cache-Control")).isEqualTo("public, max-age=300");
        List<Map<String, Object>> keys = answer.jsonPath().getList("keys");
        assertThat(keys).isNotEmpty().allSatisfy(key -> {
            assertThat(key).containsOnlyKeys("kty", "crv", "x", "y", "kid", "use", "alg");
            assertThat(key.get("kid"))
                    .isEqualTo(JsonWebKey.Factory.newJwk(key).calculateBase64urlEncodedThumbprint("SHA-256"));
        });
    }

    @Test
    void thePrivateKeyIsStoredEncrypted() throws Exception {
        String stored = Database.query("select encode(private_key, 'base64') from signing_key");

        byte[] bytes = Base64.getMimeDecoder().decode(stored);
        assertThat(new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("\u0006\u0007*\u0086H");
        assertThat(bytes[0] == 0x30 && bytes[1] == bytes.length - 2)
                .as("a DER sequence")
                .isFalse();
    }

    @Test
    void expires() {
        StoppedClock.stop();
        Givens late = Givens.of(List.of("ada is signed in"));
        StoppedClock.advance(Duration.ofMinutes(5).minusSeconds(2));
        assertThat(status(late.access())).isEqualTo(200);

        StoppedClock.advance(Duration.ofSeconds(3));

        assertThat(status(late.access())).isEqualTo(401);
    }

    @Test
    void aTokenOfAnotherKeyIsRefused() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        KeyPair mine = generator.generateKeyPair();
        JsonWebSignature forged = forged("ES256", "at+jwt", ISSUER);
        forged.setKey(mine.getPrivate());

        forged.setKeyIdHeaderValue(publicKey().getKeyId());
        assertThat(status(forged.getCompactSerialization())).isEqualTo(401);

        forged.setKeyIdHeaderValue("no-such-key");
        assertThat(status(forged.getCompactSerialization())).isEqualTo(401);

        forged.setHeader("jwk", PublicJsonWebKey.Factory.newPublicJwk(mine.getPublic()));
        assertThat(status(forged.getCompactSerialization())).isEqualTo(401);
    }

    @Test
    void aTokenSignedWithThePublicKeyAsHmacSecretIsRejected() throws Exception {
        JsonWebSignature forged = forged("HS256", "at+jwt", ISSUER);
        forged.setKeyIdHeaderValue(publicKey().getKeyId());
        forged.setKey(new HmacKey(publicKey().getPublicKey().getEncoded()));

        assertThat(status(forged.getCompactSerialization())).isEqualTo(401);
    }

    @Test
    void anUnsignedTokenIsRefused() throws Exception {
        JsonWebSignature forged = forged("none", "at+jwt", ISSUER);
        forged.setAlgorithmConstraints(AlgorithmConstraints.ALLOW_ONLY_NONE);
        forged.setKeyIdHeaderValue(publicKey().getKeyId());

        assertThat(status(forged.getCompactSerialization())).isEqualTo(401);
    }

    @Test
    void ourOwnKeyUnderAnotherTypeIssuerOrAudienceIsRefused() throws Exception {
        assertThat(status(signedByUs("at+jwt", ISSUER))).isEqualTo(200);
        assertThat(status(signedByUs("JWT", ISSUER))).isEqualTo(401);
        assertThat(status(signedByUs("at+jwt", "https://elsewhere.example"))).isEqualTo(401);
        assertThat(status(signedByUs("at+jwt", ISSUER, "https://another-service.example")))
                .isEqualTo(401);
    }

    @Inject
    KeyRing keys;

    private String signedByUs(String type, String issuer) throws Exception {
        return signedByUs(type, issuer, ISSUER);
    }

    private String signedByUs(String type, String issuer, String audience) throws Exception {
        JsonWebSignature token = forged("ES256", type, issuer);
        JwtClaims claims = JwtClaims.parse(token.getUnverifiedPayload());
        claims.setAudience(audience);
        token.setPayload(claims.toJson());
        token.setKeyIdHeaderValue(keys.current().kid());
        token.setKey(keys.current().key());
        return token.getCompactSerialization();
    }

    private JsonWebSignature forged(String algorithm, String type, String issuer) throws Exception {
        JwtClaims claims = claims(ada.access());
        claims.setIssuer(issuer);
        claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() + 60));
        JsonWebSignature token = new JsonWebSignature();
        token.setAlgorithmHeaderValue(algorithm);
        token.setHeader("typ", type);
        token.setPayload(claims.toJson());
        return token;
    }

    private static JwtClaims claims(String token) throws Exception {
        return JwtClaims.parse(parsed(token).getUnverifiedPayload());
    }

    private static JsonWebSignature parsed(String token) throws Exception {
        JsonWebSignature parsed = new JsonWebSignature();
        parsed.setCompactSerialization(token);
        return parsed;
    }

    /** The one that ada's token names: others may have been made before. */
    private PublicJsonWebKey publicKey() throws Exception {
        String json = given().get("/.well-known/jwks.json").asString();
        String kid = parsed(ada.access()).getKeyIdHeaderValue();
        return (PublicJsonWebKey) new JsonWebKeySet(json).findJsonWebKey(kid, null, null, null);
    }

    private static int status(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/express/api/user")
                .statusCode();
    }
}
