package latchkey.contract;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The part of the OpenAPI document that is one contract's, complete in itself. Its paths are those that the contract's own
 * document prints; where they are is said by its servers, the mount and the root.
 */
final class Excerpt {

    private static final String REF = "$ref";
    private static final String SCHEMA = "#/components/schemas/";
    private static final String OPERATION_ID = "operationId";

    private final JsonNode whole;
    private final String name;
    private final String mount;

    private Excerpt(JsonNode whole, String name) {
        this.whole = whole;
        this.name = name;
        mount = "/" + name;
    }

    /** Of what there are excerpts: the contracts, and what belongs to none. */
    static List<String> names(JsonNode whole) {
        return whole.path("tags").findValuesAsText("name").stream().sorted().toList();
    }

    static ObjectNode of(JsonNode whole, String name) {
        return new Excerpt(whole, name).cut();
    }

    /** Its own, with what is said of the contract. */
    private ArrayNode tags() {
        ArrayNode tags = object().arrayNode();
        for (JsonNode tag : whole.path("tags")) {
            if (tag.path("name").asText().equals(name)) {
                tags.add(tag);
            }
        }
        return tags;
    }

    private ObjectNode cut() {
        ObjectNode excerpt = object();
        excerpt.set("openapi", whole.get("openapi"));
        ObjectNode info = whole.path("info").deepCopy();
        excerpt.set("info", info.put("title", info.path("title").asText() + ": " + name));
        excerpt.set("servers", servers());
        excerpt.set("tags", tags());
        ObjectNode paths = excerpt.putObject("paths");
        addPaths(paths);
        ObjectNode components = excerpt.putObject("components");
        components.set("schemas", only(reached(paths), "schemas"));
        components.set("securitySchemes", only(schemes(paths), "securitySchemes"));
        rename(excerpt);
        return excerpt;
    }

    private ArrayNode servers() {
        ArrayNode servers = object().arrayNode();
        String below = whole.path("servers").path(0).path("url").asText();
        if (whole.path("paths").properties().stream()
                .anyMatch(path -> path.getKey().startsWith(mount + "/"))) {
            servers.addObject().put("url", below + mount).put("description", "The mount, always there");
            servers.addObject()
                    .put("url", below + "/")
                    .put("description", "The root, where the host is this contract's");
        } else {
            servers.addObject().put("url", below + "/");
        }
        return servers;
    }

    private void addPaths(ObjectNode paths) {
        whole.path("paths").properties().stream()
                .filter(path -> path.getValue().findValues("tags").stream()
                        .anyMatch(tags -> tags.path(0).asText().equals(name)))
                .forEach(path -> paths.set(
                        path.getKey().startsWith(mount + "/") ? path.getKey().substring(mount.length()) : path.getKey(),
                        path.getValue().deepCopy()));
        paths.findParents(OPERATION_ID).forEach(operation -> ((ObjectNode) operation)
                .put(OPERATION_ID, operation.path(OPERATION_ID).asText().substring(name.length() + 1)));
    }

    /** The schemas that are spoken of there, and those that these speak of. */
    private Set<String> reached(JsonNode from) {
        Set<String> reached = new TreeSet<>();
        Deque<JsonNode> left = new ArrayDeque<>(List.of(from));
        while (!left.isEmpty()) {
            left.remove().findValuesAsText(REF).stream()
                    .map(ref -> ref.substring(SCHEMA.length()))
                    .filter(reached::add)
                    .forEach(schema -> left.add(whole.at("/components/schemas/" + schema)));
        }
        return reached;
    }

    private static Set<String> schemes(JsonNode paths) {
        Set<String> schemes = new TreeSet<>();
        paths.findValues("security")
                .forEach(anyOf -> anyOf.forEach(all -> all.fieldNames().forEachRemaining(schemes::add)));
        return schemes;
    }

    private ObjectNode only(Set<String> names, String components) {
        ObjectNode only = object();
        names.forEach(each -> only.set(
                each, whole.path("components").path(components).path(each).deepCopy()));
        return only;
    }

    /** Types of the same name in other contracts are the reason for numbers behind names, and are not here. */
    private static void rename(ObjectNode excerpt) {
        ObjectNode schemas = (ObjectNode) excerpt.at("/components/schemas");
        List<String> numbered =
                schemas.properties().stream().map(Map.Entry::getKey).toList();
        List<String> plain = numbered.stream().map(Excerpt::unnumbered).toList();
        Map<String, String> names = numbered.stream()
                .collect(toMap(
                        identity(),
                        each -> Collections.frequency(plain, unnumbered(each)) == 1 ? unnumbered(each) : each));
        numbered.forEach(each -> schemas.set(names.get(each), schemas.remove(each)));
        excerpt.findParents(REF).forEach(reference -> {
            String schema = reference.path(REF).asText().substring(SCHEMA.length());
            ((ObjectNode) reference).put(REF, SCHEMA + names.get(schema));
        });
    }

    private static String unnumbered(String schema) {
        return schema.replaceFirst("\\d+$", "");
    }

    private ObjectNode object() {
        return ((ObjectNode) whole).objectNode();
    }
}
