package latchkey.http.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
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
import java.util.stream.IntStream;
import latchkey.Database;
import latchkey.Waiting;
import latchkey.attempt.Network;
import latchkey.contract.Givens;
import latchkey.contract.orchard.OrchardBehindAProxy;
import latchkey.queue.FairQueue;
import latchkey.queue.HashingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One network fills the hashing queue, with its own account and many connections: other clients sign in and register as
 * before.
 */
@QuarkusTest
@QuarkusTestResource(Database.class)
@TestProfile(OrchardBehindAProxy.class)
class FullQueueProfileTest {

    private static final String HOME = "203.0.113.5";
    private static final String ATTACKER = "198.51.100.1";
    private static final int QUEUE_LENGTH = 256 * Runtime.getRuntime().availableProcessors();

    /** Of the attacker's requests, which are all alike, those that come over HTTP. */
    private static final int CONNECTIONS = 40;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<FairQueue.Place> taken = new ArrayList<>();
    private final Queue<Integer> admitted = new ConcurrentLinkedQueue<>();

    @Inject
    HashingQueue queue;

    @Inject
    MeterRegistry meters;

    private Givens ada;
    private List<CompletableFuture<HttpResponse<String>>> attack;

    @BeforeEach
    void theLineIsFull() throws Exception {
        Database.empty();
        admitted.clear();
        ada = Givens.of(List.of("ada is registered", "ada is signed in"));
        post(ATTACKER, "/express/api/auth/register", "mallory", "lovelace").join();
        while (waiting() < QUEUE_LENGTH - CONNECTIONS) {
            int next = taken.size();
            taken.add(queue.hashing().join(Network.of(ATTACKER), () -> admitted.add(next), lost -> {}));
        }
        attack = IntStream.range(0, CONNECTIONS)
                .mapToObj(i -> post(ATTACKER, "/express/api/auth/login", "mallory", "lovelace"))
                .toList();
        Waiting.until("the line is full", () -> waiting() == QUEUE_LENGTH);
    }

    @AfterEach
    void end() {
        taken.forEach(FairQueue.Place::leave);
        attack.forEach(CompletableFuture::join);
    }

    @Test
    void aFullQueueEvictsTheAttackerAndAdmitsOthers() throws Exception {
        assertThat(post(ATTACKER, "/express/api/auth/login", "mallory", "lovelace")
                        .join()
                        .statusCode())
                .isEqualTo(503);
        List<CompletableFuture<HttpResponse<String>>> others = List.of(
                post(HOME, "/express/api/auth/login", "ada", "lovelace"),
                post(HOME, "/drf-cookie/api/auth/login", "ada", "babbage!"),
                post("2001:db8::1", "/fastapi/auth/login", "nobody", "babbage!"),
                post("198.51.100.2", "/fastapi/auth/register", "grace", "lovelace"),
                send(
                        HOME,
                        "POST",
                        "/account/password",
                        "{\"current_password\": \"babbage!\", \"new_password\": \"difference\"}"),
                send(HOME, "DELETE", "/account", "{\"password\": \"babbage!\"}"));
        Waiting.until("as many of the attacker's are refused", () -> refused() >= others.size());
        assertThat(waiting()).isEqualTo(QUEUE_LENGTH);
        assertThat(others).noneMatch(CompletableFuture::isDone);

        Waiting.until("the others are answered", () -> {
            Integer turn = admitted.poll();
            if (turn != null) {
                taken.get(turn).leave();
            }
            return others.stream().allMatch(CompletableFuture::isDone);
        });
        assertThat(others.stream().map(answer -> answer.join().statusCode()))
                .containsExactly(200, 401, 401, 200, 403, 403);
    }

    private long refused() {
        return attack.stream()
                .filter(CompletableFuture::isDone)
                .filter(answer -> answer.join().statusCode() == 503)
                .count();
    }

    private CompletableFuture<HttpResponse<String>> post(String address, String path, String name, String password) {
        return send(
                address,
                "POST",
                path,
                "{\"username\": \"%s\", \"password\": \"%s\", \"email\": \"%1$s@shop.example\"}"
                        .formatted(name, password));
    }

    private CompletableFuture<HttpResponse<String>> send(String address, String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + RestAssured.port + path))
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", address)
                .header("Authorization", "Bearer " + ada.access())
                .method(method, BodyPublishers.ofString(body))
                .build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    private double waiting() {
        return meters.get("latchkey.hashing.waiting").gauge().value();
    }
}
