package latchkey.platform;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.Json;
import latchkey.contract.Givens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A password change sends new tokens of the session, where the session's contract sends them. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class PasswordChangeTest {

    @BeforeEach
    void adaIsThere() {
        Database.empty();
        Givens.registerAda();
    }

    @ParameterizedTest(name = "{0}: in the body {2}, in cookies {3}")
    @CsvSource(
            nullValues = "-",
            value = {
                "drf-cookie, /drf-cookie/api/auth/login, -, access_token refresh_token refresh_token, cookie",
                "drf-token, /drf-token/api/auth/login, access_token refresh_token, -, access",
                "express, /express/api/auth/login, access_token, refresh_token, data.token",
                "fastapi, /fastapi/auth/login, access_token refresh_token, access_token refresh_token refresh_token, access_token",
                "laravel, /laravel/login, -, access_token refresh_token, cookie",
                "tasti, /tasti/api/v1/auth/login, access_token, refresh_token refresh_token, access"
            })
    void aPasswordChangeSendsNewTokensWhereTheContractSendsThem(
            String contract, String path, String body, String cookies, String access) {
        Response login = given().contentType(JSON)
                .body("{\"username\": \"ada\", \"email\": \"ada@shop.example\", \"password\": \"lovelace\"}")
                .post(path);
        String token = access.equals("cookie")
                ? login.cookie("access_token")
                : login.jsonPath().getString(access);

        Response changed = given().header("Authorization", "Bearer " + token)
                .contentType(JSON)
                .body("{\"current_password\": \"lovelace\", \"new_password\": \"difference\"}")
                .post("/account/password");

        assertThat(changed.statusCode()).isEqualTo(200);
        Map<String, String> inBody = changed.jsonPath().getMap("$");
        assertThat(String.join(" ", inBody.keySet())).isEqualTo(body == null ? "" : body);
        assertThat(changed.detailedCookies().asList().stream()
                        .map(Cookie::getName)
                        .toList())
                .isEqualTo(cookies == null ? List.of() : List.of(cookies.split(" ")));
        assertThat(Database.query("select generation || ' ' || contract from session where ended_at is null"))
                .isEqualTo("1 " + contract);
        String refresh = inBody.getOrDefault("refresh_token", changed.cookie("refresh_token"));
        assertThat(given().cookie("refresh_token", refresh)
                        .post("/express/api/auth/refresh")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPasswordChangeSetsTheRefreshCookieForTheContractsPath() {
        Response login = given().header("Host", "express.test")
                .contentType(JSON)
                .body("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/api/auth/login");

        Response changed = given().header("Host", "express.test")
                .header("Authorization", "Bearer " + Json.text(login, "data.token"))
                .contentType(JSON)
                .body("{\"current_password\": \"lovelace\", \"new_password\": \"difference\"}")
                .post("/account/password");

        assertThat(changed.detailedCookies().asList().stream()
                        .map(Cookie::getPath)
                        .toList())
                .containsExactly(
                        "/express/api/auth",
                        login.detailedCookie("refresh_token").getPath());
    }

    @Test
    void aPasswordChangeSetsTheRefreshCookieForAllPathsIfTheContractHasNoOther() {
        Response login = given().header("Host", "laravel.test")
                .contentType(JSON)
                .body("{\"email\": \"ada@shop.example\", \"password\": \"lovelace\"}")
                .post("/login");

        Response changed = given().header("Host", "laravel.test")
                .cookie("access_token", login.cookie("access_token"))
                .contentType(JSON)
                .body("{\"current_password\": \"lovelace\", \"new_password\": \"difference\"}")
                .post("/account/password");

        assertThat(changed.detailedCookies().asList().stream()
                        .filter(cookie -> cookie.getName().equals("refresh_token"))
                        .map(Cookie::getPath))
                .containsExactly("/laravel/", "/");
    }
}
