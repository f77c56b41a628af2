package latchkey.openapi;

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
 * The part of the OpenAPI document that belongs to one contract, complete in itself. Its paths are the documented ones; its
 * servers, the mount and the root, say where they are.
 */
final class DocumentExtract {

    private static final String REF = "$ref";
    private static final String SCHEMA = "#/components/schemas/";
    private static final String OPERATION_ID = "operationId";

    private final JsonNode whole;
    private final String name;
    private final String mount;
    private final boolean mounted;

    private DocumentExtract(JsonNode whole, String name) {
        this.whole = whole;
        this.name = name;
        mount = "/" + name;
        // The admin API has its path wherever it is, and no other.
        mounted = !name.equals(ContractDocs.ADMIN)
                && whole.path("paths").properties().stream()
                        .anyMatch(path -> path.getKey().startsWith(mount + "/"));
    }

    /** The names of possible extracts: the contracts, and the platform outside contracts. */
    static List<String> names(JsonNode whole) {
        return whole.path("tags").findValuesAsText("name").stream().sorted().toList();
    }

    static ObjectNode of(JsonNode whole, String name) {
        return new DocumentExtract(whole, name).extract();
    }

    /** The contract's own tag, with its description. */
    private ArrayNode tags() {
        ArrayNode tags = object().arrayNode();
        for (JsonNode tag : whole.path("tags")) {
            if (tag.path("name").asText().equals(name)) {
                tags.add(tag);
            }
        }
        return tags;
    }

    private ObjectNode extract() {
        ObjectNode document = object();
        document.set("openapi", whole.get("openapi"));
        ObjectNode info = whole.path("info").deepCopy();
        document.set("info", info.put("title", info.path("title").asText() + ": " + name));
        document.set("servers", servers());
        document.set("tags", tags());
        ObjectNode paths = document.putObject("paths");
        addPaths(paths);
        ObjectNode components = document.putObject("components");
        components.set("schemas", pick(referenced(paths), "schemas"));
        components.set("securitySchemes", pick(schemes(paths), "securitySchemes"));
        rename(document);
        return document;
    }

    private ArrayNode servers() {
        ArrayNode servers = object().arrayNode();
        String base = whole.path("servers").path(0).path("url").asText();
        if (mounted) {
            servers.addObject().put("url", base + mount).put("description", "The mount, always there");
            servers.addObject()
                    .put("url", base + "/")
                    .put("description", "The root, where the host is this contract's");
        } else {
            servers.addObject().put("url", base + "/");
        }
        return servers;
    }

    private void addPaths(ObjectNode paths) {
        whole.path("paths").properties().stream()
                .filter(path -> path.getValue().findValues("tags").stream()
                        .anyMatch(tags -> tags.path(0).asText().equals(name)))
                .forEach(path -> paths.set(
                        mounted ? path.getKey().substring(mount.length()) : path.getKey(),
                        path.getValue().deepCopy()));
        paths.findParents(OPERATION_ID).forEach(operation -> ((ObjectNode) operation)
                .put(OPERATION_ID, operation.path(OPERATION_ID).asText().substring(name.length() + 1)));
    }

    /** The schemas that it references, directly or through other schemas. */
    private Set<String> referenced(JsonNode from) {
        Set<String> referenced = new TreeSet<>();
        Deque<JsonNode> pending = new ArrayDeque<>(List.of(from));
        while (!pending.isEmpty()) {
            pending.remove().findValuesAsText(REF).stream()
                    .map(ref -> ref.substring(SCHEMA.length()))
                    .filter(referenced::add)
                    .forEach(schema -> pending.add(whole.at("/components/schemas/" + schema)));
        }
        return referenced;
    }

    private static Set<String> schemes(JsonNode paths) {
        Set<String> schemes = new TreeSet<>();
        paths.findValues("security")
                .forEach(anyOf -> anyOf.forEach(all -> all.fieldNames().forEachRemaining(schemes::add)));
        return schemes;
    }

    private ObjectNode pick(Set<String> names, String components) {
        ObjectNode picked = object();
        names.forEach(each -> picked.set(
                each, whole.path("components").path(components).path(each).deepCopy()));
        return picked;
    }

    /** Removes the numbers that tell types of one name in several contracts apart, since only one contract is here. */
    private static void rename(ObjectNode document) {
        ObjectNode schemas = (ObjectNode) document.at("/components/schemas");
        List<String> numbered =
                schemas.properties().stream().map(Map.Entry::getKey).toList();
        List<String> plain = numbered.stream().map(DocumentExtract::unnumbered).toList();
        Map<String, String> names = numbered.stream()
                .collect(toMap(
                        identity(),
                        each -> Collections.frequency(plain, unnumbered(each)) == 1 ? unnumbered(each) : each));
        numbered.forEach(each -> schemas.set(names.get(each), schemas.remove(each)));
        document.findParents(REF).forEach(reference -> {
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
