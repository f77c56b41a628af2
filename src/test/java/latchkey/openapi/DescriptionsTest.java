package latchkey.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.contract.Contract;
import latchkey.contract.ContractPage;
import latchkey.contract.PathClaims;
import latchkey.contract.orchard.OrchardContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The OpenAPI document has a sentence for everything, and the contracts' pages have the same. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class DescriptionsTest {

    /** The document of the whole is long. */
    private static final Map<String, JsonNode> READ = new HashMap<>();

    @Inject
    @Any
    Instance<Contract> contracts;

    @Test
    void everyOperationSaysWhatItDoes() throws Exception {
        List<String> silent = new ArrayList<>();
        document("").path("paths").properties().forEach(path -> path.getValue().properties().stream()
                .filter(operation -> operation.getValue().has("responses"))
                .filter(operation ->
                        operation.getValue().path("summary").asText().isBlank()
                                || !isSentence(operation.getValue().path("description")))
                .forEach(operation -> silent.add(operation.getKey() + " " + path.getKey())));

        assertThat(silent).isEmpty();
    }

    @Test
    void everyFieldSaysWhatItIs() throws Exception {
        JsonNode schemas = document("").at("/components/schemas");
        List<String> silent = new ArrayList<>();
        schemas.properties().forEach(schema -> schema.getValue().path("properties").properties().stream()
                .filter(field -> !isSentence(field.getValue().path("description"))
                        && !isSentence(inner(schemas, field.getValue()).path("description")))
                .forEach(field -> silent.add(schema.getKey() + "." + field.getKey())));

        assertThat(schemas).isNotEmpty();
        assertThat(silent).isEmpty();
    }

    @Test
    void everyParameterSaysWhatItIs() throws Exception {
        List<String> silent = new ArrayList<>();
        List<JsonNode> parameters = new ArrayList<>();
        document("").path("paths").properties().forEach(path -> path.getValue()
                .findValues("parameters")
                .forEach(all -> all.forEach(parameter -> {
                    parameters.add(parameter);
                    if (!isSentence(parameter.path("description"))) {
                        silent.add(path.getKey() + " " + parameter.path("in").asText() + " "
                                + parameter.path("name").asText());
                    }
                })));

        assertThat(parameters).isNotEmpty();
        assertThat(silent).isEmpty();
    }

    @Test
    void everyRefusalOfAContractSaysWhy() throws Exception {
        JsonNode document = document("");
        List<String> silent = new ArrayList<>();
        document.path("paths").properties().stream()
                .filter(path -> contracts.stream().anyMatch(c -> path.getKey().startsWith("/" + c.name() + "/")))
                .forEach(path -> path.getValue().forEach(operation -> operation.path("responses").properties().stream()
                        .filter(answer -> answer.getKey().compareTo("300") > 0)
                        .filter(answer -> !isSentence(answer.getValue().path("description"))
                                || answer.getValue().findValues("summary").stream()
                                        .anyMatch(said -> !isSentence(said)))
                        .forEach(answer -> silent.add(path.getKey() + " " + answer.getKey()))));

        assertThat(silent).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "patch, /account, 400, INVALID_FIELDS",
        "post, /account/password, 400, INVALID_FIELDS",
        "post, /account/password, 401, NOT_AUTHENTICATED",
        "post, /account/password, 403, BAD_CREDENTIALS",
        "post, /account/password, 429, TOO_MANY_ATTEMPTS",
        "delete, /account, 403, BAD_CREDENTIALS",
        "delete, /account, 429, TOO_MANY_ATTEMPTS",
        "delete, /account/sessions/{id}, 404, NOT_FOUND",
        "get, /forward-auth, 401, NOT_AUTHENTICATED",
        "post, /oauth2/introspect, 400, INVALID_FIELDS",
        "post, /oauth2/introspect, 401, INVALID_CLIENT",
        "post, /oauth2/revoke, 401, INVALID_CLIENT",
        "get, /account/sessions, 503, UNAVAILABLE"
    })
    void platformOperationsDocumentTheirErrors(String method, String path, String status, String reason)
            throws Exception {
        JsonNode answer = document("")
                .path("paths")
                .path(path)
                .path(method)
                .path("responses")
                .path(status);

        assertThat(isSentence(answer.path("description"))).isTrue();
        assertThat(answer.path("content")
                        .path("application/problem+json")
                        .path("examples")
                        .path(reason)
                        .path("value")
                        .path("status")
                        .asText())
                .isEqualTo(status);
    }

    /** No refusal is documented that never comes: a client would be written for it. */
    @ParameterizedTest
    @CsvSource({
        "get, /account, 403",
        "get, /express/api/user, 403",
        "get, /.well-known/jwks.json, 403",
        "get, /.well-known/jwks.json, 415",
        "get, /forward-auth, 408",
        "get, /forward-auth, 413",
        "get, /forward-auth, 415",
        "post, /fastapi/password-recovery/{email}, 415"
    })
    void refusalsThatNeverComeAreNotDocumented(String method, String path, String status) throws Exception {
        JsonNode answers = document("").path("paths").path(path).path(method).path("responses");

        assertThat(answers.has("503")).isTrue();
        assertThat(answers.has(status)).isFalse();
    }

    @Test
    void theDocumentSaysThatNullClearsAnAccountField() throws Exception {
        JsonNode fields = document("").at("/components/schemas/Changes/properties");

        assertThat(fields).hasSize(4).allSatisfy(field -> assertThat(field.path("type"))
                .anyMatch(type -> type.asText().equals("null")));
    }

    @Test
    void anOptionalFieldIsNotDocumentedAsMissing() throws Exception {
        assertThat(document("?contract=fastapi")
                        .at("/paths/~1auth~1refresh-token/post/responses/422")
                        .toString())
                .contains("refresh_token")
                .doesNotContain("Field required");
    }

    @Test
    void everyContractSaysWhatItIs() throws Exception {
        JsonNode tags = document("").path("tags");

        assertThat(contracts.stream()).allSatisfy(contract -> assertThat(tags)
                .anyMatch(tag -> tag.path("name").asText().equals(contract.name())
                        && tag.path("description").asText().equals(contract.about())));
    }

    @Test
    void aContractCannotUseAReservedPath() throws Exception {
        Stream<String> paths = document("?contract=platform").path("paths").properties().stream()
                .map(path -> path.getKey().split("/")[1]);

        assertThat(paths).isNotEmpty().allMatch(first -> PathClaims.flaw(List.of(new OrchardContract() {
                    @Override
                    public String name() {
                        return first;
                    }
                }))
                .isPresent());
    }

    @ParameterizedTest
    @MethodSource("latchkey.contract.GoldenCase#contracts")
    void aContractsPageShowsEachRequestAndAnswer(String name) throws Exception {
        Path file = Path.of("docs/contracts", name + ".md");
        String page = Files.readString(file);
        String made = ContractPage.of(name, document("?contract=" + name));
        String byHand =
                page.contains(ContractPage.MARK) ? page.substring(0, page.indexOf(ContractPage.MARK)) : page + "\n";
        if (Boolean.getBoolean("pages.write")) {
            Files.writeString(file, byHand + made);
        }

        assertThat(file)
                .as("./mvnw test -Dtest=DescriptionsTest -Dpages.write=true writes it anew")
                .content()
                .isEqualTo(byHand + made)
                .contains(contracts.stream()
                        .filter(contract -> contract.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .about());
    }

    private static boolean isSentence(JsonNode said) {
        return said.asText().matches("(?s)[\\p{Lu}\"].*[.]");
    }

    private static JsonNode inner(JsonNode schemas, JsonNode field) {
        JsonNode ref =
                field.has("$ref") ? field.path("$ref") : field.path("items").path("$ref");
        return schemas.path(ref.asText().replaceFirst(".*/", ""));
    }

    private static JsonNode document(String query) throws Exception {
        String path = "/q/openapi" + (query.isEmpty() ? "?format=json" : query);
        if (!READ.containsKey(path)) {
            READ.put(path, new ObjectMapper().readTree(given().get(path).asString()));
        }
        return READ.get(path);
    }
}
