package latchkey.key;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.contract.Givens;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cache of verified tokens makes no token valid for longer. For its key see {@link KeyRotationTest}. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class TokenCacheTest {

    private String token;

    @BeforeEach
    void adasTokenIsRemembered() {
        Database.empty();
        StoppedClock.stop();
        token = Givens.of(List.of("ada is registered", "ada is signed in")).access();
        assertThat(status(token)).isEqualTo(200);
        assertThat(status(token)).isEqualTo(200);
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    @Test
    void expires() {
        StoppedClock.advance(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(status(token)).isEqualTo(200);

        StoppedClock.advance(Duration.ofSeconds(1));
        assertThat(status(token)).isEqualTo(401);
    }

    @Test
    void aCachedTokenMakesNoOtherTokenValid() {
        int last = token.length() - 2;
        char other = token.charAt(last) == 'A' ? 'B' : 'A';

        assertThat(status(token.substring(0, last) + other + token.substring(last + 1)))
                .isEqualTo(401);
        assertThat(status(token + "A")).isEqualTo(401);
        assertThat(status(token)).isEqualTo(200);
    }

    /** Each spelling would evict another token from the cache. */
    @Test
    void onlyOneSpellingOfATokenIsCached() {
        int last = token.length() - 1;
        String spareBits = token.substring(0, last) + (char) (token.charAt(last) + 1);

        assertThat(Stream.of(token + "=", token + "==", token + ".", "!" + token, token + "!", spareBits))
                .allSatisfy(spelling -> assertThat(status(spelling)).isEqualTo(401));
        assertThat(status(token)).isEqualTo(200);
    }

    @Test
    void aCachedTokenIsRejectedOnceItsAccountIsDisabled() {
        Database.execute("update account set active = false");

        given().header("Authorization", "Bearer " + token)
                .get("/express/api/user")
                .then()
                .statusCode(401);
    }

    private static int status(String token) {
        return given().header("Authorization", "Bearer " + token)
                .get("/forward-auth")
                .statusCode();
    }
}
