package latchkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Clients that ask two replicas in turn until they are stopped: some refresh a session each, in a chain, some register one
 * account after another. Where they are refused they try again with what they had.
 */
final class Load implements AutoCloseable {

    private static final int REFRESHING = 6;
    private static final int REGISTERING = 2;
    private static final AtomicInteger LOADS = new AtomicInteger();
    private static final Pattern COOKIE = Pattern.compile("refresh_token=([^;]+)");
    private static final Pattern CLAIMS = Pattern.compile("\"sid\":\"([^\"]+)\",\"gen\":(\\d+)");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Replica> replicas;
    private final ExecutorService threads = Executors.newFixedThreadPool(REFRESHING + REGISTERING);
    private final List<Client> clients = new ArrayList<>();
    private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    private final Queue<String> registered = new ConcurrentLinkedQueue<>();
    private volatile boolean enough;

    private Load(List<Replica> replicas) {
        this.replicas = replicas;
    }

    /** A request that failed. */
    record Failure(Instant began, Instant ended, String path, int status, Optional<String> retryAfter, String body) {}

    /** The generation of its session that a client received last. */
    record RefreshProgress(UUID session, int generation) {

        private static RefreshProgress of(String token) {
            Matcher claims = CLAIMS.matcher(new String(Base64.getUrlDecoder().decode(token.split("\\.")[1]), UTF_8));
            assertThat(claims.find()).as(token).isTrue();
            return new RefreshProgress(UUID.fromString(claims.group(1)), Integer.parseInt(claims.group(2)));
        }
    }

    static Load on(List<Replica> replicas) throws Exception {
        Load load = new Load(replicas);
        // A database may have been under load before.
        int number = LOADS.incrementAndGet();
        for (int i = 0; i < REFRESHING; i++) {
            load.clients.add(load.new Refreshing("refreshing-" + number + "-" + i));
        }
        for (int i = 0; i < REGISTERING; i++) {
            load.clients.add(load.new Registering("registering-" + number + "-" + i));
        }
        load.clients.forEach(load.threads::execute);
        return load;
    }

    /** Waits until each client has succeeded several times with each replica. */
    void awaitProgress() throws InterruptedException {
        List<Integer> before =
                clients.stream().map(client -> client.served.get()).toList();
        for (int i = 0; i < clients.size(); i++) {
            Client client = clients.get(i);
            int wanted = before.get(i) + 10;
            Waiting.until("each client is served", () -> client.served.get() >= wanted);
        }
    }

    List<Failure> failures() {
        return List.copyOf(failures);
    }

    /** The names of all accounts that the service said it had created. */
    List<String> registered() {
        return List.copyOf(registered);
    }

    List<RefreshProgress> progress() {
        return clients.stream()
                .filter(Refreshing.class::isInstance)
                .map(client -> RefreshProgress.of(((Refreshing) client).token))
                .toList();
    }

    HttpResponse<String> login(String name) throws IOException, InterruptedException {
        return http.send(request(0, "login", credentials(name)).build(), BodyHandlers.ofString());
    }

    @Override
    public void close() throws InterruptedException {
        enough = true;
        threads.shutdown();
        assertThat(threads.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
    }

    private abstract class Client implements Runnable {

        final String name;
        final AtomicInteger served = new AtomicInteger();
        private int asked;

        Client(String name) {
            this.name = name;
        }

        /** Milliseconds until the next request. */
        abstract int ask() throws InterruptedException;

        @Override
        public void run() {
            try {
                while (!enough) {
                    Thread.sleep(ask());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        Optional<HttpResponse<String>> answer(String path, String body, String... headers) throws InterruptedException {
            HttpRequest.Builder request = request(asked++, path, body);
            if (headers.length > 0) {
                request.headers(headers);
            }
            Instant began = Instant.now();
            try {
                HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
                if (answer.statusCode() / 100 == 2) {
                    served.incrementAndGet();
                    return Optional.of(answer);
                }
                Optional<String> retryAfter = answer.headers().firstValue("Retry-After");
                failures.add(new Failure(began, Instant.now(), path, answer.statusCode(), retryAfter, answer.body()));
            } catch (IOException e) {
                failures.add(new Failure(began, Instant.now(), path, 0, Optional.empty(), e.toString()));
            }
            return Optional.empty();
        }
    }

    private final class Refreshing extends Client {

        private volatile String token;

        Refreshing(String name) throws InterruptedException {
            super(name);
            answer("register", credentials(name));
            token = answer("login", credentials(name)).map(Load::token).orElseThrow();
        }

        @Override
        int ask() throws InterruptedException {
            Optional<HttpResponse<String>> answer = answer("refresh", "", "Cookie", "refresh_token=" + token);
            answer.ifPresent(next -> token = token(next));
            return answer.isPresent() ? 10 : 100;
        }
    }

    private final class Registering extends Client {

        private int number;

        Registering(String name) {
            super(name);
        }

        @Override
        int ask() throws InterruptedException {
            String next = name + "-" + number++;
            answer("register", credentials(next)).ifPresent(created -> registered.add(next));
            return 50;
        }
    }

    private HttpRequest.Builder request(int number, String path, String body) {
        int port = replicas.get(number % replicas.size()).port();
        return HttpRequest.newBuilder(URI.create("http://localhost:%d/express/api/auth/%s".formatted(port, path)))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(5))
                .POST(BodyPublishers.ofString(body));
    }

    private static String credentials(String name) {
        return "{\"username\": \"%s\", \"password\": \"lovelace\"}".formatted(name);
    }

    private static String token(HttpResponse<String> answer) {
        Matcher cookie =
                COOKIE.matcher(answer.headers().firstValue("Set-Cookie").orElse(""));
        assertThat(cookie.find()).as(answer.toString()).isTrue();
        return cookie.group(1);
    }
}
