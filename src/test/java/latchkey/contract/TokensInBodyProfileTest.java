package latchkey.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import latchkey.Database;
import latchkey.contract.orchard.OrchardBehindAProxy;
import org.junit.jupiter.api.Test;

/** Where {@code latchkey.contract.fastapi.tokens} is {@code body}. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(OrchardBehindAProxy.class)
class TokensInBodyProfileTest {

    @Test
    void fastapiSetsNoCookie() {
        Database.empty();
        Givens.registerAda();

        Response login = post("/login", "{\"username\": \"ada\", \"password\": \"lovelace\"}");
        Response refreshed =
                post("/refresh-token", "{\"refresh_token\": \"%s\"}".formatted(login.<String>path("refresh_token")));

        assertThat(login.headers().getValues("Set-Cookie")).isEmpty();
        assertThat(refreshed.statusCode()).isEqualTo(200);
        assertThat(refreshed.headers().getValues("Set-Cookie")).isEmpty();
        assertThat(refreshed.<String>path("access_token")).isNotBlank();
    }

    private static Response post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post("/fastapi/auth" + path);
    }
}
