package latchkey;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import latchkey.contract.Givens;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the samples in {@code docs/verify} write of Latchkey. {@link ResourceServersIT} runs those that can run. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class VerifySamplesTest {

    private static final Path SAMPLES = Path.of("docs/verify");
    private static final Pattern PATH = Pattern.compile("/(\\.well-known/[a-z.-]+)");
    private static final Pattern PARAMETER = Pattern.compile("[?&]([a-z_]+)=[a-z0-9]+");
    private static final Pattern HEADER = Pattern.compile("x-required-[a-z-]+");
    private static final Pattern IDENTITY = Pattern.compile("(?i)\\bx-auth-[a-z-]+");
    private static final Pattern CLAIM =
            Pattern.compile("(?:jwt_claim_|claim_name: |claim: |claims\\[|\\{ key: latchkey }, \\{ key: )([a-z]\\w*)");

    private Givens ada;

    @BeforeEach
    void adaIsSignedIn() {
        Database.empty();
        ada = Givens.of(List.of("ada is registered", "ada is signed in"));
    }

    @ParameterizedTest
    @MethodSource("configurations")
    void addressesAndClaimsAreThoseOfLatchkey(Path file) throws IOException {
        String text = Files.readString(file);
        Set<String> claims = JsonPath.from(
                        new String(Base64.getUrlDecoder().decode(ada.access().split("\\.")[1]), UTF_8))
                .getMap("")
                .keySet()
                .stream()
                .map(String::valueOf)
                .collect(toSet());

        for (String path : found(PATH, text)) {
            assertThat(given().get(path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(claims).containsAll(found(CLAIM, text));
    }

    /** Latchkey ignores what it does not know, and lets no request pass with a value that it does not know. */
    @ParameterizedTest
    @MethodSource("configurations")
    void everyDemandIsOneOfForwardAuth(Path file) throws IOException {
        String text = Files.readString(file);

        for (String parameter : found(PARAMETER, text)) {
            assertThat(asked().get("/forward-auth?" + parameter + "=none").statusCode())
                    .as(parameter)
                    .isIn(401, 403);
        }
        for (String header : found(HEADER, text)) {
            assertThat(asked().header(header, "none").get("/forward-auth").statusCode())
                    .as(header)
                    .isIn(401, 403);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx/nginx.conf", "traefik/traefik.yml", "envoy/envoy.yaml", "kong/kong.yml"})
    void allIdentityHeadersReplaceThoseOfTheClient(String file) throws IOException {
        Set<String> sent = asked().get("/forward-auth").headers().asList().stream()
                .map(header -> header.getName().toLowerCase(Locale.ROOT))
                .filter(name -> name.startsWith("x-auth-"))
                .collect(toSet());

        Set<String> named = new TreeSet<>();
        IDENTITY.matcher(Files.readString(SAMPLES.resolve(file)))
                .results()
                .forEach(name -> named.add(name.group().toLowerCase(Locale.ROOT)));
        assertThat(named).isEqualTo(sent).hasSize(4);
    }

    @Test
    void yamlCanBeRead() throws IOException {
        for (Path file : configurations()
                .filter(name -> name.toString().matches(".*ya?ml"))
                .toList()) {
            assertThat(Manifests.read(Files.readString(file)))
                    .as(file.toString())
                    .isNotEmpty();
        }
    }

    @Test
    void everySampleHasAPageThatSaysWhetherItIsRun() throws IOException {
        Set<String> run =
                Stream.of(ResourceServer.values()).map(ResourceServer::sample).collect(toSet());
        run.add("nginx");
        String index = Files.readString(SAMPLES.resolve("README.md"));

        try (Stream<Path> folders = Files.list(SAMPLES).filter(Files::isDirectory)) {
            for (Path folder : folders.toList()) {
                String name = folder.getFileName().toString();
                String page = Files.readString(folder.resolve("README.md"));
                assertThat(index).contains("(" + name + "/README.md)");
                assertThat(page.contains("Not run by our tests")).as(name).isEqualTo(!run.contains(name));
            }
        }
    }

    /** Otherwise the tests would run the sample with others than its page has. */
    @Test
    void theExpressSampleHasTheVersionsOfTheTests() throws IOException {
        ObjectMapper json = new ObjectMapper();
        JsonNode sample = json.readTree(SAMPLES.resolve("express/package.json").toFile());
        JsonNode tests = json.readTree(Path.of("src/test/js/package.json").toFile());

        sample.path("dependencies").properties().forEach(dependency -> assertThat(
                        tests.path("dependencies").path(dependency.getKey()))
                .isEqualTo(dependency.getValue()));
    }

    private static Stream<Path> configurations() throws IOException {
        try (Stream<Path> files = Files.walk(SAMPLES)) {
            return files.filter(file -> file.toString().matches(".*[.](conf|ya?ml)")).sorted().toList().stream();
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(match -> match.group(match.groupCount()))
                .collect(toSet());
    }

    private RequestSpecification asked() {
        return given().header("Authorization", "Bearer " + ada.access());
    }
}
