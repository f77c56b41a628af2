package latchkey.contract;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Cookie;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.openapi.OpenApi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays every golden case of every contract against the running service, at the contract's mount and at the root. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ContractTest {

    private static final List<String> CONTRACTS = List.of("drf-cookie", "drf-token", "express", "fastapi", "tasti");

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @ParameterizedTest(name = "/{0}: {1}")
    @MethodSource("cases")
    void goldenCasesAtTheContractsPrefix(String contract, GoldenCase test) throws Exception {
        play(test, OpenApi.read(), "/" + contract, "localhost");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void goldenCasesAtTheRoot(String contract, GoldenCase test) throws Exception {
        play(test, OpenApi.ofContract(contract), "", contract + ".test");
    }

    @ParameterizedTest(name = "{0} describes {1} operations")
    @CsvSource({"drf-cookie, 4", "drf-token, 4", "express, 5", "fastapi, 5", "tasti, 4"})
    void openApiHasEveryOperationUnderItsContract(String contract, int operations) throws Exception {
        assertThat(OpenApi.read().operationsOf(contract)).isEqualTo(operations);
    }

    @ParameterizedTest(name = "{0} reads the refresh cookie in {1} operations")
    @CsvSource({"drf-cookie, 2", "drf-token, 0", "express, 2", "fastapi, 2", "tasti, 2"})
    void openApiSaysWhereTheRefreshCookieIsRead(String contract, int operations) throws Exception {
        assertThat(OpenApi.read().readingCookieOf(contract, "refresh_token")).isEqualTo(operations);
    }

    @ParameterizedTest(name = "{0} alone")
    @FieldSource("CONTRACTS")
    void openApiOfOneContractHasItsPublishedPaths(String contract) throws Exception {
        OpenApi document = OpenApi.ofContract(contract);

        assertThat(document.operations())
                .isEqualTo(GoldenCase.of(contract)
                        .filter(test -> test.answer().status() < 300)
                        .map(GoldenCase::request)
                        .map(request -> request.method() + " " + OpenApi.plain(request.path()))
                        .collect(toSet()));
        assertThat(document.at("/servers/0/url").asText()).isEqualTo("/" + contract);
    }

    /** Generators make types and methods of them. */
    @ParameterizedTest(name = "{0} alone")
    @FieldSource("CONTRACTS")
    void openApiOfOneContractHasUniqueNames(String contract) throws Exception {
        OpenApi document = OpenApi.ofContract(contract);

        List<String> schemas = document.at("/components/schemas").properties().stream()
                .map(Map.Entry::getKey)
                .toList();
        assertThat(schemas).contains("Credentials").noneMatch(name -> name.matches(".*\\d"));
        assertThat(document.at("").findValuesAsText("operationId")).contains("register", "login", "logout");
        assertThat(document.at("/tags").findValuesAsText("description")).hasSize(1);
    }

    @Test
    void openApiOfAnUnknownContractListsTheContracts() {
        given().get("/q/openapi?contract=django")
                .then()
                .statusCode(404)
                .body("title", containsString("drf-cookie, drf-token, express, fastapi, platform, tasti"));
    }

    @Test
    void openApiIsJsonIfTheClientAcceptsIt() {
        assertThat(given().accept("application/json").get("/q/openapi").contentType())
                .startsWith("application/json");
    }

    static Stream<Arguments> cases() {
        return CONTRACTS.stream().flatMap(name -> GoldenCase.of(name).map(test -> Arguments.of(name, test)));
    }

    private static void play(GoldenCase test, OpenApi document, String mount, String host) throws Exception {
        Givens givens = Givens.of(test.given());
        GoldenCase.Answer expected = test.answer();

        Response response = send(test.request(), givens, mount, host);

        assertThat(response.statusCode()).as(response.asString()).isEqualTo(expected.status());
        List<Cookie> cookies = response.detailedCookies().asList();
        assertThat(cookies).allMatch(cookie -> cookie.getMaxAge() >= 0);
        assertThat(cookies.stream().filter(c -> c.getMaxAge() > 0).map(Cookie::getName))
                .containsExactlyElementsOf(expected.cookies());
        assertThat(cookies.stream().filter(c -> c.getMaxAge() == 0).map(Cookie::getName))
                .containsExactlyElementsOf(expected.cleared());
        expected.headers()
                .forEach((name, value) -> assertThat(response.header(name)).isEqualTo(value));
        assertThat(response.header("Cache-Control")).isEqualTo("no-store");
        assertThat(response.contentType()).startsWith("application/json");
        JsonNode body = new ObjectMapper().readTree(response.asString());
        assertThat(GoldenCase.matches(expected.body(), body))
                .as("%s should be %s", body, expected.body())
                .isTrue();
        document.covers(test.request().method(), mount + test.request().path(), expected, body);
    }

    private static Response send(GoldenCase.Request request, Givens givens, String mount, String host) {
        RequestSpecification message = given().header("Host", host);
        request.headers().forEach((name, value) -> message.header(name, givens.filled(value)));
        request.cookies().forEach((name, value) -> message.cookie(name, givens.filled(value)));
        if (request.body() != null) {
            message.contentType("application/json")
                    .body(givens.filled(request.body().toString()));
        }
        if (request.raw() != null) {
            message.body(givens.filled(request.raw()));
        }
        return message.request(request.method(), mount + request.path());
    }
}
