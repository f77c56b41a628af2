package latchkey;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The manifests in deploy/, rendered by kubectl. */
class KustomizeTest {

    private static final Pattern OVERLAY = Pattern.compile("```yaml\n(.+?)```", Pattern.DOTALL);

    /** Secrets that are in no file. */
    private static final Set<String> MADE_BY_HAND = Set.of("latchkey");

    @TempDir
    private Path home;

    @BeforeEach
    void aClone() throws IOException, InterruptedException {
        Kubectl.assumeThere();
        for (Path file : Manifests.files().toList()) {
            copy(file, home.resolve("latchkey").resolve(file));
        }
        Files.writeString(home.resolve("latchkey/deploy/overlays/dev/.env"), "password=for tests\nsecret=for tests\n");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            base,             ConfigMap Deployment HorizontalPodAutoscaler Ingress Job NetworkPolicy PodDisruptionBudget Service
            overlays/dev,     ConfigMap Deployment Job Namespace NetworkPolicy Secret Service StatefulSet
            overlays/knative, ConfigMap Job NetworkPolicy Service
            """)
    void everyOverlayIsComplete(String directory, String kinds) throws IOException, InterruptedException {
        List<JsonNode> objects = rendered(home.resolve("latchkey/deploy").resolve(directory));

        assertThat(objects).extracting(object -> object.path("kind").asText()).containsOnly(kinds.split(" "));
    }

    @Test
    void theOverlayOfTheDocumentationReplacesImageHostsAndSettings() throws IOException, InterruptedException {
        Matcher overlay = OVERLAY.matcher(Manifests.text(Path.of("docs/kubernetes.md")));
        assertThat(overlay.find()).isTrue();
        Files.writeString(home.resolve("kustomization.yaml"), overlay.group(1));
        for (String copied : List.of("application.properties", "ingress.yaml")) {
            Path file = Manifests.ROOT.resolve("base").resolve(copied);
            Files.writeString(home.resolve(copied), Manifests.text(file).replace("example.com", "example.org"));
        }

        Files.writeString(home.resolve("ca.crt"), "-----BEGIN CERTIFICATE-----\n");

        List<JsonNode> objects = rendered(home);

        assertThat(objects).extracting(object -> object.path("kind").asText()).contains("ServiceMonitor");
        assertThat(objects.toString())
                .contains(
                        "registry.example.com/latchkey:0.1.0",
                        "auth.shop.example.org",
                        "{\"ca.crt\":\"-----BEGIN CERTIFICATE-----\\n\"}")
                .doesNotContain("auth.example.com", "auth.shop.example.com");
    }

    /** The objects, each as Kubernetes wants it, with a tag for every image and nothing named that is not there. */
    private static List<JsonNode> rendered(Path directory) throws IOException, InterruptedException {
        List<JsonNode> objects = Kubectl.kustomize(directory);
        Set<String> settings = names(objects, "ConfigMap");
        Set<String> secrets = names(objects, "Secret");
        for (JsonNode object : objects) {
            Manifests.parse(object);
            assertThat(object.findValues("configMap"))
                    .allMatch(map -> settings.contains(map.path("name").asText()));
            assertThat(object.findValues("secretKeyRef")).allMatch(key -> (secrets.isEmpty() ? MADE_BY_HAND : secrets)
                    .contains(key.path("name").asText()));
            assertThat(object.findValuesAsText("image")).allMatch(image -> image.matches(".+:[0-9.]+"));
        }
        return objects;
    }

    private static Set<String> names(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .map(object -> object.at("/metadata/name").asText())
                .collect(toSet());
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to);
    }
}
