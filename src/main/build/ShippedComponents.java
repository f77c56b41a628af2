import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Removes from the bills of materials what is not shipped, and dates them as the sources are dated. Quarkus also lists the tools of the
 * build, and optional dependencies that it leaves out.
 */
class ShippedComponents {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final String ENDING = "-runner-cyclonedx.json";

    private static final String APPLICATION = "latchkey";

    private final ObjectNode bill;
    private final Set<String> compiled;

    private ShippedComponents(ObjectNode bill, Set<String> compiled) {
        this.bill = bill;
        this.compiled = compiled;
    }

    /** @param args the folder with the bills, and their time */
    public static void main(String... args) throws IOException {
        for (Path file : files(Path.of(args[0]), 1, name -> name.endsWith("-cyclonedx.json"))) {
            ObjectNode bill = (ObjectNode) JSON.readTree(file.toFile());
            new ShippedComponents(bill, compiled(file)).keep(args[1]);
            JSON.writeValue(file.toFile(), bill);
        }
    }

    /** The names of the jars that native-image compiles to an executable. Quarkus has modified some of them. */
    private static Set<String> compiled(Path bill) throws IOException {
        Path jars = Path.of(bill.toString().replace(ENDING, "-native-image-source-jar"));
        return Files.isDirectory(jars)
                ? files(jars, 2, name -> name.endsWith(".jar")).stream()
                        .map(jar -> jar.getFileName().toString().replaceFirst("^modified-", ""))
                        .collect(Collectors.toSet())
                : Set.of();
    }

    private static List<Path> files(Path folder, int depth, Predicate<String> which) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(file -> which.test(file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private void keep(String time) {
        ((ObjectNode) bill.get("metadata")).put("timestamp", time);
        keep(bill, "components", this::isShipped);
        Set<String> kept = elements(bill, "components")
                .map(component -> component.get("bom-ref").textValue())
                .collect(Collectors.toSet());
        keep(
                bill,
                "dependencies",
                dependency -> kept.contains(dependency.get("ref").textValue()));
        elements(bill, "dependencies")
                .forEach(dependency -> keep((ObjectNode) dependency, "dependsOn", on -> kept.contains(on.textValue())));
    }

    /** Each component of the jar has its place there. What Quarkus makes of the application has no group. */
    private boolean isShipped(JsonNode component) {
        String group = component.path("group").asText(APPLICATION);
        String jar = group + '.' + component.get("name").textValue() + '-'
                + component.get("version").textValue() + ".jar";
        return component.has("evidence") || compiled.contains(jar) || group.equals(APPLICATION);
    }

    private static void keep(ObjectNode parent, String field, Predicate<JsonNode> which) {
        ArrayNode kept = parent.arrayNode();
        elements(parent, field).filter(which).forEach(kept::add);
        if (parent.has(field)) {
            parent.set(field, kept);
        }
    }

    private static Stream<JsonNode> elements(ObjectNode parent, String field) {
        return StreamSupport.stream(parent.path(field).spliterator(), false);
    }
}
