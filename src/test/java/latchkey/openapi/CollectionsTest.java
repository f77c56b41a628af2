package latchkey.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The collections of requests in the docs, which are made from the golden cases. */
class CollectionsTest {

    @ParameterizedTest
    @MethodSource("latchkey.contract.GoldenCase#contracts")
    void theCollectionsMatchTheGoldenCases(String contract) throws IOException {
        Path file = Path.of("docs/collections", contract + ".json");
        if (Boolean.getBoolean("collections.write")) {
            Files.writeString(file, PostmanCollection.of(contract));
        }

        assertThat(file)
                .as("./mvnw test -Dtest=CollectionsTest -Dcollections.write=true writes it anew")
                .content()
                .isEqualTo(PostmanCollection.of(contract));
    }
}
