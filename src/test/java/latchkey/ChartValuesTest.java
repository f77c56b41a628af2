package latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the values of the Helm chart do, those of the documentation included. */
class ChartValuesTest {

    private static final Pattern MARK = Pattern.compile("mark-[a-z-]+|\\b10[0-9]{2}");
    private static final Pattern YAML = Pattern.compile("```yaml\n(.+?)```", Pattern.DOTALL);

    @BeforeAll
    static void helm() {
        Chart.assumeHelm();
    }

    @Test
    void aSettingIsReadAsItIsWritten() {
        JsonNode settings = Manifests.the("ConfigMap", Chart.LATCHKEY.rendered("""
                hosts: [{host: a.example, contract: express}, {host: b.example, contract: express}]
                settings:
                  latchkey.admin.enabled: true
                  latchkey.limits.attempts: 0
                  latchkey.limits.registrations: 2000000
                  'latchkey.legacy."old: one=x".issuer': 'back\\slash: = "quoted"'
                  latchkey.email.sender: "Ada\\n # <ada@b.example>"
                  latchkey.proxies: null
                """));

        assertThat(Manifests.settings(settings))
                .containsEntry("latchkey.issuer", "https://a.example")
                .containsEntry("latchkey.contract.enabled", "express")
                .containsEntry("latchkey.contract.default", "express")
                .containsEntry("latchkey.contract.hosts.\"b.example\"", "express")
                .containsEntry("latchkey.admin.enabled", "true")
                .containsEntry("latchkey.limits.attempts", "0")
                .containsEntry("latchkey.limits.registrations", "2000000")
                .containsEntry("latchkey.legacy.\"old: one=x\".issuer", "back\\slash: = \"quoted\"")
                .containsEntry("latchkey.email.sender", "Ada\n # <ada@b.example>")
                .containsEntry("quarkus.datasource.jdbc.max-size", "12")
                .doesNotContainKey("latchkey.proxies");
    }

    @Test
    void whatIsSwitchedOffIsLeftOut() {
        List<JsonNode> objects = Chart.LATCHKEY.rendered("""
                autoscaling: {enabled: false}
                migration: {enabled: false}
                ingress: {enabled: false}
                networkPolicy: {enabled: false}
                disruptionBudget: {enabled: false}
                ca: {configMap: bundle}
                topologySpread: []
                """);

        assertThat(objects.stream().map(Manifests::kindAndName))
                .containsExactlyInAnyOrder("ConfigMap latchkey", "Service latchkey", "Deployment latchkey");
        JsonNode deployment = Manifests.the("Deployment", objects);
        assertThat(deployment.path("spec").has("replicas")).isFalse();
        assertThat(deployment.findValues("topologySpreadConstraints")).isEmpty();
        assertThat(deployment.at("/spec/template/spec/volumes/1/configMap/name").asText())
                .isEqualTo("bundle");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "3, 3", "null, ''"})
    void withoutAnAutoscalerTheValuesSayHowManyReplicas(String value, String replicas) {
        List<JsonNode> objects = Chart.LATCHKEY.rendered("{autoscaling: {enabled: false}, replicas: " + value + "}");

        assertThat(Manifests.the("Deployment", objects).at("/spec/replicas").asText())
                .isEqualTo(replicas);
    }

    /** A value that no template reads is in no object. */
    @Test
    void everyValueReachesItsObject() throws IOException {
        String values = Manifests.text(Path.of("src/test/resources/values.yaml"));
        assertThat(names("", Manifests.read(values).get(0))).containsAll(names("", Chart.LATCHKEY.file("values.yaml")));

        List<JsonNode> objects = Chart.LATCHKEY.rendered(values);

        Set<String> found = new TreeSet<>();
        for (JsonNode object : objects) {
            check(object);
            MARK.matcher(object.toString()).results().forEach(mark -> found.add(mark.group()));
        }
        assertThat(found)
                .containsAll(
                        MARK.matcher(values).results().map(MatchResult::group).toList());
        assertThat(objects.toString())
                .contains("\"mark-registry/latchkey@sha256:01234", "\"Always\"", "\"SecretStore\"");
    }

    /** Kubernetes' model knows every field. It has none of the External Secrets Operator. */
    private static void check(JsonNode object) throws IOException {
        if (!object.path("kind").asText().equals("ExternalSecret")) {
            Manifests.parse(object);
        }
    }

    @Test
    void theSchemaHasTheNamesOfTheValues() throws IOException {
        JsonNode schema = Chart.LATCHKEY.file("values.schema.json");
        Set<String> known = schemaNames("", schema);
        known.remove("global");

        assertThat(known).isEqualTo(names("", Chart.LATCHKEY.file("values.yaml")));
        try (Stream<Path> pages = Files.list(Path.of("docs/contracts"))) {
            assertThat(Manifests.texts(schema.at("/properties/hosts/items/properties/contract/enum")))
                    .containsExactlyInAnyOrderElementsOf(
                            pages.map(page -> page.getFileName().toString().replace(".md", ""))
                                    .toList());
        }
    }

    /** The names of values, as {@code image.tag}. What others define is left out: Latchkey's settings, Kubernetes' resources, labels. */
    private static Set<String> names(String prefix, JsonNode values) {
        Set<String> names = new TreeSet<>();
        values.properties().forEach(value -> {
            names.add(prefix + value.getKey());
            if (value.getValue().isObject() && !value.getKey().matches("settings|resources|labels")) {
                names.addAll(names(prefix + value.getKey() + ".", value.getValue()));
            }
        });
        return names;
    }

    private static Set<String> schemaNames(String prefix, JsonNode schema) {
        Set<String> names = new TreeSet<>();
        schema.path("properties").properties().forEach(property -> {
            names.add(prefix + property.getKey());
            names.addAll(schemaNames(prefix + property.getKey() + ".", property.getValue()));
        });
        return names;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            host: [{host: auth.example.com}]                         | host
            image: {tags: "1"}                                       | tags
            hosts: []                                                | hosts
            hosts: [{host: auth.example.com, contract: flask}]       | contract
            settings: {quarkus.mailer.password: x}                   | quarkus.mailer.password
            settings: {latchkey.former-secret: x}                    | latchkey.former-secret
            ca: {certificate: /etc/ca.crt}                           | certificate
            externalSecret: {enabled: true}                          | externalSecret.store.name
            """)
    void aWrongValueIsRefusedByItsName(String values, String name) {
        assertThatThrownBy(() -> Chart.LATCHKEY.rendered(values)).hasMessageContaining(name);
    }

    @ParameterizedTest
    @MethodSource("documentedValues")
    void theValuesOfTheDocumentationAreValid(String values) throws IOException {
        List<JsonNode> objects = Chart.LATCHKEY.rendered(values);

        assertThat(objects).hasSizeGreaterThan(7);
        for (JsonNode object : objects) {
            check(object);
        }
    }

    static List<String> documentedValues() {
        return documented().filter(block -> block.startsWith("# values.yaml")).toList();
    }

    @Test
    void theExternalSecretOfTheDocumentationIsTheChartsOwn() {
        JsonNode written = documented("ExternalSecret");
        JsonNode rendered = Manifests.the(
                "ExternalSecret", Chart.LATCHKEY.rendered("externalSecret: {enabled: true, store: {name: vault}}"));

        assertThat(written.path("spec")).isEqualTo(rendered.path("spec"));
        assertThat(Manifests.kindAndName(written)).isEqualTo(Manifests.kindAndName(rendered));
    }

    /** ObservabilityIT checks that Latchkey has the metrics that this page names. */
    @Test
    void theRuleOfTheAdapterHasTheMetricOfTheAutoscaler() {
        JsonNode autoscaler =
                Manifests.the("HorizontalPodAutoscaler", Chart.LATCHKEY.rendered("autoscaling: {hashingQueue: 4}"));
        String metric = autoscaler.at("/spec/metrics/1/pods/metric/name").asText();
        JsonNode rule = documented()
                .map(block -> Manifests.read(block).get(0).at("/rules/custom/0"))
                .filter(JsonNode::isObject)
                .findFirst()
                .orElseThrow();

        assertThat(rule.at("/name/as").asText()).isEqualTo(metric);
        assertThat(rule.path("seriesQuery").asText()).startsWith(metric + "{");
        assertThat(documented("ScaledObject").toString()).contains("avg_over_time(" + metric + "{");
    }

    private static JsonNode documented(String kind) {
        return Manifests.the(
                kind,
                documented().flatMap(block -> Manifests.read(block).stream()).toList());
    }

    private static Stream<String> documented() {
        return YAML.matcher(Manifests.text(Path.of("docs/kubernetes.md")))
                .results()
                .map(block -> block.group(1));
    }
}
