package latchkey.http.body;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import latchkey.Database;
import latchkey.contract.ContractCalls;
import latchkey.contract.Strict;
import latchkey.hash.BcryptHash;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The setting {@code latchkey.password.min-length}, above the minimum of the contracts. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(Strict.class)
class MinimumPasswordLengthProfileTest {

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @ParameterizedTest
    @EnumSource
    void aNewPasswordHasTheConfiguredMinimumLength(ContractCalls contract) {
        Response refused = contract.register("ada", "x".repeat(14));
        assertThat(refused.statusCode()).isEqualTo(contract.invalid);
        assertThat(refused.jsonPath().getString(contract.flaw)).contains("at least 15 characters");

        assertThat(contract.register("ada", "😀".repeat(14)).statusCode()).isEqualTo(contract.invalid);
        assertThat(contract.register("ada", "😀".repeat(15)).statusCode()).isEqualTo(contract.created);
    }

    @ParameterizedTest
    @EnumSource
    void anExistingShortPasswordStillSignsIn(ContractCalls contract) {
        contract.register("ada", "x".repeat(15));
        Database.execute("update credential set password_hash = '%s'".formatted(BcryptHash.digestedOf("lovelace", 4)));

        assertThat(contract.letsIn("ada", "lovelace")).isTrue();
    }

    @Test
    void aChangedPasswordHasTheConfiguredMinimumLength() {
        ContractCalls.EXPRESS.register("ada", "x".repeat(15));
        String token =
                ContractCalls.EXPRESS.login("ada", "x".repeat(15)).jsonPath().getString("data.token");

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
