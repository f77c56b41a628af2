package latchkey.account;

import static io.restassured.RestAssured.given;
import static java.util.Comparator.comparingLong;
import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.contract.Givens;
import latchkey.hash.PasswordHash;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An imported hash is replaced by one of Latchkey's at the first login, and never overwrites a new password. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class UpgradeTest {

    private static final String OLD = "correct horse battery staple";
    private static final String NEW = "countess of lovelace";

    private static final String HASH_OF_OLD =
            "pbkdf2_sha256$1000$WkGM0Pth33wCWQ9aRPicII$tH9hfcNIrkmHWvU7hZvx3Dade4/EK5CONKihHbOtVCM=";

    @BeforeEach
    void adaIsRegistered() {
        Database.empty();
        Givens.registerAda();
    }

    /** Of every tool, and of every password, the cheapest; {@code PasswordHashTest} matches all of them. */
    static Stream<Arguments> hashes() throws IOException {
        try (InputStream file = UpgradeTest.class.getResourceAsStream("/hashes/hashes.json")) {
            List<JsonNode> cheap = StreamSupport.stream(
                            new ObjectMapper().readTree(file).spliterator(), false)
                    .filter(made -> !made.path("password").isNull())
                    .filter(made ->
                            PasswordHash.parse(made.path("hash").asText()).memory() <= 32 << 20)
                    .toList();
            return Stream.of("scheme", "password")
                    .flatMap(by -> cheapest(cheap, by))
                    .distinct()
                    .map(made -> Arguments.of(
                            made.path("scheme").asText(),
                            made.path("password").asText(),
                            made.path("hash").asText()));
        }
    }

    private static Stream<JsonNode> cheapest(List<JsonNode> hashes, String by) {
        return hashes.stream()
                .collect(toMap(
                        made -> made.path(by).asText(),
                        identity(),
                        BinaryOperator.minBy(comparingLong(UpgradeTest::work)),
                        TreeMap::new))
                .values()
                .stream();
    }

    private static long work(JsonNode made) {
        return PasswordHash.parse(made.path("hash").asText()).work();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("hashes")
    void aSuccessfulLoginUpgradesAnImportedHashAndAFailedOneDoesNot(String scheme, String password, String hash) {
        store(hash);
        String before = credential();

        assertThat(signIn(password.substring(1)).statusCode()).isEqualTo(401);
        assertThat(credential()).isEqualTo(before).contains(hash);
        assertThat(signIn(password).statusCode()).isEqualTo(200);

        String after = credential();
        assertThat(after)
                .startsWith("bcrypt_sha256$$2a$04$")
                .contains(" bcrypt-sha256(4) ")
                .endsWith(before.substring(before.lastIndexOf(" changed ")));
        assertThat(signIn(password).statusCode()).isEqualTo(200);
        assertThat(signIn(password.substring(1)).statusCode()).isEqualTo(401);
        assertThat(credential()).isEqualTo(after);
    }

    /** Django REST framework drops them before it hashes. */
    @ParameterizedTest
    @ValueSource(strings = {" %s", "%s ", "\t%s\n", "\u00a0 %s\u3000\u0085"})
    void anImportedPasswordMatchesWithAndWithoutTheBlanksThatDjangoStripped(String form) {
        String typed = form.formatted(OLD);
        store(HASH_OF_OLD);

        assertThat(signIn(typed.replace("horse", "cow")).statusCode()).isEqualTo(401);
        assertThat(credential()).contains(HASH_OF_OLD);
        assertThat(signIn(typed).statusCode()).isEqualTo(200);

        assertThat(credential()).startsWith("bcrypt_sha256$$2a$04$");
        assertThat(signIn(typed).statusCode()).isEqualTo(200);
        assertThat(signIn(OLD).statusCode()).isEqualTo(401);
    }

    /** As Django wrote it, of the same scheme and cost as ours. */
    @Test
    void aDjangoHashOfTheSameSchemeAndCostIsUpgradedToo() {
        store("bcrypt_sha256$$2b$04$tfm7/U9/nfJ.Dv4VigW6ueIyxOmuvU6vLP5lTQ4ZRfeb/ab0cFasW");

        assertThat(signIn("lovelace ").statusCode()).isEqualTo(200);
        assertThat(credential()).startsWith("bcrypt_sha256$$2a$04$");
        assertThat(signIn("lovelace ").statusCode()).isEqualTo(200);
    }

    @Test
    void blanksAreSignificantInAPasswordHashedByLatchkey() {
        assertThat(signIn("lovelace ").statusCode()).isEqualTo(401);
        assertThat(signIn(" lovelace").statusCode()).isEqualTo(401);
        assertThat(signIn("lovelace").statusCode()).isEqualTo(200);
    }

    @Test
    void theCurrentPasswordOfAChangeIsCheckedAsAtLogin() {
        String token = signIn("lovelace").jsonPath().getString("data.token");
        store(HASH_OF_OLD);

        assertThat(given().contentType(ContentType.JSON)
                        .header("Authorization", "Bearer " + token)
                        .body(Map.of("current_password", OLD + " ", "new_password", NEW))
                        .post("/account/password")
                        .statusCode())
                .isEqualTo(200);
    }

    /** Whether the password changes before, during or after the upgrade of the old hash. */
    @RepeatedTest(20)
    void anUpgradeOfTheOldHashDoesNotOverwriteANewPassword() throws Exception {
        String token = signIn("lovelace").jsonPath().getString("data.token");
        store(HASH_OF_OLD);

        List<Integer> statuses = ConcurrentCallers.of(
                4, caller -> () -> caller == 0 ? change(token) : signIn(OLD).statusCode());

        assertThat(statuses.get(0)).isEqualTo(200);
        assertThat(statuses.subList(1, 4)).allMatch(status -> status == 200 || status == 401);
        assertThat(signIn(OLD).statusCode()).isEqualTo(401);
        assertThat(signIn(NEW).statusCode()).isEqualTo(200);
    }

    private static void store(String hash) {
        Database.execute("update credential set password_hash = '%s', scheme = '%s', imported_at = changed_at"
                .formatted(hash, PasswordHash.parse(hash).scheme()));
    }

    private static String credential() {
        return Database.query(
                "select concat_ws(' ', password_hash, scheme, 'changed', changed_at, imported_at) from credential");
    }

    private static Response signIn(String password) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("username", "ada", "password", password))
                .post("/express/api/auth/login");
    }

    private static int change(String token) {
        return given().contentType(ContentType.JSON)
                .header("Authorization", "Bearer " + token)
                .body(Map.of("current_password", OLD, "new_password", NEW))
                .post("/account/password")
                .statusCode();
    }
}
