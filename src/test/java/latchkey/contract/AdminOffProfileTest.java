package latchkey.contract;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import latchkey.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing of the admin API is there unless a setting turns it on. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(Strict.class)
class AdminOffProfileTest {

    @ParameterizedTest
    @ValueSource(strings = {"/admin", "/admin/accounts", "/admin/accounts/1", "/admin/accounts/bulk", "/admin/keys"})
    void nothingIsBelowAdmin(String path) {
        assertThat(given().get(path).statusCode()).isEqualTo(404);
        assertThat(given().contentType(JSON).body("{}").post(path).statusCode()).isEqualTo(404);
        assertThat(given().options(path).statusCode()).isEqualTo(404);
    }

    @Test
    void programsGetNoTokens() {
        assertThat(given().formParam("grant_type", "client_credentials")
                        .formParam("client_id", "gateway")
                        .formParam("client_secret", Database.CLIENT_SECRET)
                        .post("/oauth2/token")
                        .statusCode())
                .isEqualTo(404);
        assertThat(given().get("/.well-known/oauth-authorization-server").asString())
                .doesNotContain("token_endpoint\"")
                .contains("\"grant_types_supported\":[]");
    }
}
