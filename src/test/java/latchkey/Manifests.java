package latchkey;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files below {@code deploy/}, as trees and as the objects that the model of Kubernetes makes of them. */
final class Manifests {

    static final Path ROOT = Path.of("deploy");

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
        return objects().stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
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
            return all.filter(file -> Files.isRegularFile(file) && !file.endsWith(".env")).sorted().toList().stream();
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

    static Properties properties(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
        return properties;
    }

    /** What the model makes of an object. A field or a kind that it does not know is refused. */
    static KubernetesResource parse(JsonNode object) throws IOException {
        return YAML.treeToValue(object, KubernetesResource.class);
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
