package latchkey.key;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.contract.Givens;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access tokens under another algorithm, in an application whose other tests do not depend on it. */
public abstract class AlgorithmsTest {

    private static final String SHARED = "a secret that two services share, or so";

    /** For a profile: access tokens are signed with {@code algorithm}. */
    public static Map<String, String> settings(String algorithm) {
        return Map.of("latchkey.tokens.algorithm", algorithm, "latchkey.tokens.shared-secret", SHARED);
    }

    abstract String algorithm();

    @BeforeEach
    void adaIsRegistered() {
        Database.empty();
        Givens.registerAda();
    }

    @Test
    void signsAndVerifies() throws Exception {
        String token = Givens.of(List.of("ada is signed in")).access();

        JsonWebSignature parsed = new JsonWebSignature();
        parsed.setCompactSerialization(token);
        assertThat(parsed.getAlgorithmHeaderValue()).isEqualToIgnoringCase(algorithm());
        parsed.setKey(
                algorithm().equals("HS256")
                        ? new HmacKey(SHARED.getBytes(StandardCharsets.UTF_8))
                        : ((PublicJsonWebKey) keySet().findJsonWebKey(parsed.getKeyIdHeaderValue(), null, null, null))
                                .getPublicKey());
        assertThat(parsed.verifySignature()).isTrue();
        given().header("Authorization", "Bearer " + token)
                .get("/express/api/user")
                .then()
                .statusCode(200);
    }

    @Test
    void publishesNoSharedSecret() throws Exception {
        assertThat(keySet().getJsonWebKeys()).noneMatch(key -> key.getKeyType().equals("oct"));
        assertThat(given().get("/.well-known/jwks.json").asString()).doesNotContain("\"d\"", "HS256", "shared");
    }

    private static JsonWebKeySet keySet() throws Exception {
        return new JsonWebKeySet(given().get("/.well-known/jwks.json").asString());
    }
}
