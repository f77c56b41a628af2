package latchkey;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files of kustomize below {@code deploy/}, as trees and as the objects that the model of Kubernetes makes of them. */
final class Manifests {

    static final Path ROOT = Path.of("deploy");

    /** What is not for kustomize: {@link ChartTest} and {@link ImagesTest} read it. */
    private static final List<Path> OTHERS = List.of(ROOT.resolve("chart"), ROOT.resolve("compose.yaml"));

    private static final Pattern VERSION = Pattern.compile("(?<=<version>)[^<]+");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new NothingElse())
            .build();

    /** Every object of every file, without what says how to put them together. */
    static List<JsonNode> objects() {
        return files().filter(file -> file.toString().endsWith(".yaml"))
                .flatMap(file -> read(text(file)).stream())
                .filter(node -> node.path("metadata").has("name"))
                .toList();
    }

    /** The first object of its kind. */
    static JsonNode the(String kind) {
        return the(kind, objects());
    }

    static JsonNode the(String kind, List<JsonNode> objects) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    static String kindAndName(JsonNode object) {
        return object.path("kind").asText() + " " + object.at("/metadata/name").asText();
    }

    /** What each workload says of its pods: the Deployment first. */
    static List<JsonNode> pods() {
        return objects().stream()
                .flatMap(object -> object.findParents("containers").stream())
                .toList();
    }

    static Stream<JsonNode> containers() {
        return pods().stream().flatMap(pod -> items(pod.path("containers")));
    }

    static Stream<JsonNode> items(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    static Stream<String> texts(JsonNode list) {
        return items(list).map(JsonNode::asText);
    }

    static List<Path> kustomizations() {
        return files().filter(file -> file.endsWith("kustomization.yaml")).toList();
    }

    static Stream<Path> files() {
        try (Stream<Path> all = Files.walk(ROOT)) {
            return all
                    .filter(file -> Files.isRegularFile(file)
                            && !file.endsWith(".env")
                            && OTHERS.stream().noneMatch(file::startsWith))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    static List<JsonNode> read(String documents) {
        try {
            return YAML.readerFor(JsonNode.class)
                    .<JsonNode>readValues(documents)
                    .readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(documents, e);
        }
    }

    /** Of this release, as the build has it. */
    static String version() {
        Matcher version = VERSION.matcher(text(Path.of("pom.xml")));
        if (!version.find()) {
            throw new IllegalStateException("pom.xml has no version");
        }
        return version.group();
    }

    static Properties properties(Path file) {
        return properties(text(file));
    }

    /** The settings in a ConfigMap. */
    static Properties settings(JsonNode configMap) {
        return properties(configMap.at("/data/application.properties").asText());
    }

    private static Properties properties(String content) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(content));
        } catch (IOException e) {
            throw new UncheckedIOException(content, e);
        }
        return properties;
    }

    /** What the model makes of an object. A field or a kind that it does not know is refused. */
    static KubernetesResource parse(JsonNode object) throws IOException {
        return YAML.treeToValue(object, KubernetesResource.class);
    }

    /** The fields of an object that the model has. */
    static JsonNode tree(JsonNode object) throws IOException {
        return YAML.valueToTree(parse(object));
    }

    /** The model keeps what it does not know, for later versions of Kubernetes; here it is a misspelling. */
    private static final class NothingElse extends JacksonAnnotationIntrospector {

        private static final long serialVersionUID = 1;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }

    private Manifests() {}
}
