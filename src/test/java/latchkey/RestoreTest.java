package latchkey;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** After a restore, accounts created after the backup are lost, but their tokens still exist. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class RestoreTest {

    private static final String NUMBER = "select last_value from account_number";

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @Test
    void afterARestoreTokensOfALostAccountAreNotValidForANewAccount() {
        registered("ada");
        String number = Database.query(NUMBER);
        JsonPath lost = registered("bob");
        Database.execute("delete from account where username = 'bob'");
        Database.execute("select setval('account_number', " + number + ")");

        JsonPath newcomer = registered("carl");

        assertThat(newcomer.getLong("content.pk")).isGreaterThan(lost.getLong("content.pk"));
        String access = lost.getString("content.tokens.access");
        String refresh = lost.getString("content.tokens.refresh");
        String before = Tables.people();
        for (String path : List.of("/express/api/user", "/account", "/account/sessions", "/drf-cookie/api/user/me")) {
            assertThat(given().header("Authorization", "Bearer " + access)
                            .get(path)
                            .statusCode())
                    .as(path)
                    .isIn(401, 404);
        }
        assertThat(given().header("Authorization", "Bearer " + access)
                        .contentType(JSON)
                        .body("{\"first_name\": \"Mallory\"}")
                        .patch("/account")
                        .statusCode())
                .isEqualTo(401);
        assertThat(given().header("Authorization", "Bearer " + access)
                        .contentType(JSON)
                        .body("{\"current_password\": \"lovelace\", \"new_password\": \"countess\"}")
                        .post("/account/password")
                        .statusCode())
                .isEqualTo(401);
        Response refreshed = given().cookie("refresh_token", refresh).post("/express/api/auth/refresh");
        assertThat(refreshed.statusCode()).isEqualTo(401);
        assertThat(Tables.people()).isEqualTo(before);
    }

    /** JavaScript clients read ids as numbers; ids of earlier releases are smaller. */
    @Test
    void anAccountIdIsASafeJavaScriptInteger() {
        long id = registered("ada").getLong("content.pk");

        assertThat(id).isBetween(1L << 40, 1L << 53);
        assertThat(Database.query("select pg_get_serial_sequence('account', 'id')"))
                .isEqualTo("public.account_number");
    }

    private static JsonPath registered(String name) {
        return given().contentType(JSON)
                .body("{\"username\": \"%1$s\", \"password\": \"lovelace\", \"email\": \"%1$s@shop.example\"}"
                        .formatted(name))
                .post("/drf-token/api/auth/register")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
    }
}
