import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A refresh storm: after a pause, many sessions refresh within a second, and then again. Prints how long it takes until the last
 * has its answer, the latencies from the moment at which each wanted to refresh, and the answers by status.
 *
 * <p>{@code java bench/Storm.java --url http://localhost:8080 [--sessions 10000] [--connections 256] [--storms 3] [--pause 5]}, on a
 * JDK 25, against a service with the contract express. To sign so many in, set {@code LATCHKEY_PASSWORD_BCRYPT_COST=4},
 * {@code LATCHKEY_SESSION_MAX_PER_ACCOUNT=0} and limits of 0.
 */
public class Storm {

    private static final Pattern COOKIE = Pattern.compile("refresh_token=([^;]+)");
    private static final Duration SPREAD = Duration.ofSeconds(1);

    private final Map<String, String> options = new HashMap<>();

    public static void main(String[] arguments) throws Exception {
        Storm storm = new Storm();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            storm.options.put(arguments[i], arguments[i + 1]);
        }
        storm.run();
    }

    private void run() throws Exception {
        System.out.printf("%s, commit %s%n", Start.machine(), Start.commit());
        post("register", "", "{\"username\": \"storm\", \"password\": \"lovelace\", \"email\": \"storm@storm.example\"}");
        String[] tokens = signedIn(number("--sessions", 10_000));
        System.out.printf("%d sessions%n%n| storm | drained after, ms | a second | p50, ms | p99, ms | longest, ms | answers |%n", tokens.length);
        System.out.println("|---|--:|--:|--:|--:|--:|---|");
        for (int storm = 1; storm <= number("--storms", 3); storm++) {
            Thread.sleep(Duration.ofSeconds(number("--pause", 5)));
            refreshed(storm, tokens);
        }
    }

    private String[] signedIn(int sessions) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(32)) {
            List<Future<String>> all = IntStream.range(0, sessions)
                    .mapToObj(i -> threads.submit(this::token))
                    .toList();
            String[] tokens = new String[sessions];
            for (int i = 0; i < sessions; i++) {
                tokens[i] = all.get(i).get();
            }
            return tokens;
        }
    }

    private String token() {
        HttpResponse<String> answer;
        do {
            answer = post("login", "", "{\"username\": \"storm\", \"password\": \"lovelace\"}");
        } while (answer.statusCode() == 503);
        return successor(answer).orElseThrow(() -> new IllegalStateException("no session"));
    }

    private void refreshed(int storm, String[] tokens) throws Exception {
        Semaphore connections = new Semaphore(number("--connections", 256));
        Map<Integer, Integer> answers = new ConcurrentHashMap<>();
        double[] latencies = new double[tokens.length];
        long start = System.nanoTime();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < tokens.length; i++) {
                int session = i;
                all.add(threads.submit(() -> {
                    long due = start + ThreadLocalRandom.current().nextLong(SPREAD.toNanos());
                    Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                    connections.acquire();
                    try {
                        HttpResponse<String> answer = post("refresh", tokens[session], "{}");
                        answers.merge(answer.statusCode(), 1, Integer::sum);
                        successor(answer).ifPresent(next -> tokens[session] = next);
                    } finally {
                        connections.release();
                    }
                    latencies[session] = (System.nanoTime() - due) / 1e6;
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
        double took = (System.nanoTime() - start) / 1e6;
        Arrays.sort(latencies);
        System.out.printf(
                Locale.ROOT,
                "| %d | %.0f | %.0f | %.0f | %.0f | %.0f | %s |%n",
                storm, took, tokens.length / took * 1e3, at(latencies, 0.5), at(latencies, 0.99), at(latencies, 1), answers);
    }

    private static double at(double[] sorted, double part) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(sorted.length * part))];
    }

    private HttpResponse<String> post(String what, String token, String body) {
        return Start.post(
                options.getOrDefault("--url", "http://localhost:8080") + "/api/auth/" + what, body, "refresh_token=" + token);
    }

    private static Optional<String> successor(HttpResponse<String> answer) {
        return answer.headers().allValues("set-cookie").stream()
                .map(COOKIE::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1))
                .findFirst();
    }

    private int number(String name, int otherwise) {
        return Integer.parseInt(options.getOrDefault(name, Integer.toString(otherwise)));
    }
}
