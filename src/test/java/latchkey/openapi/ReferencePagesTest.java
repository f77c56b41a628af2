package latchkey.openapi;

import static io.restassured.RestAssured.given;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import latchkey.Database;
import latchkey.contract.Contract;
import latchkey.contract.Contracts;
import latchkey.docs.Commands;
import latchkey.docs.MarkdownPage;
import latchkey.failure.Reason;
import org.junit.jupiter.api.Test;

/** The pages of the reference say what the OpenAPI document says, and the docs request what exists. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class ReferencePagesTest {

    @Inject
    Contracts contracts;

    @Test
    void everyReasonIsWorded() throws Exception {
        String page = ReasonsPage.of(document(), contracts.built());

        assertThat(Reason.values()).allMatch(reason -> page.contains("\n## `" + reason + "`\n"));
        holds(Path.of("docs/reasons.md"), page);
    }

    @Test
    void everyEndpointIsDescribed() throws Exception {
        holds(Path.of("docs/api.md"), ApiPage.of(document(), names()));
    }

    @Test
    void everyCurlInTheDocsRequestsAnEndpoint() throws Exception {
        OpenApi document = OpenApi.read();
        Set<String> known = document.operations();
        Set<String> unknown = new TreeSet<>();
        int requests = 0;
        for (MarkdownPage page : MarkdownPage.all()) {
            for (MarkdownPage.Block block : page.commandBlocks()) {
                for (Commands.Request request : Commands.requests(block.text())) {
                    requests++;
                    String operation = request.method() + " " + document.published(request.path());
                    if (!known.contains(operation)) {
                        unknown.add(page.name() + ": " + operation);
                    }
                }
            }
        }

        assertThat(requests).isGreaterThan(8);
        assertThat(unknown).isEmpty();
    }

    private static void holds(Path file, String made) throws Exception {
        if (Boolean.getBoolean("pages.write")) {
            Files.writeString(file, made);
        }

        assertThat(file)
                .as("./mvnw test -Dtest=ReferencePagesTest -Dpages.write=true writes it anew")
                .content()
                .isEqualTo(made);
    }

    private Set<String> names() {
        return contracts.built().stream().map(Contract::name).collect(toCollection(TreeSet::new));
    }

    private static JsonNode document() throws Exception {
        return new ObjectMapper().readTree(given().get("/q/openapi?format=json").asString());
    }
}
