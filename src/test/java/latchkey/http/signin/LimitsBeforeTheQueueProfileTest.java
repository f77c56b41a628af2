package latchkey.http.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import latchkey.Database;
import latchkey.StoppedClock;
import latchkey.Waiting;
import latchkey.attempt.Network;
import latchkey.contract.Givens;
import latchkey.email.MailServer;
import latchkey.http.StricterBehindTraefik;
import latchkey.queue.FairQueue;
import latchkey.queue.HashingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rate limits apply before the hashing queue: all places are taken, so a request that is answered has not queued. */
@QuarkusTest
@QuarkusTestResource(Database.class)
@WithTestResource(MailServer.class)
@TestProfile(StricterBehindTraefik.class)
class LimitsBeforeTheQueueProfileTest {

    private static final String HOME = "203.0.113.5";
    private static final String ATTACKER = "198.51.100.1";

    private static final String PERSON = "{\"username\": \"%s\", \"password\": \"%s\"}";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<FairQueue.Place> taken = new ArrayList<>();
    private final Queue<CompletableFuture<HttpResponse<String>>> sent = new ConcurrentLinkedQueue<>();

    @Inject
    HashingQueue queue;

    @Inject
    MeterRegistry meters;

    private Givens ada;

    @BeforeEach
    void everyTurnIsTaken() {
        Database.empty();
        ada = Givens.of(List.of("ada is registered", "ada is signed in"));
        List<Object> admitted = new ArrayList<>();
        while (taken.size() == admitted.size()) {
            taken.add(join(() -> admitted.add(true)));
        }
        taken.remove(taken.size() - 1).leave();
    }

    /** A request that is left in the queue would be counted by the next test. */
    @AfterEach
    void end() throws Exception {
        taken.forEach(FairQueue.Place::leave);
        StoppedClock.resume();
        sent.forEach(answer -> answer.handle((response, failure) -> true).join());
        Waiting.until("no request waits", () -> waiting() == 0);
    }

    @Test
    void aThrottledNameIsRejectedBeforeQueueing() throws Exception {
        StoppedClock.stop();
        Database.execute("delete from audit_event");
        List<CompletableFuture<HttpResponse<String>>> guesses = times(3, () -> login(HOME, "ada", "babbage!"));
        Waiting.until("three wait", () -> waiting() == 3);

        for (String name : List.of("ada", "ADA", " ada")) {
            HttpResponse<String> refused =
                    login("198.51.100.9", name, "lovelace").join();
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("10");
        }
        assertThat(waiting()).isEqualTo(3);
        assertThat(guesses).noneMatch(CompletableFuture::isDone);
        assertThat(Database.query("select string_agg(concat_ws(' ', kind, outcome, detail, address), ', ')"
                        + " from audit_event where outcome = 'THROTTLED'"))
                .isEqualTo("LOGIN THROTTLED TOO_MANY_ATTEMPTS 198.51.100.9");
    }

    /** Whose password is right each time, which is given back each time. */
    @Test
    void successfulLoginsOfOneAccountDoNotFillTheQueue() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> crowd = times(60, () -> login(ATTACKER, "ada", "lovelace"));
        Waiting.until(
                "all but three are refused",
                () -> crowd.stream().filter(CompletableFuture::isDone).count() == 57);

        assertThat(waiting()).isEqualTo(3);
        assertThat(crowd.stream().filter(CompletableFuture::isDone).map(answer -> answer.join()
                        .statusCode()))
                .containsOnly(429);
    }

    @Test
    void aThrottledNetworkIsRejectedBeforeQueueing() throws Exception {
        IntStream.range(0, 5).forEach(i -> login(ATTACKER, "nobody" + i, "babbage!"));
        Waiting.until("five wait", () -> waiting() == 5);

        assertThat(login(ATTACKER, "grace", "babbage!").join().statusCode()).isEqualTo(429);
        assertThat(waiting()).isEqualTo(5);
    }

    @Test
    void throttledRegistrationsAreRejectedBeforeQueueing() throws Exception {
        IntStream.range(0, 3).forEach(i -> register(ATTACKER, "newcomer" + i));
        Waiting.until("three wait", () -> waiting() == 3);

        assertThat(register(ATTACKER, "another").join().statusCode()).isEqualTo(429);
        assertThat(waiting()).isEqualTo(3);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', textBlock = """
            POST   | /account/password | {"current_password": "babbage!", "new_password": "difference"}
            DELETE | /account          | {"password": "babbage!"}
            """)
    void throttledPasswordConfirmationsAreRejectedBeforeQueueing(String method, String path, String body)
            throws Exception {
        times(3, () -> send(HOME, method, path, body, ada.access()));
        Waiting.until("three wait", () -> waiting() == 3);

        assertThat(send(HOME, method, path, body, ada.access()).join().statusCode())
                .isEqualTo(429);
        assertThat(waiting()).isEqualTo(3);
    }

    @ParameterizedTest(name = "{0} {1} {2}: {3}")
    @CsvSource(delimiter = '|', textBlock = """
            POST   | /express/api/auth/login    | {"username": "ada"}         | 400
            POST   | /express/api/auth/login    | {"username":                | 400
            POST   | /fastapi/auth/login        | {"username": "ada"}         | 422
            POST   | /tasti/api/v1/auth/register| {"username": "ada"}         | 400
            POST   | /account/password          | {"current_password": "x"}   | 401
            DELETE | /account                   | {"password": "lovelace"}    | 401
            """)
    void invalidRequestsAreRejectedBeforeQueueing(String method, String path, String body, int status) {
        assertThat(send(HOME, method, path, body, "no.good.token").join().statusCode())
                .isEqualTo(status);
        assertThat(waiting()).isZero();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource(delimiter = '|', textBlock = """
            /account/password/reset/confirm           | {}                                                                                            | 400
            /account/password/reset/confirm           | {"token": "no", "new_password": "difference"}                                                 | 400
            /account/password/reset/confirm           | {"email": "ada@shop.example", "code": "AAAA-AAAA", "new_password": "difference"}              | 400
            /account/password/reset/confirm           | {"new_password": "difference"}                                                                | 400
            /express/api/auth/reset-password          | {"token": "no", "password": "difference"}                                                     | 400
            /express/api/auth/reset-password?token=no | {"password": "difference"}                                                                    | 400
            /express/api/auth/reset-password          | {"password": "difference"}                                                                    | 400
            /fastapi/auth/reset-password              | {"token": "no", "password": "difference"}                                                     | 400
            /fastapi/reset-password                   | {"token": "no", "new_password": "difference"}                                                 | 400
            /drf-token/api/auth/password/reset/confirm| {"uid": "MQ", "token": "no", "new_password1": "difference", "new_password2": "difference"}    | 400
            /drf-token/api/auth/password/reset/confirm| {"uid": "MQ", "token": "no", "new_password1": "difference", "new_password2": "indifference"}  | 400
            /tasti/api/v1/auth/users/reset_password_confirm | {"uid": "MQ", "token": "no", "new_password": "difference"}                              | 400
            /drf-cookie/api/auth/password/change      | {"old_password": "lovelace", "new_password1": "difference", "new_password2": "indifference"}  | 400
            """)
    void aResetThatIsRefusedDoesNotQueue(String path, String body, int status) {
        assertThat(send(HOME, "POST", path, body, ada.access()).join().statusCode())
                .isEqualTo(status);
        assertThat(waiting()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"reset", "invite"})
    void aPageThatIsRefusedDoesNotQueue(String page) {
        CompletableFuture<HttpResponse<String>> refused = send(
                HOME,
                "POST",
                "/account/pages/" + page,
                "token=no&password=difference",
                "application/x-www-form-urlencoded",
                "");

        assertThat(refused.join().statusCode()).isEqualTo(400);
        assertThat(waiting()).isZero();
    }

    @Test
    void throttledCodesAreRejectedBeforeQueueing() {
        List<Integer> statuses = times(6, () -> send(HOME, "POST", "/account/password/reset/confirm", """
                                {"email": "ada@shop.example", "code": "AAAA-AAAA", "new_password": "difference"}""", "")
                .join()
                .statusCode());

        assertThat(statuses).containsExactly(400, 400, 400, 400, 400, 429);
        assertThat(waiting()).isZero();
    }

    @Test
    void throttledChangesOfTheAddressAreRejectedBeforeQueueing() throws Exception {
        Supplier<CompletableFuture<HttpResponse<String>>> change =
                () -> send(HOME, "POST", "/account/email/change", """
                {"email": "lovelace@shop.example", "password": "lovelace"}""", ada.access());
        times(3, change);
        Waiting.until("three wait", () -> waiting() == 3);

        assertThat(change.get().join().statusCode()).isEqualTo(429);
        assertThat(waiting()).isEqualTo(3);
    }

    /** Without a password there is nothing to hash: the sign-in must be recent. */
    @Test
    void aChangeOfTheAddressWithoutAPasswordDoesNotQueue() {
        assertThat(send(HOME, "POST", "/account/email/change", """
                                {"email": "lovelace@shop.example"}""", ada.access())
                        .join()
                        .statusCode())
                .isEqualTo(202);
        assertThat(waiting()).isZero();
    }

    /** It is counted before it waits, and used up after it. */
    @Test
    void aGoodLinkQueuesAndStaysGoodIfTheClientLeaves() throws Exception {
        String token =
                Givens.of(List.of("ada asked for a mail to reset the password")).filled("${reset}");
        String body = "{\"token\": \"%s\", \"new_password\": \"difference\"}".formatted(token);
        CompletableFuture<HttpResponse<String>> reset = send(HOME, "POST", "/account/password/reset/confirm", body, "");
        Waiting.until("it waits", () -> waiting() == 1);
        reset.cancel(true);
        Waiting.until("none waits", () -> waiting() == 0);
        taken.forEach(FairQueue.Place::leave);

        assertThat(send(HOME, "POST", "/account/password/reset/confirm", body, "")
                        .join()
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void aDisconnectedClientLeavesTheQueueAndItsAttemptDoesNotCount() throws Exception {
        for (int round = 0; round < 2; round++) {
            List<CompletableFuture<HttpResponse<String>>> guesses = times(3, () -> login(ATTACKER, "ada", "lovelace"));
            Waiting.until("three wait", () -> waiting() == 3);
            guesses.forEach(guess -> guess.cancel(true));
            Waiting.until("none waits", () -> waiting() == 0);
            Waiting.until("none counts", LimitsBeforeTheQueueProfileTest::nothingCounts);
        }
    }

    /** Their attempts do not count either, once the time in the queue runs out. */
    @Test
    void anAttemptThatTimesOutInTheQueueDoesNotCount() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
        all.addAll(times(3, () -> login(HOME, "ada", "lovelace")));
        all.addAll(IntStream.range(0, 3)
                .mapToObj(i -> register(HOME, "newcomer" + i))
                .toList());
        all.addAll(times(3, () -> send(HOME, "DELETE", "/account", "{\"password\": \"lovelace\"}", ada.access())));

        assertThat(all).allMatch(answer -> answer.join().statusCode() == 503);
        Waiting.until("none counts", LimitsBeforeTheQueueProfileTest::nothingCounts);
    }

    private FairQueue.Place join(Runnable turn) {
        return queue.hashing().join(Network.of("192.0.2.1"), turn, lost -> {});
    }

    /** But Ada's registration, which came from here, and the mail to her address. */
    private static boolean nothingCounts() {
        return Database.query(
                        "select count(*) from attempt where bucket <> 'registration:127.0.0.1' and bucket not like 'address:%'"
                                + " and (opens_at is not null or fades_at > now() + interval '2 seconds')")
                .equals("0");
    }

    private static <T> List<T> times(int times, Supplier<T> deed) {
        return IntStream.range(0, times).mapToObj(i -> deed.get()).toList();
    }

    private CompletableFuture<HttpResponse<String>> login(String address, String name, String password) {
        return send(address, "POST", "/express/api/auth/login", PERSON.formatted(name, password), "");
    }

    private CompletableFuture<HttpResponse<String>> register(String address, String name) {
        return send(address, "POST", "/express/api/auth/register", PERSON.formatted(name, "lovelace"), "");
    }

    private CompletableFuture<HttpResponse<String>> send(
            String address, String method, String path, String body, String token) {
        return send(address, method, path, body, "application/json", token);
    }

    private CompletableFuture<HttpResponse<String>> send(
            String address, String method, String path, String body, String type, String token) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .header("Content-Type", type)
                .header("X-Forwarded-For", address)
                .header("Authorization", "Bearer " + token)
                .method(method, BodyPublishers.ofString(body))
                .build();
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request, BodyHandlers.ofString());
        sent.add(answer);
        return answer;
    }

    private double waiting() {
        return meters.get("latchkey.hashing.waiting").gauge().value();
    }
}
