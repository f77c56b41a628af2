package latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Password guesses at several replicas at the same time. */
class RateLimitsIT {

    private static final Pattern HASHES = Pattern.compile("latchkey_hashing_seconds_count (\\d+)");

    private final Map<String, String> settings = ProductionIT.settings();
    private final List<Replica> replicas = new ArrayList<>();

    @BeforeEach
    void limit() {
        settings.keySet().removeIf(name -> name.startsWith("latchkey.limits"));
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Replica replica : replicas) {
            replica.close();
        }
    }

    /** Each from another address, so that only the account's limit counts them. */
    @Test
    void threeReplicasShareTheLoginRateLimitOfAnAccount() throws Exception {
        settings.put("latchkey.proxies", "127.0.0.1");
        start(3);
        Database.empty();
        assertThat(post(0, "register", "ada", "lovelace").statusCode()).isEqualTo(201);
        for (int i = 0; i < 3; i++) {
            assertThat(post(i, "login", "byron" + i, "babbage!").statusCode()).isEqualTo(401);
        }
        int hashes = hashes();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

        List<CompletableFuture<HttpResponse<Void>>> guesses = IntStream.range(0, 200)
                .mapToObj(i -> client.sendAsync(guess(i), BodyHandlers.discarding()))
                .toList();
        CompletableFuture.allOf(guesses.toArray(CompletableFuture[]::new)).join();

        List<Integer> statuses =
                guesses.stream().map(answer -> answer.join().statusCode()).toList();
        assertThat(statuses).containsOnly(401, 429);
        assertThat(statuses.stream().filter(status -> status == 401)).hasSize(5);
        assertThat(hashes() - hashes).isEqualTo(5);
        assertThat(post(0, "login", "ada", "lovelace").statusCode()).isEqualTo(429);
    }

    private void start(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            replicas.add(Replica.start(settings));
        }
        for (Replica replica : replicas) {
            replica.awaitReady();
        }
    }

    private HttpRequest guess(int number) {
        int port = replicas.get(number % replicas.size()).port();
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/express/api/auth/login"))
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", "198.51.100." + number)
                .POST(BodyPublishers.ofString(credentials("ada", "babbage!")))
                .build();
    }

    private Response post(int replica, String endpoint, String name, String password) {
        return replicas.get(replica)
                .given()
                .header("X-Forwarded-For", "203.0.113.5")
                .contentType(ContentType.JSON)
                .body(credentials(name, password))
                .post("/express/api/auth/" + endpoint);
    }

    private int hashes() {
        return replicas.stream()
                .mapToInt(replica -> {
                    Matcher count = HASHES.matcher(
                            replica.givenManagement().get("/q/metrics").asString());
                    assertThat(count.find()).isTrue();
                    return Integer.parseInt(count.group(1));
                })
                .sum();
    }

    private static String credentials(String name, String password) {
        return "{\"username\": \"%s\", \"password\": \"%s\"}".formatted(name, password);
    }
}
