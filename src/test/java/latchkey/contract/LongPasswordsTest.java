package latchkey.contract;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import latchkey.Database;
import latchkey.hash.BcryptHash;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Passwords where {@code latchkey.password.min-length} asks for more than the contracts do. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(Strict.class)
class LongPasswordsTest {

    @BeforeEach
    void nobodyIsThere() {
        Database.empty();
    }

    @ParameterizedTest
    @EnumSource
    void aNewPasswordIsAsLongAsTheSettingAsks(Door door) {
        Response refused = door.register("ada", "x".repeat(14));
        assertThat(refused.statusCode()).isEqualTo(door.invalid);
        assertThat(refused.jsonPath().getString(door.flaw)).contains("at least 15 characters");

        assertThat(door.register("ada", "😀".repeat(14)).statusCode()).isEqualTo(door.invalid);
        assertThat(door.register("ada", "😀".repeat(15)).statusCode()).isEqualTo(door.created);
    }

    @ParameterizedTest
    @EnumSource
    void whoeverHasAShortOneStillSignsIn(Door door) {
        door.register("ada", "x".repeat(15));
        Database.execute("update credential set password_hash = '%s'".formatted(BcryptHash.digestedOf("lovelace", 4)));

        assertThat(door.letsIn("ada", "lovelace")).isTrue();
    }

    @Test
    void aChangedPasswordIsAsLong() {
        Door.EXPRESS.register("ada", "x".repeat(15));
        String token = Door.EXPRESS.login("ada", "x".repeat(15)).jsonPath().getString("data.token");

        assertThat(changed(token, "y".repeat(14))).isEqualTo(400);
        assertThat(changed(token, "y".repeat(15))).isEqualTo(200);
    }

    private static int changed(String token, String wanted) {
        return given().header("Authorization", "Bearer " + token)
                .contentType(JSON)
                .body("{\"current_password\": \"%s\", \"new_password\": \"%s\"}".formatted("x".repeat(15), wanted))
                .post("/account/password")
                .statusCode();
    }
}
