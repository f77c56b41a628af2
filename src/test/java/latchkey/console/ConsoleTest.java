package latchkey.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.audit.Kind;
import latchkey.client.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console where it is off, and what it is made of. {@code BrowserIT} uses it. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ConsoleTest {

    private static final Path FILES = Path.of("src/main/resources/console");

    @ParameterizedTest
    @ValueSource(strings = {"/console", "/console/console.js", "/console/console.css"})
    void nothingOfItIsThereUnlessItIsOn(String path) {
        assertThat(given().get(path).statusCode()).isEqualTo(404);
    }

    @Test
    void itNeedsTheAdminApi() {
        ConsoleConfig on = new SmallRyeConfigBuilder()
                .withMapping(ConsoleConfig.class)
                .withSources(new PropertiesConfigSource(Map.of("latchkey.console.enabled", "true"), "test", 1))
                .build()
                .getConfigMapping(ConsoleConfig.class);

        assertThat(ConsoleConfig.flaw(on, false)).isPresent();
        assertThat(ConsoleConfig.flaw(on, true)).isEmpty();
    }

    @Test
    void itKnowsEveryKindOfEventAndEveryScope() throws IOException {
        String kinds = Files.readString(FILES.resolve("audit.js"));
        String scopes = Files.readString(FILES.resolve("clients.js"));

        assertThat(Kind.values())
                .allSatisfy(kind -> assertThat(kinds).contains("'" + kind.name().toLowerCase(Locale.ROOT) + "'"));
        assertThat(Scope.values()).allSatisfy(scope -> assertThat(scopes).contains("'" + scope.text() + "'"));
    }

    @Test
    void itsFilesAreFewAndNoneIsReadAsHtml() throws IOException {
        long bytes = 0;
        try (Stream<Path> files = Files.list(FILES)) {
            for (Path file : files.toList()) {
                bytes += Files.size(file);
                assertThat(Files.readString(file))
                        .as(file.toString())
                        .doesNotContain(List.of(
                                "innerHTML",
                                "outerHTML",
                                "insertAdjacentHTML",
                                "document.write",
                                "eval(",
                                " style=",
                                "onclick="));
            }
        }
        assertThat(bytes).isLessThan(300_000);
    }
}
