package latchkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;

/** The same cases against the jar, or the native executable; and what it logged meanwhile. */
@QuarkusIntegrationTest
class ContractIT extends ContractTest {

    @AfterAll
    static void noSecretReachedTheLog() throws IOException {
        assertThat(Files.readString(Path.of(System.getProperty("quarkus.log.file.path"))))
                .contains("Listening on")
                .doesNotContain("lovelace", "babbage!", "hopper1906")
                .doesNotContain("eyJ")
                .doesNotContain("$2a$")
                .doesNotContain("ERROR");
    }
}
