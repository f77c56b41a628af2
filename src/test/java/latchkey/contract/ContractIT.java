package latchkey.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.ServingRole;
import latchkey.hash.PasswordHash;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The same cases against the jar, or the native executable, under a role that owns no table; and what it logged meanwhile. */
@QuarkusIntegrationTest
class ContractIT extends ContractTest {

    @RegisterExtension
    static final ServingRole SERVING = new ServingRole();

    /** Elytron's algorithms, each of which a native executable could lack; as they are in the file and as the import stores them. */
    @Test
    void hashesOfLdapAndCryptAreVerifiedInTheBuiltApplication() throws IOException {
        Database.empty();
        try (InputStream file = ContractIT.class.getResourceAsStream("/import/directory.ndjson")) {
            List<String> hashes = new ObjectMapper()
                    .readerFor(JsonNode.class).<JsonNode>readValues(file).readAll().stream()
                            .map(person -> person.path("password_hash").asText())
                            .flatMap(hash -> Stream.of(hash, PasswordHash.strengthened(hash, 4)))
                            .distinct()
                            .toList();

            assertThat(hashes).hasSize(14).allSatisfy(ContractIT::isOfThePassword);
        }
    }

    private static void isOfThePassword(String hash) {
        Database.empty();
        Database.execute("insert into account (username, joined_at) values ('ada', now())");
        Database.execute("insert into login_name select username, id from account");
        Database.execute("insert into credential select id, '%s', now(), '%s' from account"
                .formatted(hash, PasswordHash.parse(hash).scheme()));

        assertThat(signIn("x2 fish, naïve1/2")).isEqualTo(401);
        assertThat(signIn("x² ﬁsh, naïve½")).isEqualTo(200);
        assertThat(Database.query("select scheme from credential")).isEqualTo("bcrypt-sha256(4)");
    }

    private static int signIn(String password) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("username", "ada", "password", password))
                .post("/express/api/auth/login")
                .statusCode();
    }

    @AfterAll
    static void noSecretReachedTheLog() {
        assertThat(SERVING.output())
                .contains("Listening on", "REGISTRATION")
                .doesNotContain("lovelace", "babbage!", "hopper1906")
                .doesNotContain("eyJ")
                .doesNotContain("$2a$")
                .doesNotContain("ERROR");
    }
}
