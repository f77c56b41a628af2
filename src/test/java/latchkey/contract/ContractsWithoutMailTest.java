package latchkey.contract;

import static io.restassured.RestAssured.given;
import static io.restassured.http.ContentType.JSON;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.openapi.OpenApi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What needs mail does not exist while Latchkey sends none. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ContractsWithoutMailTest {

    @BeforeEach
    void adaIsThere() {
        Database.empty();
        Givens.registerAda();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("endpoints")
    void whatNeedsMailIsNotFoundInTheContractsWords(String contract, String path) throws Exception {
        Givens givens = Givens.of(List.of("ada is signed in"));
        OpenApi document = OpenApi.ofContract(contract);

        Response response = given().auth()
                .oauth2(givens.access())
                .contentType(JSON)
                .body("{}")
                .post("/" + contract + path);

        JsonNode documented = document.notFound("POST", path);
        assertThat(documented.toString()).contains("Not found.");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(new ObjectMapper().readTree(response.asString())).isEqualTo(documented);
    }

    static Stream<Arguments> endpoints() {
        return ContractTest.CONTRACTS.stream().flatMap(contract -> GoldenCase.withMail(contract)
                .filter(GoldenCase::succeeds)
                .map(test -> OpenApi.plain(test.request().path()))
                .distinct()
                .map(path -> Arguments.of(contract, path)));
    }
}
