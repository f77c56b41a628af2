package latchkey.playground;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import latchkey.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files and endpoints of the playground. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class PlaygroundTest {

    @BeforeEach
    void adaIsThere() {
        Database.empty();
        json("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .post("/express/api/auth/register")
                .then()
                .statusCode(201);
    }

    @Test
    void pagesMayLoadNothingFromElsewhere() {
        given().get("/")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/html"))
                .header(
                        "Content-Security-Policy",
                        startsWith("default-src 'none'; script-src 'self'; style-src 'self';"))
                .header("Cache-Control", "no-store")
                .body(not(containsString("http://")));
        given().get("/playground/app.js").then().statusCode(200).contentType(startsWith("text/javascript"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/playground/application.properties",
                "/playground/none.js",
                "/playground/..%2fapplication.properties",
                "/playground/golden/..%2f..%2foddities",
                "/playground/golden/none",
                "/playground/replays/none"
            })
    void nothingElseIsServed(String path) {
        Response answer = given().urlEncodingEnabled(false).get(path);

        assertThat(answer.statusCode()).as(answer.asString()).isBetween(400, 405);
    }

    @Test
    void exchangesShowTokensWithoutTheirSignatures() {
        String told = told(login());

        assertThat(told)
                .containsPattern("(?i)set-cookie\",\"refresh_token=eyJ[\\w-]+[.][\\w-]+[.]…; Max-Age=")
                .doesNotContainPattern("eyJ[\\w-]+[.][\\w-]+[.][\\w-]");
    }

    @Test
    void aRequestWithoutThePlaygroundHeaderGetsNoExchange() {
        assertThat(given().get("/express/api/user").header("Playground-Exchange"))
                .isNull();
    }

    @Test
    void anotherOriginCannotReadTheExchange() {
        given().header("Origin", "https://shop.example")
                .header("Playground", "show")
                .get("/express/api/user")
                .then()
                .header(
                        "Access-Control-Expose-Headers",
                        equalTo("MFA-Enrolment-Deadline, MFA-Required, Retry-After, X-Request-Id"));
    }

    @Test
    void aReplayedRequestIsAnsweredLikeTheOriginal() {
        Response login = login();
        String used = given().header("Playground", "show")
                .cookie("refresh_token", login.cookie("refresh_token"))
                .post("/express/api/auth/refresh")
                .then()
                .statusCode(200)
                .extract()
                .header("X-Request-Id");

        given().post("/playground/replays/" + used)
                .then()
                .statusCode(200)
                .body("status", is(200))
                .body("received.find { it[0].toLowerCase() == 'set-cookie' }[1]", startsWith("refresh_token=eyJ"));
    }

    @Test
    void theResultOfAReplayContainsNoUsableToken() {
        String id = json("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .header("Playground", "show")
                .post("/drf-token/api/auth/login")
                .header("X-Request-Id");

        assertThat(given().post("/playground/replays/" + id).asString())
                .containsPattern("access.*eyJ[\\w-]+[.][\\w-]+[.]…")
                .doesNotContainPattern("eyJ[\\w-]+[.][\\w-]+[.][\\w-]");
    }

    @Test
    void anUnknownRequestIsNotReplayed() {
        given().post("/playground/replays/none").then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void onlyTheLatest64RequestsCanBeReplayed() {
        List<String> ids = IntStream.range(0, 65)
                .mapToObj(i -> given().header("Playground", "show")
                        .get("/express/api/user")
                        .header("X-Request-Id"))
                .toList();

        given().post("/playground/replays/" + ids.get(0)).then().statusCode(404);
        given().post("/playground/replays/" + ids.get(1)).then().statusCode(200);
        given().post("/playground/replays/" + ids.get(64)).then().statusCode(200);
    }

    @Test
    void eventsOfOneRequestAreShown() {
        String id = login().header("X-Request-Id");

        given().get("/playground/events/" + id)
                .then()
                .statusCode(200)
                .body("kind", equalTo(List.of("LOGIN")))
                .body("outcome", equalTo(List.of("ACCEPTED")));
        given().get("/playground/events/none").then().statusCode(200).body("size()", is(0));
    }

    @Test
    void itIsNotInTheOpenApiDocument() {
        given().get("/q/openapi?format=json").then().body(not(containsString("/playground")));
    }

    private static Response login() {
        return json("{\"username\": \"ada\", \"password\": \"lovelace\"}")
                .header("Playground", "show")
                .post("/express/api/auth/login");
    }

    private static RequestSpecification json(String body) {
        return given().contentType("application/json").body(body);
    }

    private static String told(Response answer) {
        return new String(Base64.getUrlDecoder().decode(answer.header("Playground-Exchange")), StandardCharsets.UTF_8);
    }
}
