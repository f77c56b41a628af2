package latchkey.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import latchkey.contract.GoldenCase;
import org.jspecify.annotations.Nullable;

/** An OpenAPI document that the service gives of itself, held against what it answers. */
public final class OpenApi {

    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(VersionFlag.V202012);

    private static final Map<String, OpenApi> READ = new HashMap<>();

    private final JsonNode document;
    private final Map<JsonNode, JsonSchema> schemas = new IdentityHashMap<>();

    private OpenApi(JsonNode document) {
        this.document = document;
    }

    public static OpenApi read() throws JsonProcessingException {
        return read("?format=json");
    }

    public static OpenApi ofContract(String name) throws JsonProcessingException {
        return read("?contract=" + name);
    }

    private static OpenApi read(String query) throws JsonProcessingException {
        if (!READ.containsKey(query)) {
            READ.put(
                    query,
                    new OpenApi(new ObjectMapper()
                            .readTree(given().get("/q/openapi" + query).asString())));
        }
        return READ.get(query);
    }

    public JsonNode at(String pointer) {
        return document.at(pointer);
    }

    /** Where the document knows the operation, it has the status, says which cookies come, and what the body looks like. */
    public void covers(String method, String path, GoldenCase.Answer golden, @Nullable JsonNode body) {
        String plain = published(path);
        JsonNode operation = operation(method, plain);
        if (!operation.isMissingNode()) {
            JsonNode answer = operation.path("responses").path(String.valueOf(golden.status()));
            assertThat(answer.isMissingNode())
                    .as("%s %s documents %d", method, plain, golden.status())
                    .isFalse();
            if (body == null) {
                assertThat(answer.path("content").isMissingNode()).as(plain).isTrue();
            } else {
                assertThat(schemaOf(answer).validate(body)).isEmpty();
            }
            String cookies = answer.at("/headers/Set-Cookie/description").asText();
            // Some set cookies for some requests only, and say so.
            assertThat(cookies.startsWith("Sets"))
                    .as(plain)
                    .isEqualTo(!golden.cookies().isEmpty() || cookies.contains(", if "));
            assertThat(cookies.startsWith("Clears"))
                    .as(plain)
                    .isEqualTo(!golden.cleared().isEmpty());
            assertThat(Stream.concat(golden.cookies().stream(), golden.cleared().stream()))
                    .allMatch(cookies::contains);
        }
    }

    private JsonSchema schemaOf(JsonNode answer) {
        return schemas.computeIfAbsent(answer, known -> {
            ObjectNode schema = answer.at("/content/application~1json/schema").deepCopy();
            schema.set("components", document.path("components"));
            return SCHEMAS.getSchema(schema);
        });
    }

    /** Methods and paths, without a slash at the end. */
    public Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.path("paths").properties().forEach(path -> path.getValue()
                .fieldNames()
                .forEachRemaining(method -> operations.add(method.toUpperCase() + " " + path.getKey())));
        return operations;
    }

    private JsonNode operation(String method, String published) {
        return document.path("paths").path(published).path(method.toLowerCase());
    }

    /** The body with which the operation does not exist. */
    public JsonNode notFound(String method, String path) {
        return operation(method, published(path))
                .at("/responses/404/content/application~1json/examples/NOT_FOUND/value");
    }

    /** A path as requests have it, without a slash at the end and without a query. */
    public static String plain(String path) {
        return path.replaceFirst("/?([?].*)?$", "");
    }

    /** The path as the document has it, with names in braces; of no operation, as it is. */
    public String published(String path) {
        return document.path("paths").properties().stream()
                .map(Map.Entry::getKey)
                .filter(published -> isOf(published, path))
                .findFirst()
                .orElse(plain(path));
    }

    /** Whether a request to {@code path} is one to the published path. */
    public static boolean isOf(String published, String path) {
        return plain(path).matches(published.replaceAll("[{]\\w+}", "[^/]+"));
    }

    /** How many operations belong to the contract. */
    public long operationsOf(String contract) {
        return document.path("paths").findValues("tags").stream()
                .filter(tags -> tags.size() == 1 && tags.get(0).asText().equals(contract))
                .count();
    }

    /** The methods and paths that read that cookie. */
    public Set<String> readingCookie(String cookie) {
        List<String> schemes = document.at("/components/securitySchemes").properties().stream()
                .filter(scheme -> scheme.getValue().path("in").asText().equals("cookie")
                        && scheme.getValue().path("name").asText().equals(cookie))
                .map(Map.Entry::getKey)
                .toList();
        return operations().stream()
                .filter(operation -> {
                    String[] parts = operation.split(" ");
                    JsonNode anyOf = operation(parts[0], parts[1]).path("security");
                    return schemes.stream()
                            .anyMatch(scheme -> !anyOf.findValues(scheme).isEmpty());
                })
                .collect(Collectors.toSet());
    }
}
