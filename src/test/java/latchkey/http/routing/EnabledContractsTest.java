package latchkey.http.routing;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import latchkey.Database;
import latchkey.contract.Wire;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The setting {@code latchkey.contract.enabled}, with two contracts. */
@QuarkusTest
@QuarkusTestResource(value = EnabledContractsTest.Two.class, restrictToAnnotatedClass = true)
class EnabledContractsTest {

    public static class Two extends Database {

        @Override
        public Map<String, String> start() {
            Map<String, String> settings = settings();
            settings.replaceAll((name, value) -> name.startsWith("latchkey.contract.hosts") ? "express" : value);
            settings.put("latchkey.contract.enabled", "express, fastapi");
            settings.put("latchkey.contract.default", "express");
            return settings;
        }
    }

    private static final String ADA =
            "{\"username\": \"ada\", \"password\": \"lovelace\", \"email\": \"ada@shop.example\"}";

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/drf-token/api/auth/register",
                "/drf-token/api/auth/register/",
                "/drf-cookie/api/auth/register",
                "/tasti/api/v1/auth/register",
                "/api/v1/auth/register",
                "/drf%2Dtoken/api/auth/register",
                "/drf%2dtoken/api/auth/register",
                "//drf-token/api/auth/register",
                "/./drf-token/api/auth/register",
                "/express/../drf-token/api/auth/register",
                "/express/%2e%2e/drf-token/api/auth/register",
                "/drf-token//api/auth/register",
                "/drf-token",
                "/tasti/"
            })
    void disabledContractsAreNotFound(String target) throws IOException {
        Wire request = new Wire(
                "POST",
                target,
                "HTTP/1.1",
                List.of("Host: drf-token.localhost", "Connection: close", "Content-Type: application/json"),
                null,
                ADA);

        Wire.Answer answer = request.send(RestAssured.port);

        assertThat(answer.status()).as(answer.text()).isIn(404, 400);
        assertThat(answer.text()).doesNotContainIgnoringCase("set-cookie");
        assertThat(Database.query("select count(*) from account")).isEqualTo("0");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "/express/api/auth/register, 201",
        "/fastapi/auth/register, 200",
        "/auth/register, 200",
        // Two others would claim it.
        "/api/auth/register, 201"
    })
    void enabledContractsAnswer(String path, int status) {
        for (String host : List.of("shop.example", "drf-token.localhost")) {
            Database.empty();
            given().header("Host", host)
                    .contentType(JSON)
                    .body(ADA)
                    .post(path)
                    .then()
                    .statusCode(status);
        }
    }

    @Test
    void openApiHasOnlyEnabledContracts() {
        Response whole = given().accept("application/json").get("/q/openapi");

        assertThat(whole.path("paths").toString())
                .contains("/express/api/auth/login", "/fastapi/auth/login", "/account")
                .doesNotContain("drf-", "tasti");
        assertThat(whole.asString()).doesNotContain("drf-cookie", "drf-token", "tasti", "Envelope");
        assertThat(whole.<List<String>>path("tags.name"))
                .containsExactlyInAnyOrder("admin", "express", "fastapi", "platform");
        given().get("/q/openapi?contract=tasti")
                .then()
                .statusCode(404)
                .body("title", containsString("admin, express, fastapi, platform"))
                .body("title", not(containsString("drf")));
        given().get("/q/openapi?contract=express").then().statusCode(200);
    }

    @Test
    void thePlaygroundShowsOnlyEnabledContracts() {
        given().get("/playground/facts").then().statusCode(200).body("contracts.name", contains("express", "fastapi"));
        given().get("/playground/golden/express").then().statusCode(200);
        given().get("/playground/golden/tasti").then().statusCode(404);
    }
}
