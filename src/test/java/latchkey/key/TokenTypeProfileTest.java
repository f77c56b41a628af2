package latchkey.key;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import latchkey.Database;
import latchkey.LimitedBehindAProxy;
import latchkey.contract.Givens;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Access tokens with {@code latchkey.tokens.type} JWT. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(LimitedBehindAProxy.class)
class TokenTypeProfileTest {

    @Inject
    KeyRing keys;

    private Givens ada;

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        ada = Givens.of(List.of("ada is registered", "ada is signed in"));
    }

    @Test
    void theConfiguredTokenTypeIsWrittenAndAccepted() throws Exception {
        assertThat(parsed(ada.access()).getHeader("typ")).isEqualTo("JWT");
        assertThat(status(ada.access())).isEqualTo(200);
    }

    @Test
    void tokensOfAnotherTypeAreRejected() throws Exception {
        assertThat(status(signedByUs("JWT"))).isEqualTo(200);
        assertThat(status(signedByUs("at+jwt"))).isEqualTo(401);
        assertThat(status(signedByUs(null))).isEqualTo(401);
        assertThat(status(ada.refresh())).isEqualTo(401);
    }

    @Test
    void anAccessTokenIsNotAcceptedAsARefreshToken() {
        given().cookie("refresh_token", ada.access())
                .post("/express/api/auth/refresh")
                .then()
                .statusCode(401);
    }

    private String signedByUs(String type) throws Exception {
        JsonWebSignature token = parsed(ada.access());
        String claims = token.getUnverifiedPayload();
        JsonWebSignature again = new JsonWebSignature();
        again.setAlgorithmHeaderValue(keys.current().algorithm().name());
        again.setKeyIdHeaderValue(keys.current().kid());
        again.setKey(keys.current().key());
        again.setPayload(claims);
        if (type != null) {
            again.setHeader("typ", type);
        }
        return again.getCompactSerialization();
    }

    private static JsonWebSignature parsed(String token) throws Exception {
        JsonWebSignature parsed = new JsonWebSignature();
        parsed.setCompactSerialization(token);
        return parsed;
    }

    private static int status(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/express/api/user")
                .statusCode();
    }
}
