package latchkey.dev;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import latchkey.Database;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The doctor of a service that lists https://shop.example. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class DoctorRoutesTest {

    @Test
    void hasAPageThatLoadsNothingFromElsewhere() {
        given().get("/dev/doctor")
                .then()
                .statusCode(200)
                .contentType(ContentType.HTML)
                .header("Content-Security-Policy", containsString("default-src 'none'; script-src 'self';"));
    }

    @Test
    void theDoctorStartsFromTheCurrentSettings() {
        given().queryParam("page", "https://shop.example")
                .queryParam("api", "https://auth.shop.example")
                .get("/dev/doctor/verdict")
                .then()
                .statusCode(200)
                .body("works", equalTo(true))
                .body("site", equalTo("same-site"));
        given().queryParam("page", "https://shop.example")
                .queryParam("api", "https://auth.shop.example")
                .queryParam("latchkey.cors.origins", "")
                .get("/dev/doctor/verdict")
                .then()
                .body("works", equalTo(false))
                .body("remedy.lines.text", hasItem("latchkey.cors.origins=https://shop.example"));
    }

    @ParameterizedTest(name = "{0} calls {1}, {2}: {3}")
    @CsvSource({
        "localhost:5173, https://auth.shop.example, lax, is not an origin",
        "https://shop.example, auth.shop.example, lax, is not an origin",
        "https://shop.example, https://auth.shop.example, sometimes, sometimes"
    })
    void invalidInputIsExplained(String page, String api, String sameSite, String sentence) {
        given().queryParam("page", page)
                .queryParam("api", api)
                .queryParam("latchkey.cookies.same-site", sameSite)
                .get("/dev/doctor/verdict")
                .then()
                .statusCode(200)
                .body("message", containsString(sentence));
    }

    /** The browser tests use the predicted headers, so they must be the real ones. */
    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource({
        "drf-cookie, /drf-cookie/api/auth/login",
        "drf-token, /drf-token/api/auth/login",
        "express, /express/api/auth/login",
        "express, /api/auth/login",
        "fastapi, /fastapi/auth/login",
        "tasti, /api/v1/auth/login"
    })
    void predictedCookiesAndHeadersAreThoseOfARealLogin(String contract, String path) {
        Database.empty();
        String ada = "{\"username\": \"ada\", \"password\": \"lovelace\"}";
        given().contentType(ContentType.JSON).body(ada).post("/express/api/auth/register");
        Response login = given().header("Host", contract + ".test")
                .header("Origin", "https://shop.example")
                .contentType(ContentType.JSON)
                .body(ada)
                .post(path);
        Response verdict = given().queryParam("page", "https://shop.example")
                .queryParam("api", "https://%s.test".formatted(contract))
                .queryParam("contract", contract)
                .queryParam("path", path)
                .get("/dev/doctor/verdict");

        assertThat(login.statusCode()).isBetween(200, 201);
        assertThat(attributes(login.headers().getValues("Set-Cookie")))
                .isEqualTo(attributes(verdict.jsonPath().getList("cookies.header")));
        for (String name : List.of("Access-Control-Allow-Origin", "Access-Control-Allow-Credentials")) {
            assertThat(verdict.jsonPath().<String>getList("headers.findAll { it.there }.value"))
                    .contains(login.header(name));
        }
    }

    @Test
    void showsWhatTheServiceSawOfARequest() {
        given().header("Origin", "https://elsewhere.example")
                .header("Sec-Fetch-Site", "cross-site")
                .header("X-Forwarded-Proto", "https")
                .header("Host", "shop.example:8080")
                .cookie("access_token", "secret")
                .post("/dev/doctor/request")
                .then()
                .statusCode(200)
                .header("Set-Cookie", containsString("Path=/dev/doctor"))
                .body("host", equalTo("shop.example:8080"))
                .body("scheme", equalTo("http"))
                .body("listed", equalTo(false))
                .body("foreign", equalTo(true))
                .body("believed", equalTo(false))
                .body("forwarded.X-Forwarded-Proto", equalTo("https"))
                .body("cookies", contains("access_token"))
                .body("settings.'latchkey.cors.origins'", containsString("https://shop.example"));
    }

    private static List<String> attributes(List<String> headers) {
        return headers.stream()
                .map(header -> header.replaceAll("=[^;]*(?=; Max-Age)|Expires=[^;]*; ", ""))
                .toList();
    }
}
