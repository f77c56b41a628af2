package latchkey.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.ServingRole;
import latchkey.email.MailOn;
import latchkey.email.MailServer;
import latchkey.hash.PasswordHash;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same cases against the jar, or the native executable, under a role that owns no table; and what it logged meanwhile. The jar
 * has the classes that {@link ContractTest} has tested, and so plays a sample; {@code -Dgolden.cases=all} has it play all.
 */
@QuarkusIntegrationTest
class ContractIT extends ContractTest {

    /** The token of a link has so many characters; the longest names in the cases have no capitals. */
    private static final String LINK_TOKEN = "(?=[\\w-]{64})[\\w-]*[A-Z]";

    /** With mail, for which nobody listens. */
    @RegisterExtension
    static final ServingRole SERVING = new ServingRole(settings());

    private static Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(new MailOn().getConfigOverrides());
        settings.put("latchkey.email.sender", MailServer.SENDER);
        settings.put("quarkus.mailer.port", "1");
        return settings;
    }

    @Override
    @ParameterizedTest(name = "/{0}: {1}")
    @MethodSource("sample")
    void goldenCasesAtTheContractsPrefix(String contract, GoldenCase test) throws Exception {
        super.goldenCasesAtTheContractsPrefix(contract, test);
    }

    @Override
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("sample")
    void goldenCasesAtTheRoot(String contract, GoldenCase test) throws Exception {
        super.goldenCasesAtTheRoot(contract, test);
    }

    /** One for each endpoint and status. */
    static Stream<Arguments> sample() {
        boolean all = Boolean.getBoolean("native") || "all".equals(System.getProperty("golden.cases"));
        Set<String> played = new HashSet<>();
        return cases().filter(test -> {
            GoldenCase golden = (GoldenCase) test.get()[1];
            GoldenCase.Request request = golden.request();
            return played.add(test.get()[0]
                            + request.method()
                            + request.path()
                            + golden.answer().status())
                    || all;
        });
    }

    /** What a native executable could lack is in the answers that succeed; the refusals of an endpoint are alike. */
    @ParameterizedTest(name = "/{0}: {1}")
    @MethodSource("casesWithMail")
    void goldenCasesWithMail(String contract, GoldenCase test) throws Exception {
        Stage.atThePrefix(contract).play(test);
    }

    /** One for each endpoint: {@link ContractsWithMailProfileTest} plays the others. */
    static Stream<Arguments> casesWithMail() {
        Set<String> endpoints = new HashSet<>();
        return ContractsWithMailProfileTest.cases().filter(test -> {
            GoldenCase played = (GoldenCase) test.get()[1];
            GoldenCase.Request request = played.request();
            return played.succeeds() && endpoints.add(test.get()[0] + request.method() + request.path());
        });
    }

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
                .doesNotContain("lovelace", "babbage!", "hopper1906", "analytical")
                .doesNotContainPattern(LINK_TOKEN)
                .doesNotContain("eyJ")
                .doesNotContain("$2a$")
                .doesNotContain("ERROR");
    }
}
