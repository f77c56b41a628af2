package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.quarkus.runtime.configuration.DurationConverter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/** The manifests in deploy/ are valid for Kubernetes, match the service, and grant no more than it needs. */
class DeployTest {

    private static final List<JsonNode> OBJECTS = Manifests.objects();
    private static final Properties INSTALLED =
            Manifests.properties(Manifests.ROOT.resolve("base/application.properties"));
    private static final Properties BUILT = Manifests.properties(Path.of("src/main/resources/application.properties"));

    /** PostgreSQL's default of max_connections. */
    private static final int CONNECTIONS = 100;

    @ParameterizedTest
    @FieldSource("OBJECTS")
    void everyFieldIsKnownToKubernetes(JsonNode object) throws IOException {
        assertThat(Manifests.parse(object)).as(object.toString()).isNotInstanceOf(GenericKubernetesResource.class);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            base/deployment.yaml,                      readinessProbe
            base/autoscaler.yaml,                      stabilizationWindowSeconds
            base/disruption-budget.yaml,               maxUnavailable
            base/ingress.yaml,                         pathType
            base/network-policy.yaml,                  namespaceSelector
            components/monitoring/service-monitor.yaml,interval
            components/monitoring/alerts.yaml,         expr
            overlays/dev/postgres.yaml,                volumeClaimTemplates
            overlays/knative/service.yaml,             containerConcurrency
            """)
    void aMisspeltFieldIsRejected(Path file, String field) {
        String misspelt = Manifests.text(Manifests.ROOT.resolve(file)).replace(field + ":", field.substring(1) + ":");

        assertThatThrownBy(() -> {
                    for (JsonNode object : Manifests.read(misspelt)) {
                        Manifests.parse(object);
                    }
                })
                .isInstanceOf(UnrecognizedPropertyException.class)
                .hasMessageContaining(field.substring(1));
    }

    @Test
    void kustomizationsListExactlyTheFilesThatExist() throws IOException {
        Set<Path> named = new TreeSet<>(Manifests.kustomizations());
        for (Path kustomization : Manifests.kustomizations()) {
            JsonNode content = Manifests.read(Manifests.text(kustomization)).get(0);
            Stream.of("resources", "components", "configurations")
                    .flatMap(field -> Manifests.texts(content.path(field)))
                    .forEach(
                            name -> named.add(kustomization.resolveSibling(name).normalize()));
            content.findValues("files").stream()
                    .flatMap(Manifests::texts)
                    .forEach(name -> named.add(kustomization.resolveSibling(name)));
        }

        assertThat(named).allMatch(Files::exists);
        assertThat(named.stream().filter(Files::isRegularFile))
                .containsExactlyElementsOf(Manifests.files().toList());
    }

    @Test
    void everyVariableIsASettingOfTheService() throws IOException {
        Set<String> known = Settings.names();
        Set<String> variables = known.stream()
                .map(name -> name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"))
                .collect(Collectors.toSet());

        assertThat(Manifests.files().flatMap(file -> matches("\\bLATCHKEY_[A-Z_]+", Manifests.text(file))))
                .isNotEmpty()
                .isSubsetOf(variables);
        assertThat(INSTALLED.stringPropertyNames().stream()
                        .filter(name -> name.startsWith("latchkey."))
                        .map(name -> name.replaceAll("\"[^\"]+\"", "*")))
                .isNotEmpty()
                .isSubsetOf(known);
    }

    @Test
    void noFileContainsASecret() {
        assertThat(OBJECTS).noneMatch(object -> object.path("kind").asText().equals("Secret"));
        assertThat(Manifests.containers()
                        .flatMap(container -> Manifests.items(container.path("env")))
                        .filter(variable -> variable.path("name").asText().matches(".*(PASSWORD|SECRET).*")))
                .isNotEmpty()
                .allMatch(variable -> variable.at("/valueFrom/secretKeyRef").has("key"))
                .noneMatch(variable -> variable.has("value"));
        assertThat(INSTALLED.stringPropertyNames()).noneMatch(name -> name.matches(".*(password|secret)$"));
    }

    /** The serving role owns no table, and the certificate of PostgreSQL is verified. */
    @Test
    void onlyTheMigrationJobUsesTheRoleThatOwnsTheTables() {
        assertThat(keys(Manifests.the("Job"))).contains("owner-username", "owner-password");
        assertThat(servers()).hasSize(2).allSatisfy(server -> {
            assertThat(keys(server)).contains("username", "password").noneMatch(key -> key.startsWith("owner"));
            assertThat(server.path("env").toString()).contains("LATCHKEY_MIGRATE_AT_START\",\"value\":\"false");
        });
        String url = matches("(?<=jdbc-url=')[^']+", Manifests.text(Path.of("docs/kubernetes.md")))
                .findFirst()
                .orElseThrow();
        assertThat(url).contains("sslmode=verify-full&sslrootcert=/etc/latchkey-ca/ca.crt");
        assertThat(Manifests.containers()
                        .filter(container -> container.path("image").asText().equals("latchkey")))
                .hasSize(3)
                .allSatisfy(
                        // It writes no file: ProductionIT.startsAsAnyUserWithoutAWritableTemporaryFolder.
                        container -> assertThat(container.path("volumeMounts").findValuesAsText("mountPath"))
                                .contains("/etc/latchkey-ca")
                                .allMatch(path -> path.startsWith("/etc/")));
    }

    private static List<String> keys(JsonNode node) {
        return node.findValues("secretKeyRef").stream()
                .map(reference -> reference.path("key").asText())
                .toList();
    }

    @Test
    void everyPodIsRestricted() {
        assertThat(Manifests.pods()).hasSizeGreaterThan(3).allSatisfy(pod -> {
            assertThat(pod.path("automountServiceAccountToken")).hasToString("false");
            assertThat(pod.path("enableServiceLinks")).hasToString("false");
            assertThat(pod.fieldNames()).toIterable().noneMatch(name -> name.startsWith("host"));
            assertThat(pod.path("volumes")).allMatch(volume -> volume.has("emptyDir") || volume.has("configMap"));
            assertThat(pod.path("containers")).allSatisfy(container -> restricted(pod, container));
        });
    }

    private static void restricted(JsonNode pod, JsonNode container) {
        JsonNode own = container.path("securityContext");
        JsonNode whole = pod.has("securityContext") ? pod.path("securityContext") : own;
        assertThat(whole.path("runAsNonRoot")).hasToString("true");
        assertThat(whole.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(own.path("allowPrivilegeEscalation")).hasToString("false");
        assertThat(own.path("readOnlyRootFilesystem")).hasToString("true");
        assertThat(own.path("capabilities")).hasToString("{\"drop\":[\"ALL\"]}");
    }

    @Test
    void everyContainerHasResourceRequestsAndNoCpuLimit() {
        assertThat(Manifests.containers()).allSatisfy(container -> {
            assertThat(container.at("/resources/requests").fieldNames())
                    .toIterable()
                    .contains("cpu", "memory");
            assertThat(container.at("/resources/limits").fieldNames())
                    .toIterable()
                    .containsExactly("memory");
        });
    }

    @Test
    void probesUseTheHealthEndpointsOfTheService() {
        String management = built("quarkus.management.port", "9000");
        assertThat(servers()).hasSize(2).allSatisfy(server -> {
            probe(server, "readinessProbe", "ready", management);
            assertThat(server.at("/ports/0/containerPort").asText()).isEqualTo(built("quarkus.http.port", "8080"));
        });
        JsonNode server = servers().findFirst().orElseThrow();
        probe(server, "livenessProbe", "live", management);
        probe(server, "startupProbe", "started", management);
    }

    private static void probe(JsonNode container, String probe, String health, String port) {
        JsonNode get = container.path(probe).path("httpGet");
        assertThat(get.path("path").asText()).isEqualTo("/q/health/" + health);
        String asked = get.path("port").asText();
        assertThat(Manifests.items(container.path("ports"))
                        .filter(open -> open.path("name").asText().equals(asked))
                        .map(open -> open.path("containerPort").asText())
                        .findFirst()
                        .orElse(asked))
                .isEqualTo(port);
    }

    @Test
    void theTerminationGracePeriodCoversTheShutdownOfAReplica() {
        long stopping = seconds("quarkus.shutdown.delay") + seconds("quarkus.shutdown.timeout");
        JsonNode pod = Manifests.the("Deployment").at("/spec/template/spec");
        long sleep = pod.at("/containers/0/lifecycle/preStop/sleep/seconds").asLong();

        assertThat(pod.path("terminationGracePeriodSeconds").asLong()).isGreaterThan(sleep + stopping);
        assertThat(Manifests.pods().stream().filter(knative -> knative.has("containerConcurrency")))
                .hasSize(1)
                .allMatch(knative -> knative.path("timeoutSeconds").asLong() > stopping);
    }

    @Test
    void everyImageHasTheVersionOfThisRelease() {
        assertThat(Manifests.containers()
                        .map(container -> container.path("image").asText()))
                .containsOnly("latchkey", "postgres:18");
        assertThat(Manifests.kustomizations().stream()
                        .flatMap(file -> matches("(?<=newTag: ).*", Manifests.text(file))))
                .isNotEmpty()
                .containsOnly(Manifests.version());
    }

    @Test
    void everyHostOfTheIngressHasAContractAndTheIssuerIsOneOfThem() {
        Set<String> hosts = new TreeSet<>(Manifests.the("Ingress").findValuesAsText("host"));

        assertThat(INSTALLED.stringPropertyNames().stream()
                        .flatMap(name -> matches("(?<=^latchkey.contract.hosts.\")[^\"]+", name)))
                .containsExactlyInAnyOrderElementsOf(hosts);
        assertThat(Manifests.texts(Manifests.the("Ingress").at("/spec/tls/0/hosts")))
                .containsExactlyInAnyOrderElementsOf(hosts);
        assertThat(hosts)
                .contains(URI.create(INSTALLED.getProperty("latchkey.issuer")).getHost());
        assertThat(INSTALLED.stringPropertyNames().stream().filter(name -> name.contains(".hosts.")))
                .allMatch(name -> Files.exists(Path.of("docs/contracts", INSTALLED.getProperty(name) + ".md")));
    }

    @Test
    void allReplicasTogetherStayBelowMaxConnections() {
        int replicas = 1
                + Manifests.the("HorizontalPodAutoscaler")
                        .at("/spec/maxReplicas")
                        .asInt();

        assertThat(replicas * Integer.parseInt(INSTALLED.getProperty("quarkus.datasource.jdbc.max-size")))
                .isLessThan(CONNECTIONS);
    }

    /** The Deployment first. */
    private static Stream<JsonNode> servers() {
        return Manifests.containers()
                .filter(container -> container.has("ports")
                        && container.path("image").asText().equals("latchkey"));
    }

    private static Stream<String> matches(String pattern, String text) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map(MatchResult::group);
    }

    private static long seconds(String setting) {
        return DurationConverter.parseDuration(built(setting, "0S")).toSeconds();
    }

    private static String built(String setting, String fallback) {
        return BUILT.getProperty("%prod." + setting, BUILT.getProperty(setting, fallback));
    }
}
