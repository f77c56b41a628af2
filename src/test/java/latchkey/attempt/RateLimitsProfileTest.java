package latchkey.attempt;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import latchkey.ConcurrentCallers;
import latchkey.Database;
import latchkey.LimitedBehindAProxy;
import latchkey.StoppedClock;
import latchkey.Waiting;
import latchkey.account.Authentication;
import latchkey.account.LoginAttempt;
import latchkey.cleanup.ExpiredRows;
import latchkey.failure.AuthFailure;
import latchkey.failure.Reason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Rate limits of login by account and network, with a stopped clock. The test acts as the proxy that names the client's
 * address.
 */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(LimitedBehindAProxy.class)
class RateLimitsProfileTest {

    private static final String HOME = "203.0.113.5";
    private static final String ELSEWHERE = "198.51.100.1";
    private static final Duration MOMENT = Duration.ofSeconds(1);

    @Inject
    RateLimits limits;

    @Inject
    Authentication authentication;

    @Inject
    ExpiredRows purge;

    @Inject
    MeterRegistry meters;

    @BeforeEach
    void adaIsThereAndTimeStops() {
        Database.empty();
        StoppedClock.stop();
        assertThat(register(HOME, "ada", "ada@shop.example").statusCode()).isEqualTo(201);
    }

    @AfterEach
    void timeGoesOn() {
        StoppedClock.resume();
    }

    @Test
    void afterFiveWrongPasswordsLoginIsThrottledWithADoublingDelay() {
        guessUntilRefused("ada", ELSEWHERE, 5);

        for (int wait : new int[] {10, 20, 40, 80, 160, 320, 640}) {
            Response refused = login(ELSEWHERE, "ada", "babbage!");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.header("Retry-After")).isEqualTo(String.valueOf(wait));
            StoppedClock.advance(Duration.ofSeconds(wait).minus(MOMENT));
            assertThat(login(ELSEWHERE, "ada", "lovelace").statusCode()).isEqualTo(429);
            StoppedClock.advance(MOMENT);
            assertThat(login(ELSEWHERE, "ada", "babbage!").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void anAttackerGetsAboutAHundredGuessesADay() {
        int guesses = 0;
        Duration day = Duration.ofDays(1);
        while (!day.isNegative() && guesses < 200) {
            Response answer = login(ELSEWHERE, "ada", "babbage!");
            if (answer.statusCode() == 429) {
                Duration wait = Duration.ofSeconds(Integer.parseInt(answer.header("Retry-After")));
                assertThat(wait).isBetween(Duration.ofSeconds(10), Duration.ofMinutes(15));
                StoppedClock.advance(wait);
                day = day.minus(wait);
            } else {
                guesses++;
            }
        }

        assertThat(guesses).isBetween(96, 115);
    }

    @Test
    void aFailedLoginExpiresAfterFifteenMinutes() {
        guessUntilRefused("ada", ELSEWHERE, 5);
        StoppedClock.advance(Duration.ofMinutes(30));
        guessUntilRefused("ada", ELSEWHERE, 2);
        StoppedClock.advance(Duration.ofHours(2));
        guessUntilRefused("ada", ELSEWHERE, 5);
    }

    @Test
    void aSuccessfulLoginResetsTheAccountsRateLimit() {
        for (int round = 0; round < 3; round++) {
            String address = "198.51.100." + round;
            for (int i = 0; i < 4; i++) {
                assertThat(login(address, "ada", "babbage!").statusCode()).isEqualTo(401);
            }
            assertThat(login(address, "ada", "lovelace").statusCode()).isEqualTo(200);
            Database.execute("delete from session");
        }
    }

    @Test
    void aClientOnAKnownNetworkSignsInWhileAnAttackerIsThrottled() {
        assertThat(login(HOME, "ada", "lovelace").statusCode()).isEqualTo(200);
        guessUntilRefused("ada", ELSEWHERE, 5);

        assertThat(login(HOME, "ada", "lovelace").statusCode()).isEqualTo(200);
        assertThat(login(ELSEWHERE, "ada", "lovelace").statusCode()).isEqualTo(429);
    }

    @Test
    void aClientOnAKnownNetworkSignsInThoughTheNetworkIsThrottled() {
        assertThat(login(HOME, "ada", "lovelace").statusCode()).isEqualTo(200);
        guessNobodiesUntilRefused(HOME, 10);

        assertThat(login(HOME, "ada", "lovelace").statusCode()).isEqualTo(200);
    }

    @Test
    void aFailedLoginOnAKnownNetworkCountsOnlyThere() {
        assertThat(login(HOME, "ada", "lovelace").statusCode()).isEqualTo(200);
        guessUntilRefused("ada", HOME, 5);

        assertThat(login(ELSEWHERE, "ada", "lovelace").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest(name = "{0} is at home with {1}: {2}")
    @CsvSource({
        "2001:db8:0:7::1, 2001:db8:0:7:8:9:a:b, 200",
        "2001:db8:0:7::1, 2001:db8:0:8::1, 429",
        "203.0.113.5, 203.0.113.6, 429",
    })
    void rateLimitsCountIpv4AddressesAndIpv6Prefixes(String first, String second, int status) {
        assertThat(login(first, "ada", "lovelace").statusCode()).isEqualTo(200);
        guessUntilRefused("ada", ELSEWHERE, 5);

        assertThat(login(second, "ada", "lovelace").statusCode()).isEqualTo(status);
    }

    @Test
    void allSpellingsOfANameShareTheRateLimit() {
        for (String name : List.of("ada", "ADA", "\u3000Ada", "aDA\u00a0\t", "ａｄａ")) {
            assertThat(login(ELSEWHERE, name.replace("\t", "\\t"), "babbage!").statusCode())
                    .isEqualTo(401);
        }

        assertThat(login("198.51.100.2", " aDa", "babbage!").statusCode()).isEqualTo(429);
    }

    @Test
    void unknownNamesAreThrottledAlikeAndStoredHashed() {
        List<Response> known = guesses("ada");
        Database.execute("truncate attempt");
        List<Response> unknown = guesses("byron");

        for (int i = 0; i < known.size(); i++) {
            assertThat(unknown.get(i).statusCode()).isEqualTo(known.get(i).statusCode());
            assertThat(unknown.get(i).asString()).isEqualTo(known.get(i).asString());
            assertThat(unknown.get(i).header("Retry-After"))
                    .isEqualTo(known.get(i).header("Retry-After"));
        }
        assertThat(unknown.get(6).statusCode()).isEqualTo(429);
        assertThat(Database.query("select count(*) from attempt where lower(bucket) like '%byron%'"))
                .isEqualTo("0");
        assertThat(login("198.51.100.2", "BYRON", "babbage!").statusCode()).isEqualTo(429);
    }

    @Test
    void aDisabledAccountIsThrottledLikeAWrongPassword() {
        Database.execute("update account set active = false");
        for (int i = 0; i < 5; i++) {
            assertThat(login(ELSEWHERE, "ada", "lovelace").statusCode()).isEqualTo(401);
        }

        assertThat(login(ELSEWHERE, "ada", "lovelace").statusCode()).isEqualTo(429);
    }

    @Test
    void aNetworkThatGuessesAtManyNamesIsThrottledForAllNames() {
        guessNobodiesUntilRefused(ELSEWHERE, 10);

        Response refused = login(ELSEWHERE, "ada", "lovelace");
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("10");
        assertThat(login("198.51.100.2", "ada", "lovelace").statusCode()).isEqualTo(200);

        StoppedClock.advance(Duration.ofMinutes(30));
        guessNobodiesUntilRefused(ELSEWHERE, 5);
    }

    @Test
    void successfulLoginsDoNotCountAgainstTheirNetwork() {
        for (int i = 0; i < 15; i++) {
            assertThat(login(ELSEWHERE, "ada", "lovelace").statusCode()).isEqualTo(200);
            Database.execute("delete from session");
        }
    }

    /** Otherwise an attacker could reset the limit with logins to their own account. */
    @Test
    void aSuccessfulLoginDoesNotResetTheNetworksRateLimit() {
        for (int i = 0; i < 9; i++) {
            assertThat(login(ELSEWHERE, "nobody" + i, "babbage!").statusCode()).isEqualTo(401);
        }
        assertThat(login(ELSEWHERE, "ada", "lovelace").statusCode()).isEqualTo(200);

        guessNobodiesUntilRefused(ELSEWHERE, 1);
    }

    @Test
    void throttledAttemptsDoNotExtendTheDelay() {
        guessUntilRefused("ada", ELSEWHERE, 5);
        for (int i = 0; i < 20; i++) {
            assertThat(login("198.51.100.9", "ada", "babbage!").statusCode()).isEqualTo(429);
        }

        StoppedClock.advance(Duration.ofSeconds(10));

        assertThat(login("198.51.100.9", "ada", "lovelace").statusCode()).isEqualTo(200);
        assertThat(Database.query("select count(*) from attempt where bucket = 'network:198.51.100.9'"
                        + " and fades_at > now() + interval '5 minutes'"))
                .isEqualTo("0");
    }

    /** Some of them are throttled only when their turn comes. */
    @Test
    void concurrentGuessesAreThrottledBeforeHashing() throws Exception {
        StoppedClock.resume();
        long hashes = meters.timer("latchkey.hashing").count();

        List<Integer> statuses = crowdOf(40);

        assertThat(statuses).containsOnly(401, 429);
        assertThat(statuses.stream().filter(status -> status == 401)).hasSize(5);
        assertThat(meters.timer("latchkey.hashing").count() - hashes).isEqualTo(5);
    }

    /** The row is locked until as many requests as can hash at once have seen the last free attempt. */
    @Test
    void onlyOneOfConcurrentGuessesGetsTheLastAttempt() throws Exception {
        int crowd = 2 * Runtime.getRuntime().availableProcessors();
        for (int i = 0; i < 4; i++) {
            assertThat(login(ELSEWHERE, "ada", "babbage!").statusCode()).isEqualTo(401);
        }
        try (Connection holder = DriverManager.getConnection(Database.url())) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("select 1 from attempt where bucket like 'name:%' for update");
            CompletableFuture<List<Integer>> statuses =
                    CompletableFuture.supplyAsync(() -> crowdOf(crowd), ConcurrentCallers.THREADS);
            Waiting.until("all wait for the row", () -> Database.query(
                            "select count(*) from pg_stat_activity where wait_event_type = 'Lock'")
                    .equals(Integer.toString(crowd)));
            holder.commit();

            assertThat(statuses.get()).containsOnly(401, 429).containsOnlyOnce(401);
        }
    }

    @Test
    void aLoginThatCouldNotBeCheckedDoesNotCount() {
        for (int i = 0; i < 12; i++) {
            LoginAttempt attempt = authentication.count("ada", Network.of(ELSEWHERE));
            assertThatThrownBy(() -> limits.<Boolean>judge(
                            attempt,
                            () -> {
                                throw AuthFailure.because(Reason.UNAVAILABLE);
                            },
                            right -> right))
                    .isInstanceOf(AuthFailure.class);
        }

        guessUntilRefused("ada", ELSEWHERE, 5);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            /drf-cookie/api/auth/login | {"detail":"Request was throttled. Expected available in 10 seconds."}
            /drf-token/api/auth/login  | {"error":"Request was throttled. Expected available in 10 seconds."}
            /tasti/api/v1/auth/login   | {"detail":"Request was throttled. Expected available in 10 seconds."}
            /fastapi/auth/login        | {"detail":"Too many attempts, try again later."}
            /express/api/auth/login    | {"message":"Too many attempts, try again later."}
            """)
    void eachContractWordsTheRateLimitErrorItself(String path, String body) {
        double before = meters.counter("latchkey.throttled", "limit", "account").count();
        guessUntilRefused("ada", ELSEWHERE, 5);

        Response refused = from(ELSEWHERE).body(credentials("ada", "lovelace")).post(path);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("10");
        assertThat(refused.contentType()).startsWith("application/json");
        assertThat(refused.asString()).isEqualTo(body);
        assertThat(meters.counter("latchkey.throttled", "limit", "account").count() - before)
                .isEqualTo(2);
    }

    @Test
    void registrationIsRateLimitedByNetworkWhetherTheNameIsTakenOrNot() {
        assertThat(register(HOME, "grace", "grace@shop.example").statusCode()).isEqualTo(201);
        assertThat(register(HOME, "grace", "grace@shop.example").statusCode()).isEqualTo(400);
        assertThat(register(HOME, "mary", "mary@shop.example").statusCode()).isEqualTo(201);

        Response refused = register(HOME, "joan", "joan@shop.example");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("10");
        assertThat(refused.jsonPath().getString("error"))
                .isEqualTo("Request was throttled. Expected available in 10 seconds.");
        assertThat(register(ELSEWHERE, "joan", "joan@shop.example").statusCode())
                .isEqualTo(201);
        assertThat(login(HOME, "mary", "lovelace").statusCode()).isEqualTo(200);
        StoppedClock.advance(Duration.ofHours(1));
        assertThat(register(HOME, "edith", "edith@shop.example").statusCode()).isEqualTo(201);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            POST   | /account/password | {"current_password": "babbage!", "new_password": "difference"}
            DELETE | /account          | {"password": "babbage!"}
            """)
    void passwordConfirmationIsRateLimitedBySession(String method, String path, String body) {
        String stolen = token();
        String own = token();
        guessUntilRefused("ada", ELSEWHERE, 5);
        for (int i = 0; i < 5; i++) {
            assertThat(bearer(stolen).body(body).request(method, path).statusCode())
                    .isEqualTo(403);
        }

        Response refused =
                bearer(stolen).body(body.replace("babbage!", "lovelace")).request(method, path);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("10");
        assertThat(refused.jsonPath().getString("title")).isEqualTo("Too many attempts, try again later.");
        assertThat(bearer(own)
                        .body(body.replace("babbage!", "lovelace"))
                        .request(method, path)
                        .statusCode())
                .isIn(200, 204);
    }

    @Test
    void onlyExpiredAttemptsArePurged() throws Exception {
        login(ELSEWHERE, "ada", "babbage!");
        login(ELSEWHERE, "byron", "babbage!");
        StoppedClock.advance(Duration.ofMinutes(15));
        login("198.51.100.2", "ada", "babbage!");

        ConcurrentCallers.of(4, replica -> () -> purge.purge());

        assertThat(
                        Database.query(
                                "select string_agg(regexp_replace(bucket, '[0-9a-f]{64}', 'DIGEST'), ' ' order by bucket) from attempt"))
                .isEqualTo("name:DIGEST network:198.51.100.2");
    }

    private List<Response> guesses(String name) {
        return IntStream.range(0, 8)
                .mapToObj(i -> login(ELSEWHERE, name, "babbage!"))
                .toList();
    }

    private static List<Integer> crowdOf(int callers) {
        try {
            return ConcurrentCallers.of(
                    callers,
                    caller -> () ->
                            login("198.51.100." + caller, "ada", "babbage!").statusCode());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void guessUntilRefused(String name, String address, int allowed) {
        for (int i = 0; i < allowed; i++) {
            assertThat(login(address, name, "babbage!").statusCode())
                    .as("guess %d", i)
                    .isEqualTo(401);
        }
        assertThat(login(address, name, "babbage!").statusCode()).isEqualTo(429);
    }

    private static void guessNobodiesUntilRefused(String address, int allowed) {
        for (int i = 0; i < allowed; i++) {
            assertThat(login(address, "nobody" + UUID.randomUUID(), "babbage!").statusCode())
                    .as("guess %d", i)
                    .isEqualTo(401);
        }
        assertThat(login(address, "nobody", "babbage!").statusCode()).isEqualTo(429);
    }

    private String token() {
        return login(HOME, "ada", "lovelace").jsonPath().getString("data.token");
    }

    private static RequestSpecification bearer(String token) {
        return from(HOME).header("Authorization", "Bearer " + token);
    }

    private static Response login(String address, String name, String password) {
        return from(address).body(credentials(name, password)).post("/express/api/auth/login");
    }

    private static Response register(String address, String name, String email) {
        return from(address)
                .body("{\"username\": \"%s\", \"password\": \"lovelace\", \"email\": \"%s\"}".formatted(name, email))
                .post("/drf-token/api/auth/register");
    }

    private static RequestSpecification from(String address) {
        return given().header("X-Forwarded-For", "127.0.0.1, " + address).contentType(ContentType.JSON);
    }

    private static String credentials(String name, String password) {
        return "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(name, password);
    }
}
