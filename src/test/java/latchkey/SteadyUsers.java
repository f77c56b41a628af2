package latchkey;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Users who register, sign in and refresh without a pause. Each keeps one session from the beginning to the end. */
final class SteadyUsers implements AutoCloseable {

    private static final int USERS = 4;

    private final HttpClient http = HttpClient.newHttpClient();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean enough = new AtomicBoolean();
    private final AtomicInteger requests = new AtomicInteger();
    private final int port;
    private final List<CompletableFuture<Void>> users;

    private SteadyUsers(int port) {
        this.port = port;
        users = IntStream.range(0, USERS)
                .mapToObj(i -> CompletableFuture.runAsync(() -> use("user" + i), ConcurrentCallers.THREADS))
                .toList();
    }

    static SteadyUsers at(int port) {
        return new SteadyUsers(port);
    }

    /** Waits until a hundred more requests are answered. */
    void awaitMore() throws InterruptedException {
        int before = requests.get();
        Waiting.until("users go on", () -> requests.get() > before + 100);
    }

    int requests() {
        return requests.get();
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    @Override
    public void close() {
        enough.set(true);
        CompletableFuture.allOf(users.toArray(CompletableFuture[]::new)).join();
    }

    private void use(String name) {
        register(name);
        String kept = signIn(name);
        for (int i = 0; !enough.get(); i++) {
            kept = refreshed(kept);
            if (i % 20 == 19) {
                register(name + "-" + i);
                refreshed(signIn(name + "-" + i));
                refreshed(signIn(name));
            }
        }
    }

    private void register(String name) {
        expect(201, post("register", body(name), ""));
    }

    private String signIn(String name) {
        return refreshCookie(expect(200, post("login", body(name), "")));
    }

    private String refreshed(String refresh) {
        return refreshCookie(expect(200, post("refresh", "", refresh)));
    }

    private static String body(String name) {
        return "{\"username\": \"%s\", \"password\": \"lovelace\"}".formatted(name);
    }

    private HttpResponse<String> expect(int status, HttpResponse<String> answer) {
        requests.incrementAndGet();
        if (answer.statusCode() != status) {
            failures.add(answer + " " + answer.body());
        }
        return answer;
    }

    private HttpResponse<String> post(String endpoint, String body, String refresh) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/express/api/auth/" + endpoint))
                            .header("Content-Type", "application/json")
                            .header("Cookie", "refresh_token=" + refresh)
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String refreshCookie(HttpResponse<String> answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("refresh_token="))
                .map(cookie -> cookie.substring("refresh_token=".length(), cookie.indexOf(';')))
                .findFirst()
                .orElse("");
    }
}
