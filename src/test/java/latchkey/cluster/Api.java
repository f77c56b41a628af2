package latchkey.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The requests of one user to the replicas, with the user's own address. */
final class Api {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final AtomicInteger USERS = new AtomicInteger();
    private static final AtomicInteger REQUESTS = new AtomicInteger();

    /** As long as an impatient client waits. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();

    private final Hosts hosts;
    private final int user = USERS.incrementAndGet();

    Api(Hosts hosts) {
        this.hosts = hosts;
    }

    /** What came back; the status is 0 if nothing did. */
    record Answer(int status, JsonNode body, String request, Instant began, Instant ended) {

        boolean isGood() {
            return status / 100 == 2;
        }

        String text(String field) {
            return body.path(field).asText();
        }
    }

    Answer post(String replica, String path, Map<String, String> body) {
        return send(replica, request(replica, path).POST(BodyPublishers.ofString(json(body))));
    }

    Answer get(String replica, String path, String accessToken) {
        return send(replica, request(replica, path).header("Authorization", "Bearer " + accessToken));
    }

    private HttpRequest.Builder request(String replica, String path) {
        return HttpRequest.newBuilder(URI.create("http://%s:8080%s".formatted(hosts.address(replica), path)))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("User-Agent", "witness")
                .header("X-Forwarded-For", "198.18.%d.%d".formatted(user / 250, user % 250 + 1));
    }

    private static Answer send(String replica, HttpRequest.Builder request) {
        String id = "%s-%d".formatted(replica, REQUESTS.incrementAndGet());
        request.header("X-Request-Id", id);
        Instant began = Instant.now();
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(answer.statusCode(), read(answer.body()), id, began, Instant.now());
        } catch (IOException e) {
            return new Answer(0, MissingNode.getInstance(), id, began, Instant.now());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(0, MissingNode.getInstance(), id, began, Instant.now());
        }
    }

    private static JsonNode read(String body) throws IOException {
        return body.startsWith("{") || body.startsWith("[") ? JSON.readTree(body) : MissingNode.getInstance();
    }

    private static String json(Map<String, String> body) {
        return JSON.valueToTree(body).toString();
    }
}
