package latchkey.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import org.jspecify.annotations.Nullable;

/** The OpenAPI document that the service gives of itself, held against what it answers. */
final class OpenApi {

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private static @Nullable OpenApi read;

    private final JsonNode document;

    private OpenApi(JsonNode document) {
        this.document = document;
    }

    static OpenApi read() throws JsonProcessingException {
        if (read == null) {
            read = new OpenApi(new ObjectMapper()
                    .readTree(given().get("/q/openapi?format=json").asString()));
        }
        return read;
    }

    /** Where the document knows the operation, it has this status for it, and a schema that the body is an instance of. */
    void covers(String method, String path, int status, JsonNode body) {
        String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        JsonNode operation = document.path("paths").path(plain).path(method.toLowerCase());
        if (!operation.isMissingNode()) {
            JsonNode answer = operation.path("responses").path(String.valueOf(status));
            assertThat(answer.isMissingNode())
                    .as("%s %s documents %d", method, plain, status)
                    .isFalse();
            ObjectNode schema = answer.at("/content/application~1json/schema").deepCopy();
            schema.set("components", document.path("components"));
            assertThat(SCHEMAS.getSchema(schema).validate(body)).isEmpty();
        }
    }

    /** How many operations belong to the contract. */
    long operationsOf(String contract) {
        return document.path("paths").findValues("tags").stream()
                .filter(tags -> tags.size() == 1 && tags.get(0).asText().equals(contract))
                .count();
    }

    /** How many operations of the contract read that cookie. */
    long readingCookieOf(String contract, String cookie) {
        return document.path("paths").properties().stream()
                .filter(path -> path.getKey().startsWith("/" + contract + "/"))
                .flatMap(path -> path.getValue().findValues("parameters").stream())
                .filter(parameters ->
                        parameters.toString().contains("\"name\":\"%s\",\"in\":\"cookie\"".formatted(cookie)))
                .count();
    }
}
