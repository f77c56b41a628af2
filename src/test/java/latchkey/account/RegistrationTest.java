package latchkey.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usernames and e-mail addresses are unique, over HTTP. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class RegistrationTest {

    @BeforeEach
    void startWithoutAccounts() {
        Database.empty();
    }

    @Test
    void onlyOneOfConcurrentRegistrationsGetsAName() throws Exception {
        List<Integer> statuses = ConcurrentCallers.of(
                12, caller -> () -> express("ada", "lovelace").statusCode());

        assertThat(statuses).containsOnly(201, 409).containsOnlyOnce(201);
        assertThat(Database.query("select count(*) from account")).isEqualTo("1");
        assertThat(Database.query("select count(*) from credential")).isEqualTo("1");
    }

    @Test
    void concurrentRegistrationsDoNotDeadlock() throws Exception {
        List<Integer> statuses = ConcurrentCallers.of(
                12,
                caller -> () -> caller % 2 == 0
                        ? fastapi("a@shop.example", "b@shop.example").statusCode()
                        : fastapi("b@shop.example", "a@shop.example").statusCode());

        assertThat(statuses).containsOnly(200, 400).containsOnlyOnce(200);
        assertThat(Database.query("select count(*) from login_name")).isEqualTo("2");
    }

    @ParameterizedTest(name = "{1} is taken by {0}")
    @CsvSource({"ada, ADA", "straße, STRASSE", "ﬁnn, finn", "ＡＤＡ, ada", "Σίσυφος, ΣΊΣΥΦΟΣ", "café, cafe\u0301"})
    void usernamesThatDifferOnlyByLetterCaseOrWidthAreTheSame(String first, String second) {
        assertThat(express(first, "lovelace").statusCode()).isEqualTo(201);

        assertThat(express(second, "lovelace").statusCode()).isEqualTo(409);
        assertThat(login(second, "lovelace").statusCode()).isEqualTo(200);
    }

    @Test
    void aNameIsKeptAsTyped() {
        express("Ada Lovelace", "lovelace");

        assertThat(login("ada lovelace", "lovelace").jsonPath().getString("data.user.username"))
                .isEqualTo("Ada Lovelace");
    }

    @Test
    void aUsernameCannotBeTheEmailOfAnotherAccount() {
        assertThat(fastapi("ada@shop.example", "ada").statusCode()).isEqualTo(200);

        assertThat(express("Ada@Shop.example", "mallory").statusCode()).isEqualTo(409);
        assertThat(fastapi("mallory@shop.example", "ada@shop.example").statusCode())
                .isEqualTo(400);
    }

    @Test
    void anEmailCannotBeTheUsernameOfAnotherAccount() {
        assertThat(express("ada@shop.example", "lovelace").statusCode()).isEqualTo(201);

        assertThat(fastapi("ada@shop.example", "mallory").statusCode()).isEqualTo(400);
    }

    @Test
    void aRejectedRegistrationReservesNoName() {
        fastapi("ada@shop.example", "ada");
        assertThat(fastapi("ada@shop.example", "byron").statusCode()).isEqualTo(400);

        assertThat(fastapi("byron@shop.example", "byron").statusCode()).isEqualTo(200);
    }

    @Test
    void aNameThatGrowsTooLongWhenNormalisedIsRefused() {
        // U+FDFA is one character, and eighteen in NFKC.
        assertThat(express("\uFDFA".repeat(150), "lovelace").statusCode()).isEqualTo(400);
        assertThat(express("\u00a0\u3000", "lovelace").statusCode()).isEqualTo(400);
    }

    @Test
    void anAccountOfOneContractCanSignInThroughEveryOther() {
        express("ada", "lovelace");

        for (String path : List.of(
                "/drf-cookie/api/auth/login",
                "/drf-token/api/auth/login",
                "/fastapi/auth/login",
                "/tasti/api/v1/auth/login",
                "/express/api/auth/login")) {
            assertThat(post(path, "{\"username\": \"ada\", \"password\": \"lovelace\"}")
                            .statusCode())
                    .as(path)
                    .isBetween(200, 201);
        }
    }

    @Test
    void aPasswordOfManyBytesIsCheckedToItsLastCharacter() {
        String longest = "😀".repeat(254);
        assertThat(express("ada", longest + "a").statusCode()).isEqualTo(201);

        assertThat(login("ada", longest + "a").statusCode()).isEqualTo(200);
        assertThat(login("ada", longest + "b").statusCode()).isEqualTo(401);
        assertThat(express("grace", longest + "ab").statusCode()).isEqualTo(400);
    }

    private static Response express(String username, String password) {
        return post(
                "/express/api/auth/register",
                "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(username, password));
    }

    private static Response login(String username, String password) {
        return post(
                "/express/api/auth/login",
                "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(username, password));
    }

    private static Response fastapi(String email, String username) {
        return post(
                "/fastapi/auth/register",
                "{\"email\": \"%s\", \"username\": \"%s\", \"password\": \"lovelace\"}".formatted(email, username));
    }

    private static Response post(String path, String body) {
        return given().contentType(ContentType.JSON)
                .body(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post(path);
    }
}
