package latchkey.http.signin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import latchkey.Database;
import latchkey.Waiting;
import latchkey.attempt.Network;
import latchkey.contract.Givens;
import latchkey.queue.FairQueue;
import latchkey.queue.HashingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** While all CPUs hash, further logins wait and are rejected in time; other requests are not affected. */
@QuarkusTest
@QuarkusTestResource(Database.class)
class HashingFilterTest {

    private static final String PERSON =
            "{\"username\": \"%s\", \"password\": \"lovelace\", \"email\": \"%<s@shop.example\"}";

    /** More than there are threads for requests. */
    private static final int CROWD = 250;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<FairQueue.Place> taken = new ArrayList<>();

    @Inject
    HashingQueue queue;

    @Inject
    MeterRegistry meters;

    private Givens ada;

    @BeforeEach
    void everyTurnIsTaken() {
        Database.empty();
        ada = Givens.of(List.of("ada is registered", "ada is signed in"));
        List<FairQueue.Place> admitted = new ArrayList<>();
        while (taken.size() == admitted.size()) {
            taken.add(queue.hashing().join(Network.of("192.0.2.1"), () -> admitted.add(null), lost -> {}));
        }
    }

    @AfterEach
    void end() {
        taken.forEach(FairQueue.Place::leave);
    }

    @Test
    void waitingLoginsHoldNoThread() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> logins = Stream.generate(
                        () -> send("POST", "/express/api/auth/login", PERSON.formatted("ada")))
                .limit(CROWD)
                .toList();
        Waiting.until("all of them wait", () -> waiting() == CROWD + 1);
        assertThat(threadsAtWork()).isEmpty();

        for (String path : List.of("/express/api/user", "/account", "/.well-known/jwks.json", "/forward-auth")) {
            assertThat(send("GET", path, "").join().statusCode()).isEqualTo(200);
        }
        String refresh = "{\"refresh\": \"%s\"}".formatted(ada.refresh());
        assertThat(send("POST", "/drf-token/api/auth/refresh", refresh).join().statusCode())
                .isEqualTo(200);

        end();
        // 503 only where all of this took a slow machine longer than the patience of those who wait.
        assertThat(logins).extracting(login -> login.join().statusCode()).isSubsetOf(200, 503);
    }

    @Test
    void aHashingTimeoutIsAnsweredWithTheContractsError() {
        String sentence = "Temporarily unavailable, try again later.";
        TreeMap<String, String> refusals = new TreeMap<>();
        for (String verb : List.of("login", "register")) {
            refusals.put("POST /express/api/auth/" + verb, "{\"message\":\"Error: try again later.\"}");
            refusals.put("POST /tasti/api/v1/auth/" + verb, "{\"detail\":\"" + sentence + "\"}");
            refusals.put("POST /drf-cookie/api/auth/" + verb, "{\"detail\":\"" + sentence + "\"}");
            refusals.put("POST /drf-token/api/auth/" + verb, "{\"error\":\"" + sentence + "\"}");
            refusals.put("POST /fastapi/auth/" + verb, "{\"detail\":\"" + sentence + "\"}");
        }
        refusals.put("POST /account/password", "{\"title\":\"" + sentence + "\",\"status\":503}");
        refusals.put("DELETE /account", "{\"title\":\"" + sentence + "\",\"status\":503}");

        TreeMap<String, CompletableFuture<HttpResponse<String>>> answers = new TreeMap<>();
        refusals.keySet().forEach(what -> answers.put(what, send(what.split(" ")[0], what.split(" ")[1], body(what))));

        answers.forEach((what, answer) -> {
            assertThat(answer.join().statusCode()).as(what).isEqualTo(503);
            assertThat(answer.join().headers().firstValue("Retry-After"))
                    .as(what)
                    .hasValue("2");
            assertThat(answer.join().body()).as(what).isEqualTo(refusals.get(what));
        });
        assertThat(waiting()).isEqualTo(1);
    }

    @Test
    void aDisconnectedClientLeavesTheQueue() throws Exception {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream()
                    .write(("POST /express/api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                    + "Content-Length: 44\r\n\r\n{\"username\": \"ada\", \"password\": \"lovelace\"} ")
                            .getBytes(US_ASCII));
            Waiting.until("it waits", () -> waiting() == 2);
        }
        Waiting.until("it is gone", () -> waiting() == 1);
    }

    /** The stack traces of the worker threads that process a request. */
    private static List<String> threadsAtWork() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("executor-thread"))
                .map(thread -> Arrays.toString(thread.getValue()))
                .filter(stack -> stack.contains("latchkey."))
                .toList();
    }

    private static String body(String what) {
        return what.endsWith("/account/password")
                ? "{\"current_password\": \"lovelace\", \"new_password\": \"difference\"}"
                : PERSON.formatted("grace");
    }

    private CompletableFuture<HttpResponse<String>> send(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + ada.access())
                .method(method, BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    private double waiting() {
        return meters.get("latchkey.hashing.waiting").gauge().value();
    }
}
