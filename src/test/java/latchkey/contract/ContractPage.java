package latchkey.contract;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import latchkey.openapi.OpenApi;

/**
 * The part of a contract's page in the docs that shows each request and answer literally: sentences, fields and refusals as the
 * OpenAPI document has them, and what is sent and answered as the golden cases play it.
 */
public final class ContractPage {

    /** What stands above it is written by hand. */
    public static final String MARK =
            "<!-- What follows is made of the OpenAPI document and of the golden cases: see CONTRIBUTING.md. -->\n";

    private static final List<String> ORDER = Stream.concat(
                    Stream.of("register", "login", "refresh", "me", "logout"),
                    Stream.of(Action.values()).map(Action::key))
            .distinct()
            .toList();

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode document;
    private final List<GoldenCase> cases;
    private final StringBuilder page = new StringBuilder(MARK)
            .append(
                    "\nWhat stands in angle brackets is another each time; `${refresh}` and `${access}` are tokens that were handed out before.\n")
            .append("`${reset}`, `${verify}` and `${signin}` are tokens of mailed links.\n");

    private ContractPage(String name, JsonNode document) {
        this.document = document;
        cases = Stream.concat(GoldenCase.of(name), GoldenCase.withMail(name)).toList();
    }

    /** @param document of this contract alone */
    public static String of(String name, JsonNode document) {
        return new ContractPage(name, document).written();
    }

    private record Operation(String method, String path, JsonNode described) {}

    private String written() {
        List<Operation> operations = new ArrayList<>();
        document.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(method -> operations.add(
                        new Operation(method.getKey().toUpperCase(), path.getKey(), method.getValue()))));
        operations.sort((one, other) -> Integer.compare(place(one), place(other)));
        Set<String> everywhere = everywhere(operations);
        operations.forEach(operation -> write(operation, everywhere));
        page.append("\n## Any request\n\nWhatever it asks for, it may be refused so"
                + " (a `GET` not for its origin, and what reads no body not for its media type):\n");
        refusals(operations, everywhere, true);
        return page.toString();
    }

    private static int place(Operation operation) {
        return ORDER.indexOf(operation.described().path("x-does").asText());
    }

    /**
     * The refusals that all of them have, or all but one: in the contract's words, and where a library is spoken for, in that
     * library's.
     */
    private static Set<String> everywhere(List<Operation> operations) {
        Map<String, Set<String>> wordings = new TreeMap<>();
        operations.forEach(operation -> reasons(operation)
                .forEach(said -> wordings.computeIfAbsent(reason(said), reason -> new TreeSet<>())
                        .add(said)));
        wordings.keySet()
                .removeIf(reason -> operations.stream()
                                .filter(operation -> reasons(operation).stream()
                                        .noneMatch(said -> reason(said).equals(reason)))
                                .count()
                        > 1);
        return wordings.values().stream()
                .filter(said -> said.size() <= 2)
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
    }

    private static String reason(String refusal) {
        return refusal.substring(0, refusal.indexOf(' '));
    }

    private static Set<String> reasons(Operation operation) {
        return operation.described().findValues("examples").stream()
                .flatMap(examples -> examples.properties().stream().map(ContractPage::refusal))
                .collect(Collectors.toSet());
    }

    private static String refusal(Map.Entry<String, JsonNode> example) {
        return example.getKey() + " " + sorted(example.getValue().path("value"));
    }

    private void write(Operation operation, Set<String> everywhere) {
        JsonNode described = operation.described();
        GoldenCase golden = cases.stream()
                .filter(test -> test.succeeds()
                        && test.request().raw() == null
                        && test.request().method().equals(operation.method())
                        && OpenApi.isOf(operation.path(), test.request().path()))
                .findFirst()
                .orElseThrow();
        page.append("\n## %s\n\n".formatted(described.path("summary").asText()));
        boolean slash = golden.request().path().endsWith("/");
        page.append("`%s %s%s`  \n%s\n"
                .formatted(
                        operation.method(),
                        operation.path(),
                        slash ? "/" : "",
                        described.path("description").asText()));
        fields(described);
        request(golden.request());
        page.append("\n**%d**%s\n".formatted(golden.answer().status(), cookies(golden.answer())));
        JsonNode body = golden.answer().body();
        if (body != null) {
            block("json", pretty(body));
        }
        refusals(List.of(operation), everywhere, false);
    }

    private void fields(JsonNode described) {
        JsonNode schema = resolved(
                described.at("/requestBody/content").path("application/json").path("schema"));
        if (!schema.path("properties").isEmpty()) {
            Set<String> required = schema.path("required").isMissingNode()
                    ? Set.of()
                    : JSON.convertValue(
                            schema.path("required"),
                            JSON.getTypeFactory().constructCollectionType(Set.class, String.class));
            page.append("\n| field | | |\n|---|---|---|\n");
            schema.path("properties")
                    .properties()
                    .forEach(field -> page.append("| `%s` | %s | %s |\n"
                            .formatted(
                                    field.getKey(),
                                    required.contains(field.getKey())
                                            ? "required" + length(field.getValue())
                                            : "optional" + length(field.getValue()),
                                    field.getValue().path("description").asText())));
        }
    }

    private static String length(JsonNode field) {
        int least = field.path("minLength").asInt();
        int most = field.path("maxLength").asInt();
        if (most == 0) {
            return "";
        }
        return least > 1 ? ", %d to %d characters".formatted(least, most) : ", at most %d characters".formatted(most);
    }

    private void request(GoldenCase.Request request) {
        Map<String, String> head = new LinkedHashMap<>(request.headers());
        if (!request.cookies().isEmpty()) {
            head.put(
                    "Cookie",
                    request.cookies().entrySet().stream()
                            .map(Object::toString)
                            .sorted()
                            .collect(joining("; ")));
        }
        if (request.body() != null) {
            head.put("Content-Type", "application/json");
        }
        StringBuilder message = new StringBuilder("%s %s".formatted(request.method(), request.path()));
        head.forEach((name, value) -> message.append("\n%s: %s".formatted(name, value)));
        if (request.body() != null) {
            message.append("\n\n").append(pretty(request.body()));
        }
        block("http", message.toString());
    }

    private static String cookies(GoldenCase.Answer answer) {
        String set = answer.cookies().stream().map("`%s`"::formatted).collect(joining(" and "));
        String cleared = answer.cleared().stream().map("`%s`"::formatted).collect(joining(" and "));
        return (set.isEmpty() ? "" : ", and sets " + set) + (cleared.isEmpty() ? "" : ", and clears " + cleared);
    }

    private void refusals(List<Operation> operations, Set<String> which, boolean those) {
        Map<String, Map<String, Set<String>>> byStatusAndBody = new TreeMap<>();
        operations.forEach(operation -> operation
                .described()
                .path("responses")
                .properties()
                .forEach(answer -> answer.getValue().at("/content/application~1json/examples").properties().stream()
                        .filter(example -> which.contains(refusal(example)) == those)
                        .forEach(example -> byStatusAndBody
                                .computeIfAbsent(answer.getKey(), status -> new LinkedHashMap<>())
                                .computeIfAbsent(
                                        pretty(sorted(example.getValue().path("value"))), body -> new LinkedHashSet<>())
                                .add(example.getValue().path("summary").asText()))));
        byStatusAndBody.forEach((status, bodies) -> bodies.forEach((body, said) -> {
            page.append("\n**%s**: %s\n".formatted(status, String.join(" Or: ", said)));
            block("json", body);
        }));
    }

    /** The names of an example's fields come in another order each time that the document is built. */
    private static JsonNode sorted(JsonNode example) {
        if (example.isObject()) {
            ObjectNode sorted = JSON.createObjectNode();
            example.properties().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(field -> sorted.set(field.getKey(), sorted(field.getValue())));
            return sorted;
        }
        ArrayNode items = JSON.createArrayNode();
        example.forEach(item -> items.add(sorted(item)));
        return example.isArray() ? items : example;
    }

    private JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.path("$ref").asText().substring(1)) : schema;
    }

    private void block(String kind, String text) {
        page.append("\n```%s\n%s\n```\n".formatted(kind, text));
    }

    /** The same on every system. */
    private static String pretty(JsonNode json) {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        try {
            return JSON.writer(new DefaultPrettyPrinter()
                            .withSeparators(Separators.createDefaultInstance()
                                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                            .withObjectIndenter(lines)
                            .withArrayIndenter(lines))
                    .writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
