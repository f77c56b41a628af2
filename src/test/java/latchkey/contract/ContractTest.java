package latchkey.contract;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.openapi.OpenApi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays the golden cases of every contract against the running service, at the contract's mount and at the root. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ContractTest {

    static final List<String> CONTRACTS = GoldenCase.contracts();

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @ParameterizedTest(name = "/{0}: {1}")
    @MethodSource("cases")
    void goldenCasesAtTheContractsPrefix(String contract, GoldenCase test) throws Exception {
        Stage.atThePrefix(contract).play(test);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void goldenCasesAtTheRoot(String contract, GoldenCase test) throws Exception {
        Stage.atTheRoot(contract).play(test);
    }

    @ParameterizedTest
    @FieldSource("CONTRACTS")
    void openApiHasEveryOperationUnderItsContract(String contract) throws Exception {
        assertThat(OpenApi.read().operationsOf(contract))
                .isEqualTo(OpenApi.ofContract(contract).operations().size())
                .isPositive();
    }

    /** Where a golden case succeeds with the cookie alone, a client may be written for it. */
    @ParameterizedTest
    @FieldSource("CONTRACTS")
    void openApiSaysWhereTheRefreshCookieIsRead(String contract) throws Exception {
        OpenApi document = OpenApi.ofContract(contract);

        assertThat(Stream.concat(GoldenCase.of(contract), GoldenCase.withMail(contract))
                        .filter(test -> test.succeeds()
                                && "${refresh}".equals(test.request().cookies().get("refresh_token")))
                        .map(GoldenCase::request)
                        .map(request -> request.method() + " " + document.published(request.path()))
                        .collect(toSet()))
                .isEqualTo(document.readingCookie("refresh_token"));
    }

    @ParameterizedTest(name = "{0} alone")
    @FieldSource("CONTRACTS")
    void openApiOfOneContractHasItsPublishedPaths(String contract) throws Exception {
        OpenApi document = OpenApi.ofContract(contract);

        assertThat(Stream.concat(GoldenCase.of(contract), GoldenCase.withMail(contract))
                        .filter(GoldenCase::succeeds)
                        .map(GoldenCase::request)
                        .map(request -> request.method() + " " + document.published(request.path()))
                        .collect(toSet()))
                .isEqualTo(document.operations());
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
                .body("title", containsString("drf-cookie, drf-token, express, fastapi, laravel, platform, tasti"));
    }

    @Test
    void openApiIsJsonIfTheClientAcceptsIt() {
        assertThat(given().accept("application/json").get("/q/openapi").contentType())
                .startsWith("application/json");
    }

    static Stream<Arguments> cases() {
        return CONTRACTS.stream().flatMap(name -> GoldenCase.of(name).map(test -> Arguments.of(name, test)));
    }
}
