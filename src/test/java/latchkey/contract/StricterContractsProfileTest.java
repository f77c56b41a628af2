package latchkey.contract;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import latchkey.Database;
import latchkey.email.MailServer;
import latchkey.http.StricterBehindTraefik;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Settings that make a contract stricter than its document. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(StricterBehindTraefik.class)
class StricterContractsProfileTest {

    @BeforeEach
    void adaIsRegistered() {
        Database.empty();
        Givens.registerAda();
    }

    @Test
    void fastapiSendsTokensOnlyInCookiesIfConfigured() {
        Response login = post("/fastapi/auth/login", "{\"username\": \"ada\", \"password\": \"lovelace\"}");
        login.then().statusCode(200).body("", equalTo(Map.of("token_type", "bearer")));

        ValidatableResponse refreshed = given().cookies(login.cookies())
                .post("/fastapi/auth/refresh-token")
                .then()
                .statusCode(200)
                .body("", equalTo(Map.of("token_type", "bearer")));
        refreshed.cookie("access_token", notNullValue());
        refreshed.cookie("refresh_token", not(equalTo(login.cookie("refresh_token"))));
    }

    @Test
    void drfTokenRotatesRefreshTokensAndDetectsReuseIfConfigured() {
        String first = login().path("refresh");
        String second = refresh(first).path("refresh");
        String third = refresh(second).path("refresh");
        String fourth = refresh(third).path("refresh");

        refresh(first).then().statusCode(401);
        refresh(fourth).then().statusCode(401);
    }

    @Test
    void otherContractsAreNotAffected() {
        post("/express/api/auth/login", "{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .then()
                .statusCode(200)
                .body("data.token", notNullValue())
                .body("data.user", not(anEmptyMap()));
    }

    private static Response login() {
        return post("/drf-token/api/auth/login", "{\"username\": \"ada\", \"password\": \"lovelace\"}");
    }

    private static Response refresh(String token) {
        return post("/drf-token/api/auth/refresh", "{\"refresh\": \"%s\"}".formatted(token));
    }

    private static Response post(String path, String body) {
        return given().contentType(ContentType.JSON).body(body).post(path);
    }
}
