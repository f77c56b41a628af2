package latchkey.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import latchkey.Database;
import latchkey.Json;
import latchkey.contract.orchard.OrchardBehindAProxy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A contract unlike the others: its documentation and behaviour follow from the actions that its methods declare. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(OrchardBehindAProxy.class)
class OneMoreContractProfileTest {

    private static final String ADA = """
            {"person": {"callName": "ada", "pass-phrase": "lovelace", "contact": {"mail": "ada@shop.example"}}}
            """;

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @Test
    void everyOperationOfANewContractWorks() {
        post("/orchard/people", ADA).statusCode(201).body("person.callName", equalTo("ada"));
        Response login = signIn();
        assertThat(login.header("Set-Cookie")).contains("Path=/orchard/renewals");

        String ticket = given().contentType("application/json")
                .body("{\"renewal\": {\"stub\": \"%s\"}}".formatted(Json.text(login, "session.stub")))
                .put("/orchard/renewals")
                .then()
                .statusCode(200)
                .extract()
                .path("session.ticket");
        given().auth().oauth2(ticket).get("/orchard/people/login").then().statusCode(200);
        given().auth().oauth2(ticket).delete("/orchard/sessions").then().statusCode(200);
        given().delete("/orchard/sessions").then().statusCode(401).body("fault", equalTo("Nobody is signed in."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"person": 5}                                           | {"person": {"non_field_errors": ["Invalid data. Expected a dictionary."]}}
            {"person": "x"}                                         | {"person": {"non_field_errors": ["Invalid data. Expected a dictionary."]}}
            {"person": ""}                                          | {"person": {"non_field_errors": ["Invalid data. Expected a dictionary."]}}
            {"person": [{}]}                                        | {"person": {"non_field_errors": ["Invalid data. Expected a dictionary."]}}
            {"person": true}                                        | {"person": {"non_field_errors": ["Invalid data. Expected a dictionary."]}}
            {"person": null}                                        | {"person": ["This field may not be null."]}
            {}                                                      | {"person": ["This field is required."]}
            {"person": {}}                                          | {"person": {"callName": ["This field is required."], "pass-phrase": ["This field is required."], "contact": ["This field is required."]}}
            {"person": {"callName": 5, "pass-phrase": null, "contact": {"mail": "x"}}} | {"person": {"callName": ["Not a valid string."], "pass-phrase": ["This field may not be null."], "contact": {"mail": ["Enter a valid email address."]}}}
            {"person": {"callName": {"a": 1}, "pass-phrase": ["x"], "contact": []}}    | {"person": {"callName": ["Not a valid string."], "pass-phrase": ["Not a valid string."], "contact": {"non_field_errors": ["Invalid data. Expected a dictionary."]}}}
            {"person": {"callName": " ", "pass-phrase": "short", "contact": {"mail": "a@b.example"}}} | {"person": {"callName": ["This field may not be blank."], "pass-phrase": ["Ensure this field has at least 8 characters."]}}
            {"person": {"callName": "ada", "pass-phrase": "lovelace", "contact": {"mail": "a@b.example"}, "age": "old"}} | {"person": {"age": ["Not a valid value."]}}
            {"person": {"callName": "ada", "pass-phrase": "lovelace", "contact": {"mail": "a@b.example"}, "age": {}}}    | {"person": {"age": ["Not a valid value."]}}
            {"person": {"callName": "ada", "pass-phrase": "lovelace", "contact": {"mail": "a@b.example"}, "fruits": 5}}  | {"person": {"fruits": ["Not a valid value."]}}
            {"person": {"callName": "ada", "pass-phrase": "lovelace", "contact": {"mail": "a@b.example"}, "fruits": ["fig", 5]}}  | {"person": {"fruits": {"1": ["Not a valid string."]}}}
            {"person": {"callName": "ada", "pass-phrase": "lovelace", "contact": {"mail": "a@b.example"}, "fruits": ["fig", ""]}} | {"person": {"fruits": {"1": ["This field may not be blank."]}}}
            """)
    void aValidationErrorNamesTheFieldsOfTheRequestBody(String body, String flaws) throws Exception {
        String answer =
                post("/orchard/people", body).statusCode(400).extract().body().asString();

        assertThat(new ObjectMapper().readTree(answer).path("flaws")).isEqualTo(new ObjectMapper().readTree(flaws));
    }

    @Test
    void aRefusalOfTheCoreNamesTheFieldsOfTheRequestBody() {
        post("/orchard/people", ADA).statusCode(201);

        post("/orchard/people", ADA).statusCode(409).body("flaws.person", hasKey("callName"));
        post("/orchard/people", ADA.replace("\"ada\"", "\"ad\\u200ba\""))
                .statusCode(400)
                .body("flaws.person", hasKey("callName"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "[]", "\"x\"", "{", "{\"person\": {\"callName\"", "{\"session\": {\"callName\": }}"})
    void noErrorResponseContainsALibrarysMessage(String body) {
        post("/orchard/people", body)
                .statusCode(400)
                .body(not(containsString("objectName")), not(containsString("jackson")));
        post("/orchard/sessions", body).statusCode(400).body(not(containsString("objectName")));
    }

    @Test
    void aNewContractTakesNoPathFromAnOlderOne() {
        assertThat(given().header("Host", "any.example")
                        .post("/auth/test-token")
                        .asString())
                .isEqualTo("{\"detail\":\"Not authenticated\"}");
        given().header("Host", "any.example")
                .delete("/sessions")
                .then()
                .statusCode(401)
                .body("fault", not(nullValue()));
        given().header("Host", "orchard.test").post("/auth/test-token").then().statusCode(404);
    }

    @Test
    void openApiDescribesTheActionsOfANewContract() throws Exception {
        JsonNode document = new ObjectMapper()
                .readTree(given().get("/q/openapi?contract=orchard").asString());
        Map<String, String> does = new TreeMap<>();
        document.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> does.put(
                        method.getKey() + " " + path.getKey(),
                        method.getValue().path("x-does").asText())));

        assertThat(does)
                .isEqualTo(Map.of(
                        "post /people", "register",
                        "post /sessions", "login",
                        "put /renewals", "refresh",
                        "delete /sessions", "logout",
                        "get /people/login", "me"));
        assertThat(said(document, "/paths/~1sessions/post/responses/401")).isEqualTo(Set.of("No such person."));
        assertThat(said(document, "/paths/~1renewals/put/responses/401")).isEqualTo(Set.of("Nothing to renew."));
        assertThat(said(document, "/paths/~1people~1login/get/responses/401"))
                .isEqualTo(Set.of("Nobody is signed in."));
        assertThat(document.at("/paths/~1renewals/put/responses/200/headers/Set-Cookie/description")
                        .asText())
                .startsWith("Sets refresh_token");
        assertThat(document.at("/paths/~1sessions/delete/responses/200/headers/Set-Cookie/description")
                        .asText())
                .startsWith("Clears refresh_token");
        assertThat(document.at("/paths/~1people/post/responses/201/headers").isMissingNode())
                .isTrue();
        assertThat(document.at("/paths/~1sessions/delete/security")).hasSize(2);
        assertThat(document.at(
                                "/paths/~1people/post/responses/400/content/application~1json/examples/INVALID_FIELDS/value/flaws/person/contact/mail/0")
                        .asText())
                .isEqualTo("This field is required.");
    }

    /** All sentences of a refusal's examples. */
    private static Set<String> said(JsonNode document, String answer) {
        return new TreeSet<>(
                document.at(answer + "/content/application~1json/examples").findValuesAsText("fault"));
    }

    private static Response signIn() {
        return given().contentType("application/json")
                .body("{\"session\": {\"callName\": \"ada\", \"pass-phrase\": \"lovelace\"}}")
                .post("/orchard/sessions");
    }

    private static ValidatableResponse post(String path, String body) {
        return given().contentType("application/json").body(body).post(path).then();
    }
}
