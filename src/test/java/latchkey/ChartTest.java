package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Helm chart in deploy/chart says what the kustomizations say. */
class ChartTest {

    /** What Helm adds, by which it finds its objects, and what lets pods start again; kustomize has a hash in a name for that. */
    private static final List<String> OF_HELM = List.of(
            "app.kubernetes.io/instance",
            "app.kubernetes.io/version",
            "app.kubernetes.io/managed-by",
            "helm.sh/chart",
            "checksum/settings");

    private static final Pattern HASHED_NAME = Pattern.compile("(?<=\"latchkey)-[0-9a-z]{10}(?=\")");

    @TempDir
    private Path folder;

    @BeforeAll
    static void helm() {
        Chart.assumeHelm();
    }

    @Test
    void isWellFormed() {
        LintResult found = Chart.LATCHKEY.lint();

        assertThat(found.isFailed()).as(found.getMessages().toString()).isFalse();
    }

    @Test
    void hasTheVersionOfThisRelease() {
        assertThat(List.of("version", "appVersion"))
                .allMatch(name ->
                        Chart.LATCHKEY.file("Chart.yaml").path(name).asText().equals(Manifests.version()));
    }

    @Test
    void theDefaultsAreTheBase() throws Exception {
        Kubectl.assumeThere();

        assertThat(byName(Chart.LATCHKEY.rendered()))
                .isEqualTo(byName(Kubectl.kustomize(Manifests.ROOT.resolve("base"))));
    }

    @Test
    void theValuesOfComponentsAreTheComponents() throws Exception {
        Kubectl.assumeThere();
        Files.writeString(folder.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [%1$s/base]
                components: [%1$s/components/monitoring, %1$s/components/hashing-queue]
                """.formatted(
                        folder.toRealPath().relativize(Manifests.ROOT.toRealPath())));

        List<JsonNode> objects = Chart.LATCHKEY.rendered("""
                monitoring:
                  serviceMonitor: {enabled: true}
                  alerts: {enabled: true}
                  dashboard: {enabled: true}
                autoscaling: {hashingQueue: 4}
                """);

        assertThat(byName(objects)).isEqualTo(byName(Kubectl.kustomize(folder)));
    }

    /** Kind and name, with what the model of Kubernetes makes of the object, without what only one of the tools writes. */
    private static Map<String, JsonNode> byName(List<JsonNode> objects) throws IOException {
        Map<String, JsonNode> all = new TreeMap<>();
        for (JsonNode object : objects) {
            JsonNode comparable = Manifests.read(
                            HASHED_NAME.matcher(object.toString()).replaceAll(""))
                    .get(0);
            ((ObjectNode) comparable.path("metadata")).remove("namespace");
            comparable.findParents("app.kubernetes.io/name").forEach(labels -> ((ObjectNode) labels).remove(OF_HELM));
            comparable.findParents("annotations").forEach(ChartTest::withoutChecksum);
            if (comparable.at("/data").has("application.properties")) {
                // Without comments and their order.
                String settings = new TreeMap<>(Manifests.settings(comparable)).toString();
                ((ObjectNode) comparable.path("data")).put("application.properties", settings);
            }
            all.put(Manifests.kindAndName(comparable), Manifests.tree(comparable));
        }
        return all;
    }

    private static void withoutChecksum(JsonNode metadata) {
        ((ObjectNode) metadata.path("annotations")).remove(OF_HELM);
        if (metadata.path("annotations").isEmpty()) {
            ((ObjectNode) metadata).remove("annotations");
        }
    }

    /** Two installations in one namespace share nothing, and each names only what it has. */
    @Test
    void everythingIsNamedAfterTheRelease() {
        List<JsonNode> objects = Chart.LATCHKEY.release("shop", "");

        assertThat(objects)
                .allMatch(object -> object.at("/metadata/name").asText().startsWith("shop-latchkey"));
        assertThat(objects.stream().flatMap(object -> object.findParents("app.kubernetes.io/name").stream()))
                .hasSizeGreaterThan(10)
                .allMatch(labels ->
                        labels.path("app.kubernetes.io/instance").asText().equals("shop"));
        Set<String> there = objects.stream().map(Manifests::kindAndName).collect(Collectors.toSet());
        Map<String, String> kinds =
                Map.of("configMap", "ConfigMap", "service", "Service", "scaleTargetRef", "Deployment");
        for (JsonNode object : objects) {
            kinds.forEach((field, kind) -> assertThat(object.findValues(field))
                    .allMatch(named ->
                            there.contains(kind + " " + named.path("name").asText())));
            assertThat(object.findValues("secretKeyRef"))
                    .allMatch(key -> key.path("name").asText().equals("shop-latchkey"));
        }
    }

    @Test
    void helmMigratesBeforeAnUpdateAndArgoCdInEachSync() throws IOException {
        JsonNode first = Manifests.the("Job", Chart.LATCHKEY.rendered()).at("/metadata/annotations");
        Chart update = Chart.LATCHKEY.atAnUpdate(folder.resolve("1"), "hook");
        JsonNode later = Manifests.the("Job", update.rendered()).at("/metadata/annotations");

        assertThat(first.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("argocd.argoproj.io/hook", "argocd.argoproj.io/hook-delete-policy");
        assertThat(first.path("argocd.argoproj.io/hook").asText()).isEqualTo("Sync");
        assertThat(later.path("hook").asText()).isEqualTo("pre-upgrade");
        assertThat(later.path("helm.sh/hook-delete-policy").asText()).isEqualTo("before-hook-creation");
        assertThat(Chart.LATCHKEY
                        .atAnUpdate(folder.resolve("2"), "helm.sh/hook")
                        .rendered())
                .as("Helm takes it for a hook")
                .noneMatch(object -> object.path("kind").asText().equals("Job"));
    }

    /** Argo CD waits until everything in one wave is healthy: what needs the tables comes after what creates them. */
    @Test
    void argoCdMigratesBeforeItUpdatesWhatServes() {
        Map<String, String> waves = Chart.LATCHKEY.rendered().stream()
                .collect(Collectors.toMap(
                        object -> object.path("kind").asText(),
                        object -> object.at("/metadata/annotations/argocd.argoproj.io~1sync-wave")
                                .asText("0"),
                        (one, same) -> one.equals(same) ? one : "both"));

        assertThat(waves)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "ConfigMap", "0",
                        "NetworkPolicy", "0",
                        "Service", "0",
                        "Job", "0",
                        "Deployment", "1",
                        "Ingress", "1",
                        "HorizontalPodAutoscaler", "1",
                        "PodDisruptionBudget", "1"));
    }
}
