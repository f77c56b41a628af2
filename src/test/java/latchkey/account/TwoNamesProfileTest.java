package latchkey.account;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.stream.IntStream;
import latchkey.Database;
import latchkey.StoppedClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An account has a username and an e-mail address. Rate limits must not reveal that both belong to one account: two names
 * of one account, of two accounts and of none are answered the same, in any order. Two guesses at each name are free.
 */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(TwoConnectionsAndGuesses.class)
class TwoNamesProfileTest {

    private static final String HOME = "203.0.113.5";

    /** Guesses in each order: enough to have one of the two names throttled. */
    private static final int GUESSES = 5;

    private int networks;

    @BeforeEach
    void adaIsThereAndTimeStops() {
        Database.empty();
        StoppedClock.stop();
        register("ada");
        register("mary");
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    @Test
    void rateLimitsDoNotRevealThatTwoNamesBelongToOneAccount() {
        for (int order = 0; order < 1 << GUESSES; order++) {
            List<String> one = answers(order, "ada", "ada@shop.example");

            assertThat(one).as("order %d", order).contains("429 10");
            assertThat(answers(order, "ada", "mary@shop.example")).isEqualTo(one);
            assertThat(answers(order, "byron", "byron@shop.example")).isEqualTo(one);
            assertThat(answers(order, "byron", "ada@shop.example")).isEqualTo(one);
        }
    }

    /** All guesses but one at the e-mail address, and one at the username. */
    @Test
    void guessesAtTheEmailDoNotCountForTheUsername() {
        assertThat(guess("ada@shop.example")).isEqualTo("401 null");
        assertThat(guess("ada@shop.example")).isEqualTo("401 null");
        assertThat(guess("ada@shop.example")).isEqualTo("429 10");

        assertThat(guess("ada")).isEqualTo("401 null");
        assertThat(guess("ada")).isEqualTo("401 null");
        assertThat(guess("ada")).isEqualTo("429 10");
    }

    @Test
    void aSuccessfulLoginResetsTheRateLimitOfItsOwnNameOnly() {
        guess("ada");
        guess("ada@shop.example");
        assertThat(login(another(), "ada", "lovelace").statusCode()).isEqualTo(200);
        Database.execute("delete from session");

        assertThat(guess("ada")).isEqualTo("401 null");
        assertThat(guess("ada")).isEqualTo("401 null");
        assertThat(guess("ada")).isEqualTo("429 10");
        assertThat(guess("ada@shop.example")).isEqualTo("401 null");
        assertThat(guess("ada@shop.example")).isEqualTo("429 10");
    }

    @Test
    void onAKnownNetworkTheTwoNamesAreCountedSeparatelyToo() {
        assertThat(login(HOME, "ada", "lovelace").statusCode()).isEqualTo(200);
        for (String name : List.of("ada", "ada@shop.example")) {
            for (int status : new int[] {401, 401, 429}) {
                assertThat(login(HOME, name, "babbage!").statusCode()).isEqualTo(status);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADA", "ａｄａ", " ada", "ada\u3000", "\u2003Ada\u00a0"})
    void spellingsOfOneNameShareTheRateLimit(String spelling) {
        assertThat(guess("ada")).isEqualTo("401 null");
        assertThat(guess(spelling)).isEqualTo("401 null");
        assertThat(guess("ada")).isEqualTo("429 10");
        assertThat(guess(spelling)).isEqualTo("429 10");
    }

    /** At most twice as many guesses as at one name, however they are mixed. */
    @Test
    void guessesAtOneAccountAreLimitedUnderBothNamesTogether() {
        long answered = IntStream.range(0, 20)
                .mapToObj(i -> guess(i % 2 == 0 ? "ada" : "ada@shop.example"))
                .filter(answer -> answer.startsWith("401"))
                .count();

        assertThat(answered).isEqualTo(4);
    }

    /** @param order bit by bit, which of the two is guessed at */
    private List<String> answers(int order, String one, String other) {
        Database.execute("truncate attempt");
        return IntStream.range(0, GUESSES)
                .mapToObj(i -> guess((order >> i & 1) == 0 ? one : other))
                .toList();
    }

    /** Each from another network, so that the network's limit does not apply. */
    private String guess(String name) {
        Response answer = login(another(), name, "babbage!");
        return answer.statusCode() + " " + answer.header("Retry-After");
    }

    private String another() {
        networks++;
        return "198.51." + networks / 250 + "." + (1 + networks % 250);
    }

    private static Response login(String address, String name, String password) {
        return from(address, "/express/api/auth/login", """
                {"username": "%s", "password": "%s"}""".formatted(name, password));
    }

    private static void register(String name) {
        from(HOME, "/drf-token/api/auth/register", """
                {"username": "%s", "password": "lovelace", "email": "%<s@shop.example"}""".formatted(name)).then().statusCode(201);
        Database.execute("delete from session");
    }

    private static Response from(String address, String path, String body) {
        return given().header("X-Forwarded-For", address)
                .contentType(ContentType.JSON)
                .body(body.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .post(path);
    }
}
