package latchkey.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** docs/api.md: every endpoint that belongs to no contract, as the OpenAPI document has it. */
final class ApiPage {

    private static final String HEAD = """
            # API

            <!-- This page is made of the OpenAPI document: see CONTRIBUTING.md. -->

            These endpoints belong to no contract. Those of a contract are on [its page](README.md#reference), each with a request and its answers. Latchkey serves the OpenAPI document itself at
            `/q/openapi`, of one contract at `/q/openapi?contract=express`, and of these endpoints at `/q/openapi?contract=platform`.

            Each refusal links to [its wording](reasons.md). Besides those that are listed, any request may be refused for the reasons that HTTP defines, and with
            [`UNAVAILABLE`](reasons.md#unavailable). `[].` stands for each item of a list.
            """;

    /** Refusals that any endpoint has. */
    private static final Set<String> GENERAL = Set.of(
            "UNAVAILABLE",
            "UNEXPECTED",
            "METHOD_NOT_ALLOWED",
            "BODY_TOO_LARGE",
            "REQUEST_TIMEOUT",
            "UNSUPPORTED_MEDIA_TYPE",
            "UNREADABLE_BODY");

    private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

    private final JsonNode document;
    private final StringBuilder page = new StringBuilder(HEAD);

    private record Operation(String method, String path, JsonNode described) {}

    private ApiPage(JsonNode document) {
        this.document = document;
    }

    /**
     * @param document of all endpoints
     * @param contracts their names
     */
    static String of(JsonNode document, Set<String> contracts) {
        return new ApiPage(document).written(contracts);
    }

    private String written(Set<String> contracts) {
        Map<String, List<Operation>> byTag = new TreeMap<>();
        document.path("paths").properties().stream()
                .filter(path -> !contracts.contains(path.getKey().split("/")[1]))
                .sorted(Map.Entry.comparingByKey())
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> method.getValue().has("responses"))
                        .sorted(Comparator.comparing(method -> METHODS.indexOf(method.getKey())))
                        .forEach(method -> byTag.computeIfAbsent(
                                        method.getValue().at("/tags/0").asText("others"), tag -> new ArrayList<>())
                                .add(new Operation(method.getKey().toUpperCase(), path.getKey(), method.getValue()))));
        byTag.forEach((tag, operations) -> {
            page.append("\n## %s\n".formatted(tag));
            overview(operations);
            operations.forEach(this::write);
        });
        return page.toString();
    }

    private void overview(List<Operation> operations) {
        page.append("\n| endpoint | what it does |\n|---|---|\n");
        operations.forEach(operation -> page.append("| `%s %s` | %s |\n"
                .formatted(
                        operation.method(),
                        operation.path(),
                        cell(operation.described().path("summary").asText()))));
    }

    private void write(Operation operation) {
        JsonNode described = operation.described();
        page.append("\n### %s %s\n\n%s\n"
                .formatted(
                        operation.method(),
                        operation.path().replaceAll("[{]", "`{").replaceAll("[}]", "}`"),
                        described.path("description").asText()));
        rows("parameter", described.path("parameters"), parameter -> "`%s`, %s"
                .formatted(
                        parameter.path("name").asText(),
                        parameter.path("required").asBoolean()
                                ? "required"
                                : parameter.path("in").asText()));
        fields("field of the body", content(described.path("requestBody")));
        described.path("responses").properties().stream()
                .filter(answer -> answer.getKey().startsWith("2"))
                .forEach(answer -> {
                    page.append("\n**%s**: %s\n"
                            .formatted(
                                    answer.getKey(),
                                    answer.getValue().path("description").asText()));
                    fields("field of the answer", content(answer.getValue()));
                });
        refusals(described);
    }

    private void rows(String what, JsonNode entries, Function<JsonNode, String> name) {
        if (!entries.isEmpty()) {
            page.append("\n| %s | |\n|---|---|\n".formatted(what));
            entries.forEach(entry -> page.append("| %s | %s |\n"
                    .formatted(name.apply(entry), cell(entry.path("description").asText()))));
        }
    }

    private void fields(String what, JsonNode schema) {
        if (!resolved(schema).path("properties").isEmpty()) {
            page.append("\n| %s | type | |\n|---|---|---|\n".formatted(what));
            fields(schema, schema.has("items") ? "[]." : "", what.endsWith("body"), 0);
        }
    }

    /** The fields of an object, and of objects in it. */
    private void fields(JsonNode schema, String prefix, boolean sent, int depth) {
        JsonNode described = resolved(schema);
        Set<String> required = sent ? texts(described.path("required")) : Set.of();
        described.path("properties").properties().forEach(entry -> {
            JsonNode field = entry.getValue();
            page.append("| `%s%s`%s | %s | %s |\n"
                    .formatted(
                            prefix,
                            entry.getKey(),
                            required.contains(entry.getKey()) ? ", required" : "",
                            type(field),
                            cell(description(field))));
            if (depth < 2) {
                fields(field, prefix + entry.getKey() + (field.has("items") ? "[]." : "."), sent, depth + 1);
            }
        });
    }

    private void refusals(JsonNode described) {
        Set<String> refusals = new TreeSet<>();
        described.path("responses").properties().stream()
                .filter(answer -> answer.getKey().compareTo("300") > 0)
                .forEach(answer -> answer.getValue().findValues("examples").forEach(examples -> examples.properties()
                        .forEach(example -> {
                            if (!GENERAL.contains(example.getKey())) {
                                refusals.add("%s [`%s`](reasons.md#%s)"
                                        .formatted(
                                                answer.getKey(),
                                                example.getKey(),
                                                example.getKey().toLowerCase()));
                            }
                        })));
        if (!refusals.isEmpty()) {
            page.append("\nRefused with %s.\n".formatted(String.join(", ", refusals)));
        }
    }

    /** Of the first media type. */
    private static JsonNode content(JsonNode message) {
        return StreamSupport.stream(message.path("content").spliterator(), false)
                .findFirst()
                .map(media -> media.path("schema"))
                .orElse(message.path("content"));
    }

    private JsonNode resolved(JsonNode schema) {
        if (schema.has("items")) {
            return resolved(schema.path("items"));
        }
        return schema.has("$ref") ? document.at(schema.path("$ref").asText().substring(1)) : schema;
    }

    private String description(JsonNode field) {
        String own = field.path("description").asText();
        return own.isEmpty() ? resolved(field).path("description").asText() : own;
    }

    private String type(JsonNode field) {
        if (field.has("items")) {
            return "list of " + type(field.path("items"));
        }
        if (field.has("$ref")) {
            return type(resolved(field));
        }
        String type = field.path("type").isArray()
                ? texts(field.path("type")).stream().sorted().collect(Collectors.joining(" or "))
                : field.path("type").asText("any");
        return field.has("format") ? type + ", " + field.path("format").asText() : type;
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new TreeSet<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ");
    }
}
